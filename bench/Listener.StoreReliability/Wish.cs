using System.Globalization;

namespace Listener.StoreReliability;

/// <summary>What the command line asks for.</summary>
/// <param name="Campaign">Name of the campaign.</param>
/// <param name="Count">How many images, times or mentions; 0 for the campaign's own count.</param>
/// <param name="Seed">First seed; run n uses seed + n.</param>
internal sealed record Wish(string Campaign, int Count = 0, int Seed = 1)
{
    public const string Usage = """
        Usage: Listener.StoreReliability powercut [--images 1000]   file-level write log of a real store, replayed to crash images (needs strace)
               Listener.StoreReliability diskfull [--times 50]      a full disk: told, reading goes on, recovers by itself (needs root, for a small file system)
               Listener.StoreReliability damage [--times 100]       spoilt, cut, missing, foreign, read-only, used twice: refused or located
               Listener.StoreReliability tamper [--times 200]       changed ledger and outbox rows: found and located
               Listener.StoreReliability clock                      jumps of a year and both clock changes in 20 zones
               Listener.StoreReliability soak [--mentions 100000]   24 simulated hours through the real line
        Each takes --seed <number>. A failure prints the command that repeats it. Exit codes: 0 all held, 4 something did not, 2 wrong usage.
        """;

    /// <summary>Reads the words after the program's name.</summary>
    public static Wish Parse(string[] args)
    {
        var wish = new Wish(args.Length % 2 == 1 ? args[0] : "");
        for (var i = 1; i + 1 < args.Length; i += 2)
        {
            if (!int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return new Wish("");
            wish = args[i] switch
            {
                "--images" or "--times" or "--mentions" => wish with { Count = number },
                "--seed" => wish with { Seed = number },
                _ => new Wish(""),
            };
        }
        return args.Length % 2 == 1 ? wish : new Wish("");
    }
}

/// <summary>What a campaign found.</summary>
internal sealed class Report
{
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>Figures, in the order of their names.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    /// <summary>What did not hold, each with its seed.</summary>
    public List<(int Seed, string What)> Failures { get; } = [];

    /// <summary>Measured values that have a bar.</summary>
    public Dictionary<string, double> Measures { get; } = new(StringComparer.Ordinal);

    /// <summary>Further lines of the result.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Counts one more.</summary>
    public void Add(string name, int by = 1) => _counts[name] = _counts.GetValueOrDefault(name) + by;

    /// <summary>Notes a failure.</summary>
    public void Fail(int seed, string what) => Failures.Add((seed, what));

    /// <summary>Writes counts, seeds and for each failure the command that repeats it.</summary>
    public void Print(TextWriter output, Wish wish)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{wish.Campaign}: seeds from {wish.Seed}"));
        foreach (var (name, count) in _counts)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {count,8:N0}  {name}"));
        foreach (var note in Notes)
            output.WriteLine("  " + note);
        foreach (var (seed, what) in Failures)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"FAILED seed {seed}: {what}"));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  repeat: dotnet run --project bench/Listener.StoreReliability -- {wish.Campaign} {(wish.Campaign == "powercut" ? "--images" : "--times")} 1 --seed {seed}"));
        }
        output.WriteLine(Failures.Count == 0 ? "All held." : string.Create(CultureInfo.InvariantCulture, $"{Failures.Count} failures."));
    }
}

/// <summary>A folder that goes away; in memory where the system has a file system for that, because what is tested here is not the disk.</summary>
internal sealed class Scratch : IDisposable
{
    private const string Memory = "/dev/shm";

    public Scratch() => Path = Directory.Exists(Memory)
        ? Directory.CreateDirectory(System.IO.Path.Combine(Memory, "listener-reliability-" + Guid.NewGuid().ToString("n"))).FullName
        : Directory.CreateTempSubdirectory("listener-reliability-").FullName;

    public string Path { get; }

    public string Sub(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
