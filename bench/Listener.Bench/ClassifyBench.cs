using System.Diagnostics;
using System.Globalization;
using Listener.Sentiment;
using Listener.Sentiment.Models;

namespace Listener.Bench;

/// <summary>All outputs for short texts on one thread, beside <c>fasttext predict</c> in the same run; processor time, which other work disturbs least.</summary>
internal static class ClassifyBench
{
    private const int Rounds = 5;
    private const int Passes = 10;

    public static int Run()
    {
        string[] texts = BenchTexts.Short();
        ClassificationInput[] inputs = [.. texts.Select(t => new ClassificationInput(t))];
        ModelSet models = ModelSet.Load(BenchTexts.Models());
        var classifier = new TextClassifier(models);
        WarmUp(classifier, inputs);
        Say($"{texts.Length} short texts, {texts.Average(t => t.Length):F0} characters on average; rates are texts per second of processor time, one thread");
        List<FastText> peers = FastText.TrainBoth([.. BenchTexts.Authored()]);
        var (own, fresh, others) = (new List<double>(), new List<double>(), peers.ConvertAll(_ => new List<double>()));
        for (var round = 0; round < Rounds; round++)
        {
            own.Add(Rate(classifier, inputs, Passes));
            fresh.Add(Rate(new TextClassifier(models), inputs, 1));
            for (var p = 0; p < peers.Count; p++)
                others[p].Add(peers[p].Rate(texts));
        }
        Say($"Listener, all outputs: {Median(own):F0} texts/s ({own.Min():F0} to {own.Max():F0}); the first time these texts are read: {Median(fresh):F0} texts/s");
        Report(own, peers, others);
        peers.ForEach(p => p.Dispose());
        Latency(classifier, inputs);
        return 0;
    }

    private static void WarmUp(TextClassifier classifier, ClassificationInput[] inputs)
    {
        // Twice with a pause between: the compiler's second tier works in the background.
        for (var i = 0; i < 6; i++)
        {
            Rate(classifier, inputs, 1);
            Thread.Sleep(200);
        }
    }

    private static double Rate(TextClassifier classifier, ClassificationInput[] inputs, int passes)
    {
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        for (var pass = 0; pass < passes; pass++)
        {
            foreach (var input in inputs)
                classifier.Classify(input);
        }
        return inputs.Length * passes / (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
    }

    private static void Report(List<double> own, List<FastText> peers, List<List<double>> others)
    {
        if (peers.Count == 0)
            Say($"fasttext: not installed, so there is no ratio");
        foreach (var (peer, other) in peers.Zip(others))
            Say($"fasttext predict, {peer.Name}, one label, its loading left out: {Median(other):F0} texts/s ({other.Min():F0} to {other.Max():F0}); ratio {Median(own) / Median(other):F2}");
    }

    private static void Latency(TextClassifier classifier, ClassificationInput[] inputs)
    {
        var times = new double[inputs.Length];
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < inputs.Length; i++)
        {
            var from = Stopwatch.GetTimestamp();
            classifier.Classify(inputs[i]);
            times[i] = Stopwatch.GetElapsedTime(from).TotalMicroseconds;
        }
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        Array.Sort(times);
        Say($"one text: p50 {times[times.Length / 2]:F1} µs, p99 {times[times.Length * 99 / 100]:F1} µs on the clock; {bytes / inputs.Length} bytes allocated, the result");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
