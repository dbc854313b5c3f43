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
        for (var round = 0; round < Rounds; round++)
            Once(round == 0 ? "first load" : "again");
        return 0;
    }

    private static void Once(string name)
    {
        var managed = GC.GetTotalMemory(forceFullCollection: true);
        TimeSpan used = Process.GetCurrentProcess().TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        ITextClassifier classifier = TextClassifier.Load(BenchTexts.Models());
        var (clock, cost) = (watch.Elapsed.TotalMilliseconds, (Process.GetCurrentProcess().TotalProcessorTime - used).TotalMilliseconds);
        var loaded = GC.GetTotalMemory(forceFullCollection: true) - managed;
        watch.Restart();
        foreach (var text in FirstTexts)
            classifier.Classify(new ClassificationInput(text));
        var first = watch.Elapsed.TotalMilliseconds;
        var used6 = GC.GetTotalMemory(forceFullCollection: true) - managed;
        Say($"{name}: {clock:F0} ms ({cost:F0} ms of processor), {loaded / Megabyte:F1} MB kept; first text in each of six languages {first:F0} ms, then {used6 / Megabyte:F1} MB kept; {Environment.WorkingSet / Megabyte:F0} MB resident");
        GC.KeepAlive(classifier);
    }

    private static readonly string[] FirstTexts =
        ["Vielen Dank für die schnelle Hilfe", "Thank you so much for your help", "Muchas gracias por la ayuda", "Aitäh, väga hea teenindus", "Mulțumesc foarte frumos pentru ajutor", "Çok teşekkürler, harika bir hizmet"];

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
