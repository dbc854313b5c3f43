using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Listener.Sentiment.Features;

namespace Listener.Sentiment.Models;

/// <summary>A loaded model: one table of rounded weights that several heads share. Immutable, thread-safe.</summary>
internal sealed class LinearModel
{
    // 16-bit sums hold 256 rows of bytes; then they are emptied into the 32-bit ones.
    private const int MostRows = 256;
    private readonly KeyTable _rows;

    public LinearModel(ModelContent content)
    {
        Content = content;
        Stride = content.Stride;
        _rows = new KeyTable(content.Keys);
        Lexicon = Lexicon.From(content.Lexicon);
    }

    public ModelContent Content { get; }

    public int Stride { get; }

    public Lexicon Lexicon { get; }

    /// <summary>The head of a task; null if the model has none.</summary>
    public ModelHead? Head(string task) => Array.Find(Content.Heads, h => h.Task == task);

    /// <summary>Extracts what this model reads of a text, its lexicon included.</summary>
    public void Read(FeatureExtractor extractor, string text, string language)
    {
        extractor.ReadText(text);
        if (Content.View == FeatureView.Language)
        {
            extractor.ReadPlain();
            return;
        }

        extractor.ReadMeaning(language);
        DenseFeatures.FillLexicon(extractor.Text, extractor.Negated, Lexicon, extractor.Features.Dense);
    }

    /// <summary>Computes the scores of all columns into <paramref name="scores"/>, <see cref="Stride"/> wide.</summary>
    /// <remarks>The lexicon features in <see cref="FeatureBuffer.Dense"/> must be those of this model.</remarks>
    public void Score(FeatureBuffer features, Span<float> scores)
    {
        Content.Bias.CopyTo(scores);
        if (Content.View == FeatureView.Language)
        {
            AddGroup(features.Plain, scores);
            return;
        }

        AddGroup(features.Words, scores);
        AddGroup(features.Chars, scores);
        AddDense(features.Dense, scores);
    }

    /// <summary>The same scores to the last bit, from sums of the letter n-grams' rows that were made elsewhere.</summary>
    /// <param name="features">Word n-grams and dense features; not read by a language model.</param>
    /// <param name="letterSums">Sums of the rows of all letter n-grams, <see cref="Stride"/> wide.</param>
    /// <param name="letterCount">Number of those n-grams, found or not.</param>
    /// <param name="scores">The result, <see cref="Stride"/> wide.</param>
    public void Score(FeatureBuffer features, ReadOnlySpan<int> letterSums, int letterCount, Span<float> scores)
    {
        Content.Bias.CopyTo(scores);
        if (Content.View == FeatureView.Language)
        {
            AddSums(letterSums, letterCount, scores);
            return;
        }

        AddGroup(features.Words, scores);
        AddSums(letterSums, letterCount, scores);
        AddDense(features.Dense, scores);
    }

    /// <summary>Adds the rows of these n-grams to <paramref name="sums"/>, <see cref="Stride"/> wide.</summary>
    [SkipLocalsInit]
    public void AddRows(ReadOnlySpan<uint> hashes, Span<int> sums)
    {
        Span<int> rows = stackalloc int[MostRows];
        ref sbyte weights = ref MemoryMarshal.GetArrayDataReference(Content.Weights);
        for (int from = 0; from < hashes.Length; from += MostRows)
        {
            Span<int> found = rows[.._rows.FindAll(hashes.Slice(from, Math.Min(MostRows, hashes.Length - from)), rows)];
            foreach (int row in found)
                KeyTable.Prefetch(ref Unsafe.Add(ref weights, (nint)row * Stride));
            if (Stride == 4)
                SumNarrow(found, sums);
            else if (Stride == 32)
                SumThirtyTwo(found, sums);
            else
                SumWide(found, sums);
        }
    }

    /// <summary>Contribution of one n-gram to one column's score in a group of <paramref name="groupSize"/> n-grams.</summary>
    public float Contribution(uint hash, int column, int groupSize)
    {
        int row = _rows.Find(hash);
        return row < 0 ? 0 : Content.Weights[(row * Stride) + column] * Content.Scales[column] / MathF.Sqrt(groupSize);
    }

    private void AddGroup(ReadOnlySpan<uint> hashes, Span<float> scores)
    {
        Span<int> sums = stackalloc int[Stride];
        sums.Clear();
        AddRows(hashes, sums);
        AddSums(sums, hashes.Length, scores);
    }

    private void AddSums(ReadOnlySpan<int> sums, int groupSize, Span<float> scores)
    {
        if (groupSize == 0)
            return;
        float scale = 1 / MathF.Sqrt(groupSize);
        for (int k = 0; k < scores.Length; k++)
            scores[k] += sums[k] * scale * Content.Scales[k];
    }

    private void SumNarrow(ReadOnlySpan<int> rows, Span<int> sums)
    {
        ref sbyte weights = ref MemoryMarshal.GetArrayDataReference(Content.Weights);
        ref int sum = ref MemoryMarshal.GetReference(sums);
        Vector128<int> total = Vector128.LoadUnsafe(ref sum);
        foreach (int row in rows)
        {
            int packed = Unsafe.ReadUnaligned<int>(ref Unsafe.As<sbyte, byte>(ref Unsafe.Add(ref weights, (nint)row * 4)));
            total += Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalar(packed).AsSByte()));
        }

        total.StoreUnsafe(ref sum);
    }

    // The usual width of the shipped models: both sums stay in registers.
    private void SumThirtyTwo(ReadOnlySpan<int> rows, Span<int> sums)
    {
        ref sbyte weights = ref MemoryMarshal.GetArrayDataReference(Content.Weights);
        Vector256<short> low = Vector256<short>.Zero, high = Vector256<short>.Zero;
        foreach (int row in rows)
        {
            Vector256<sbyte> bytes = Vector256.LoadUnsafe(ref weights, (nuint)row * 32);
            low += Vector256.WidenLower(bytes);
            high += Vector256.WidenUpper(bytes);
        }

        ref int sum = ref MemoryMarshal.GetReference(sums);
        AddWidened(low, ref sum);
        AddWidened(high, ref Unsafe.Add(ref sum, 16));
    }

    private void SumWide(ReadOnlySpan<int> rows, Span<int> sums)
    {
        ref sbyte weights = ref MemoryMarshal.GetArrayDataReference(Content.Weights);
        ref int sum = ref MemoryMarshal.GetReference(sums);
        int stride = Stride;
        for (int k = 0; k < stride; k += 16)
        {
            Vector256<short> partial = Vector256<short>.Zero;
            foreach (int row in rows)
                partial += Vector256.WidenLower(Vector128.LoadUnsafe(ref weights, (nuint)(((long)row * stride) + k)).ToVector256Unsafe());
            AddWidened(partial, ref Unsafe.Add(ref sum, k));
        }
    }

    private static void AddWidened(Vector256<short> partial, ref int sum)
    {
        (Vector256.LoadUnsafe(ref sum) + Vector256.WidenLower(partial)).StoreUnsafe(ref sum);
        (Vector256.LoadUnsafe(ref sum, 8) + Vector256.WidenUpper(partial)).StoreUnsafe(ref sum, 8);
    }

    private void AddDense(float[] dense, Span<float> scores)
    {
        for (int d = 0; d < dense.Length; d++)
        {
            if (dense[d] != 0)
                Training.VectorMath.AddScaled(scores, Content.Dense.AsSpan(d * Stride, Stride), dense[d]);
        }
    }
}
