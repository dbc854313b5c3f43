using System.Runtime.InteropServices;
using Listener.Sentiment.Features;

namespace Listener.Sentiment.Training;

/// <summary>Extracted features of all training rows: two groups of n-grams and dense features a row.</summary>
/// <remarks>An n-gram counts 1/sqrt(number of n-grams of its group in the text), as at prediction.</remarks>
internal sealed class FeatureMatrix
{
    private FeatureMatrix(uint[] keys, bool[] isWord, float[] strength, int[] documentCounts, Row[] rows)
    {
        Keys = keys;
        IsWord = isWord;
        Strength = strength;
        DocumentCounts = documentCounts;
        Rows = rows;
    }

    /// <summary>Hash of each feature.</summary>
    public uint[] Keys { get; }

    /// <summary>True for word n-grams.</summary>
    public bool[] IsWord { get; }

    /// <summary>How strong the lexicon's score is, 0-1, for its single words, negated or not; 0 for all else.</summary>
    public float[] Strength { get; }

    /// <summary>Number of rows that hold a feature.</summary>
    public int[] DocumentCounts { get; }

    public Row[] Rows { get; }

    public int FeatureCount => Keys.Length;

    /// <summary>Extracts and numbers the features.</summary>
    /// <param name="texts">Text and language of each row.</param>
    /// <param name="view">Which n-grams to read.</param>
    /// <param name="lexicon">Lexicon of the model to train.</param>
    /// <param name="minimum">A feature must occur in so many rows.</param>
    public static FeatureMatrix Build(
        IReadOnlyList<(string Text, string Language)> texts, FeatureView view, Lexicon lexicon, int minimum, Action<double>? progress = null)
    {
        var extractor = new FeatureExtractor();
        var counts = new Dictionary<uint, Counter>();
        var raw = new (uint[] Words, uint[] Chars, float[] Dense)[texts.Count];
        for (int i = 0; i < texts.Count; i++)
        {
            raw[i] = view.Extract(extractor, texts[i].Text, texts[i].Language, lexicon);
            Count(counts, raw[i].Words, i, true);
            Count(counts, raw[i].Chars, i, false);
            if (i % 4096 == 0)
                progress?.Invoke((double)i / texts.Count);
        }

        uint[] keys = [.. counts.Where(c => c.Value.Documents >= minimum).Select(c => c.Key)];
        Array.Sort(keys);
        var ids = new Dictionary<uint, int>(keys.Length);
        for (int i = 0; i < keys.Length; i++)
            ids[keys[i]] = i;
        Row[] rows = [.. raw.Select(r => new Row(
            Map(r.Words, ids), Map(r.Chars, ids), Scale(r.Words.Length), Scale(r.Chars.Length), r.Dense))];
        Dictionary<uint, float> listed = FeatureExtractor.WordsOf(lexicon);
        return new FeatureMatrix(
            keys, [.. keys.Select(k => counts[k].IsWord)], [.. keys.Select(k => listed.GetValueOrDefault(k))], [.. keys.Select(k => counts[k].Documents)], rows);
    }

    /// <summary>The same features over some of the rows.</summary>
    public FeatureMatrix Subset(IReadOnlyList<int> rows) => new(Keys, IsWord, Strength, DocumentCounts, [.. rows.Select(r => Rows[r])]);

    /// <summary>The same rows with some dense features at zero, so that a fit gives them no weight or leans on them less.</summary>
    /// <param name="hidden">Which dense features.</param>
    /// <param name="inRow">In which rows, by index.</param>
    public FeatureMatrix Without(Predicate<int> hidden, Predicate<int> inRow) => new(
        Keys, IsWord, Strength, DocumentCounts, [.. Rows.Select((row, r) => inRow(r) ? row with { Dense = [.. row.Dense.Select((v, d) => hidden(d) ? 0 : v)] } : row)]);

    private static float Scale(int count) => count == 0 ? 0 : 1 / MathF.Sqrt(count);

    private static void Count(Dictionary<uint, Counter> counts, uint[] hashes, int row, bool isWord)
    {
        foreach (uint hash in hashes)
        {
            ref Counter counter = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, hash, out bool known);
            if (!known)
                counter = new Counter(isWord, 1, row);
            else if (counter.LastRow != row)
                counter = new Counter(counter.IsWord, counter.Documents + 1, row);
        }
    }

    private static int[] Map(uint[] hashes, Dictionary<uint, int> ids)
    {
        var found = new List<int>(hashes.Length);
        foreach (uint hash in hashes)
        {
            if (ids.TryGetValue(hash, out int id))
                found.Add(id);
        }

        return [.. found];
    }

    /// <summary>Features of one row.</summary>
    internal sealed record Row(int[] Words, int[] Chars, float WordScale, float CharScale, float[] Dense);

    private readonly record struct Counter(bool IsWord, int Documents, int LastRow);
}
