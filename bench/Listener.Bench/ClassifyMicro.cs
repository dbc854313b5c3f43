using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Running;
using Listener.Sentiment;

namespace Listener.Bench;

/// <summary>BenchmarkDotNet on the hot path: one short, one long, one repetitive text.</summary>
[MemoryDiagnoser]
public class ClassifyMicro
{
    private readonly ITextClassifier _classifier = TextClassifier.Load(BenchTexts.Models());

    /// <summary>Text to classify.</summary>
    [ParamsSource(nameof(Texts))]
    public string Text { get; set; } = "";

    /// <summary>The texts.</summary>
    public static IEnumerable<string> Texts =>
    [
        "Where is my parcel? I have been waiting for three weeks!",
        string.Join(' ', Enumerable.Repeat("Das Gerät kam nach zwei Wochen mit einem Kratzer an und niemand antwortet auf meine Nachrichten.", 20)),
        new string('a', 5000),
    ];

    /// <summary>All outputs in one call.</summary>
    [Benchmark]
    public ClassificationResult Classify() => _classifier.Classify(new ClassificationInput(Text));

    /// <summary>Runs all.</summary>
    public static int Run()
    {
        BenchmarkRunner.Run<ClassifyMicro>();
        return 0;
    }
}
