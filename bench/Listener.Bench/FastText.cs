using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Listener.Bench;

/// <summary>The installed <c>fasttext</c>, trained once on the authored texts with their intents. Linux only.</summary>
internal sealed class FastText : IDisposable
{
    private const int Repeats = 10;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("listener-bench-fasttext-");

    private FastText()
    {
    }

    /// <summary>Trains; null if the program is not installed.</summary>
    public static FastText? Train(IEnumerable<(string Text, string Intent)> rows)
    {
        var made = new FastText();
        try
        {
            File.WriteAllLines(made.In("train.txt"), rows.Select(r => $"__label__{r.Intent} {OneLine(r.Text)}"));
            string[] settings = ["-wordNgrams", "2", "-minn", "2", "-maxn", "5", "-dim", "50", "-lr", "0.5", "-epoch", "10", "-bucket", "500000", "-thread", "1"];
            Cost(["supervised", "-input", made.In("train.txt"), "-output", made.In("model"), .. settings]);
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
