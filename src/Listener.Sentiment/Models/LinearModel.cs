using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Listener.Sentiment.Features;

namespace Listener.Sentiment.Models;

/// <summary>Sums of the rows of a group of n-grams.</summary>
/// <param name="sums">One per column.</param>
/// <param name="size">Number of n-grams in the group, found or not.</param>
internal readonly ref struct GroupSums(ReadOnlySpan<int> sums, int size)
{
    public ReadOnlySpan<int> Sums { get; } = sums;

    public int Size { get; } = size;
}

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
        Columns = content.Heads.Sum(h => h.Labels.Length);
        _rows = new KeyTable(content.Keys);
        Lexicon = Lexicon.From(content.Lexicon);
    }

    public ModelContent Content { get; }

    public int Stride { get; }

    /// <summary>Columns of a row that mean something; the rest of it is padding.</summary>
    public int Columns { get; }

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

    /// <summary>The same scores to the last bit, from sums of rows that were made elsewhere.</summary>
    /// <param name="words">Sums of the rows of the word n-grams; nothing for a language model.</param>
    /// <param name="letters">Sums of the rows of the letter n-grams.</param>
    /// <param name="dense">Dense features; nothing for a language model.</param>
    /// <param name="scores">The result, <see cref="Stride"/> wide.</param>
    public void Score(GroupSums words, GroupSums letters, ReadOnlySpan<float> dense, Span<float> scores)
    {
        Content.Bias.CopyTo(scores);
        AddSums(words, scores);
        AddSums(letters, scores);
        AddDense(dense, scores);
    }

    /// <summary>Adds the rows of these n-grams to <paramref name="sums"/>, <see cref="Stride"/> wide.</summary>
    [SkipLocalsInit]
    public void AddRows(ReadOnlySpan<uint> hashes, Span<int> sums)
    {
        Span<int> rows = stackalloc int[MostRows];
        for (int from = 0; from < hashes.Length; from += MostRows)
        {
            int found = _rows.FindAll(hashes.Slice(from, Math.Min(MostRows, hashes.Length - from)), rows);
            AddFound(rows[..found], sums);
        }
    }

    /// <summary>Adds the rows of these n-grams to the sums of this model and of one that follows it.</summary>
    /// <param name="hashes">The n-grams.</param>
    /// <param name="follower">Model whose rows are known by the rows of this one.</param>
    /// <param name="sums">Sums of this model and then four of the follower.</param>
    [SkipLocalsInit]
    public void AddRows(ReadOnlySpan<uint> hashes, FollowingModel follower, Span<int> sums)
    {
        Span<int> rows = stackalloc int[MostRows];
        for (int from = 0; from < hashes.Length; from += MostRows)
        {
            int taken = Math.Min(MostRows, hashes.Length - from);
            int found = _rows.FindAll(hashes.Slice(from, taken), rows);
            follower.AddFound(rows[..found], sums[Stride..]);
            AddFound(rows[..found], sums[..Stride]);
            follower.AddMissed(MemoryMarshal.Cast<int, uint>(rows[^(taken - found)..]), sums[Stride..]);
        }
    }

    /// <summary>Begins to fetch what tells the rows of these n-grams; of very many only the first.</summary>
    public void Fetch(ReadOnlySpan<uint> hashes) => _rows.Fetch(hashes[..Math.Min(MostRows, hashes.Length)]);

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
        AddSums(new GroupSums(sums, hashes.Length), scores);
    }

    private void AddFound(ReadOnlySpan<int> rows, Span<int> sums)
    {
        ref sbyte weights = ref MemoryMarshal.GetArrayDataReference(Content.Weights);
        foreach (int row in rows)
            KeyTable.Prefetch(ref Unsafe.Add(ref weights, (nint)row * Stride));
        if (Stride == 4)
            SumNarrow(rows, sums);
        else if (Stride == 32)
            SumThirtyTwo(rows, sums);
        else
            SumWide(rows, sums);
    }

    private void AddSums(GroupSums group, Span<float> scores)
    {
        if (group.Size == 0)
            return;
        float scale = 1 / MathF.Sqrt(group.Size);
        ReadOnlySpan<int> sums = group.Sums;
        ReadOnlySpan<float> scales = Content.Scales;
        for (int k = 0; k < scores.Length; k++)
            scores[k] += sums[k] * scale * scales[k];
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

    private void AddDense(ReadOnlySpan<float> dense, Span<float> scores)
    {
        for (int d = 0; d < dense.Length; d++)
        {
            if (dense[d] != 0)
                Training.VectorMath.AddScaled(scores, Content.Dense.AsSpan(d * Stride, Stride), dense[d]);
        }
    }
}
