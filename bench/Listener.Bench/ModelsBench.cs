using System.Diagnostics;
using System.Globalization;
using Listener.Sentiment;

namespace Listener.Bench;

/// <summary>What the models cost: size of the files, time to load them, memory they keep. The first load includes compiling the code.</summary>
internal static class ModelsBench
{
    private const int Rounds = 5;
    private const double Megabyte = 1e6;

    public static int Run()
    {
        FileInfo[] files = new DirectoryInfo(BenchTexts.Models()).GetFiles("*.model");
        Say($"{files.Length} model files, {files.Sum(f => f.Length) / Megabyte:F1} MB");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        ITextClassifier kept = Load("first load");
        var loaded = GC.GetTotalMemory(forceFullCollection: true) - before;
        var watch = Stopwatch.StartNew();
        foreach (var text in FirstTexts)
            kept.Classify(new ClassificationInput(text));
        var first = watch.Elapsed.TotalMilliseconds;
        var used = GC.GetTotalMemory(forceFullCollection: true) - before;
        Say($"{loaded / Megabyte:F1} MB kept; the first text in each of six languages took {first:F0} ms, then {used / Megabyte:F1} MB kept; {Environment.WorkingSet / Megabyte:F0} MB resident");
        for (var round = 0; round < Rounds; round++)
            Load("again");
        GC.KeepAlive(kept);
        return 0;
    }

    private static ITextClassifier Load(string name)
    {
        TimeSpan used = Process.GetCurrentProcess().TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        ITextClassifier classifier = TextClassifier.Load(BenchTexts.Models());
        var clock = watch.Elapsed.TotalMilliseconds;
        Say($"{name}: {clock:F0} ms, {(Process.GetCurrentProcess().TotalProcessorTime - used).TotalMilliseconds:F0} ms of processor");
        return classifier;
    }

    private static readonly string[] FirstTexts =
        ["Vielen Dank für die schnelle Hilfe", "Thank you so much for your help", "Muchas gracias por la ayuda", "Aitäh, väga hea teenindus", "Mulțumesc foarte frumos pentru ajutor", "Çok teşekkürler, harika bir hizmet"];

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
