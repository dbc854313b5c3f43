using Listener.Sentiment.Training;

namespace Listener.Sentiment.Tests.Support;

/// <summary>Small made-up data sets.</summary>
internal static class Samples
{
    private static readonly string[] Good = ["great service", "love this shop", "fast delivery and friendly staff", "works perfectly", "very happy"];
    private static readonly string[] Bad = ["terrible service", "hate this shop", "late delivery and rude staff", "broke after a day", "very angry"];
    private static readonly string[] Plain = ["the shop opens at nine", "parcel number follows", "new branch in town", "meeting on monday", "see the list"];
    private static readonly string[] Ends = ["", "!", " today", " again", " as always", " in the city", " @shop", " http://a.example"];

    /// <summary>120 English rows of three sentiments, the same every time.</summary>
    public static LabelledText[] Sentiment() =>
    [
        .. Rows(Good, "positive").Concat(Rows(Bad, "negative")).Concat(Rows(Plain, "neutral")).Select((r, i) => r with { Id = $"s-{i}" }),
    ];

    /// <summary>Writes rows as a data file.</summary>
    public static void Write(string path, IEnumerable<LabelledText> rows) => System.IO.File.WriteAllLines(
        path, rows.Select(r => string.Join('\t', r.Id, r.Language, r.Text, r.Label, r.Source)).Prepend("id\tlang\ttext\tlabel\tsource"));

    private static IEnumerable<LabelledText> Rows(string[] texts, string label) =>
        texts.SelectMany(t => Ends.Select(e => new LabelledText("", "en", t + e, label, "made-up")));
}
