using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Listener.Bench;

/// <summary>The installed <c>fasttext</c>, trained on the authored texts with their intents. Linux only.</summary>
internal sealed class FastText : IDisposable
{
    private const int Repeats = 10;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("listener-bench-fasttext-");

    private FastText(string name) => Name = name;

    /// <summary>What sets it apart from the other one.</summary>
    public string Name { get; }

    /// <summary>Trains both that its own search for options (-autotune-validation) found best, the more accurate first; none if the program is not installed.</summary>
    public static List<FastText> TrainBoth(IReadOnlyList<(string Text, string Intent)> rows)
    {
        string[] accurate = ["-minn", "2", "-maxn", "5", "-dim", "94", "-lr", "0.1", "-bucket", "1155587"];
        string[] small = ["-minn", "3", "-maxn", "6", "-dim", "14", "-lr", "0.0814", "-bucket", "148489"];
        return [.. new[] { Train("94 dimensions", accurate, rows), Train("14 dimensions", small, rows) }.OfType<FastText>()];
    }

    private static FastText? Train(string name, string[] settings, IReadOnlyList<(string Text, string Intent)> rows)
    {
        var made = new FastText(name);
        try
        {
            File.WriteAllLines(made.In("train.txt"), rows.Select(r => $"__label__{r.Intent} {OneLine(r.Text)}"));
            // The search chose 100 epochs; how often a model saw its texts does not change how fast it answers.
            Cost(["supervised", "-input", made.In("train.txt"), "-output", made.In("model"), "-wordNgrams", "1", "-epoch", "5", "-thread", "1", .. settings]);
            File.WriteAllText(made.In("empty.txt"), "");
            return made;
        }
        catch (Win32Exception)
        {
            made.Dispose();
            return null;
        }
    }

    /// <summary>Texts per second of processor time; what it takes to load the model is measured apart and left out.</summary>
    public double Rate(IReadOnlyList<string> texts)
    {
        File.WriteAllLines(In("texts.txt"), Enumerable.Repeat(texts, Repeats).SelectMany(t => t).Select(OneLine));
        TimeSpan loading = Cost(["predict", In("model.bin"), In("empty.txt")]);
        TimeSpan whole = Cost(["predict", In("model.bin"), In("texts.txt")]);
        return texts.Count * Repeats / Math.Max(1e-3, (whole - loading).TotalSeconds);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private string In(string name) => Path.Combine(_folder.FullName, name);

    private static TimeSpan Cost(IEnumerable<string> arguments)
    {
        TimeSpan before = ChildrenUsed();
        using var process = Process.Start(new ProcessStartInfo("fasttext", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.StandardOutput.BaseStream.CopyTo(Stream.Null);
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"fasttext {arguments.First()} ended with {process.ExitCode}.");
        return ChildrenUsed() - before;
    }

    // The runtime does not tell the processor time of a process that has ended; the kernel adds it up for its parent, in hundredths of a second.
    private static TimeSpan ChildrenUsed()
    {
        const int user = 13, system = 14;
        var stat = File.ReadAllText("/proc/self/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromMilliseconds(10 * (long.Parse(fields[user], CultureInfo.InvariantCulture) + long.Parse(fields[system], CultureInfo.InvariantCulture)));
    }
}
