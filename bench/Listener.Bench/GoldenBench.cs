using System.Security.Cryptography;
using System.Text;
using Listener.Sentiment;

namespace Listener.Bench;

/// <summary>One hash over every answer to the authored and demo texts, whole and disturbed: a change for speed must leave it as it is.</summary>
internal static class GoldenBench
{
    private static readonly string?[] Hints = [null, "de", "en", "tr", "fr", "xx"];

    /// <param name="to">File for the answers, to compare two versions line by line; null writes the hash alone.</param>
    public static int Run(string? to)
    {
        ITextClassifier classifier = TextClassifier.Load(BenchTexts.Models());
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using StreamWriter? file = to is null ? null : new StreamWriter(to);
        var count = 0;
        foreach (ClassificationInput input in Inputs(BenchTexts.Short()))
        {
            var line = ClassificationJson.Write($"{count}", classifier.Classify(input));
            if (count % 9 == 0)
                line += " " + string.Join(' ', classifier.Explain(input).Select(e => $"{e.Feature}={BitConverter.DoubleToInt64Bits(e.Weight):x}"));
            hash.AppendData(Encoding.UTF8.GetBytes(line));
            file?.WriteLine(line);
            count++;
        }
        Console.WriteLine($"{count} answers {Convert.ToHexString(hash.GetHashAndReset())}");
        return 0;
    }

    private static IEnumerable<ClassificationInput> Inputs(string[] texts)
    {
        for (var i = 0; i < texts.Length; i++)
        {
            yield return new ClassificationInput(texts[i]);
            yield return new ClassificationInput(Disturbed(texts, i), Hints[i % Hints.Length], null, i % 8);
        }
    }

    private static string Disturbed(string[] texts, int i) => (i % 6) switch
    {
        0 => texts[i].ToUpperInvariant(),
        1 => texts[i][..(texts[i].Length / 3)],
        2 => $"{texts[i]} {texts[(i * 31 + 7) % texts.Length]}",
        3 => texts[i].Replace(" ", "  @shop \u200B😡 &auml;", StringComparison.Ordinal),
        4 => string.Concat(texts[i].Select(c => new string(c, 3))),
        _ => string.Concat(Enumerable.Repeat(texts[i] + "!? ", i % 60 == 5 ? 150 : 3)),
    };
}
