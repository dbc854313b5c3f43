using Listener.Sentiment.Text;

namespace Listener.Sentiment.Similarity;

/// <summary>A text that resembles another one.</summary>
/// <param name="Id">Id under which it was added.</param>
/// <param name="Similarity">Shared share of letter sequences, 0-1; 1 for texts that differ in case, diacritics or marks only.</param>
public readonly record struct SimilarText(string Id, double Similarity);

/// <summary>Finds texts that say the same in nearly the same letters: reposts, form letters, the same question asked again.</summary>
/// <remarks>
/// Texts are normalised as for the models (case, diacritics, stretched letters, addresses and handles), cut into sequences of four
/// letters and compared by the share of sequences that both have. Candidates are found by min-hashes, so that finding one among
/// many does not read all; at a similarity of 0.5 a pair is missed about once in 10,000, at 0.3 about once in 20. Same texts, same
/// answers. Not thread-safe. Words of the same meaning are not seen as similar.
/// </remarks>
public sealed class SimilarTexts
{
    private const int SequenceLength = 4;
    private const int Bands = 32;
    private const int RowsOfBand = 2;
    private const double Least = 0.2;

    private readonly TextBuffer _buffer = new();
    private readonly List<(string Id, uint[] Sequences)> _texts = [];
    private readonly Dictionary<(int Band, uint Hash), List<int>> _buckets = [];

    /// <summary>Number of texts added.</summary>
    public int Count => _texts.Count;

    /// <summary>Adds a text. One without letters is kept out: it resembles nothing.</summary>
    /// <returns>True if it was added.</returns>
    public bool Add(string id, string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        uint[] sequences = Sequences(text);
        if (sequences.Length == 0)
            return false;
        int number = _texts.Count;
        _texts.Add((id, sequences));
        foreach ((int, uint) key in Keys(sequences))
        {
            if (!_buckets.TryGetValue(key, out List<int>? bucket))
                _buckets[key] = bucket = [];
            bucket.Add(number);
        }

        return true;
    }

    /// <summary>The texts most similar to this one, the most similar first, then in the order they were added.</summary>
    /// <param name="text">Any text; need not have been added.</param>
    /// <param name="threshold">Least similarity, 0.2-1; reposts lie above 0.8, the same question above 0.4.</param>
    /// <param name="most">How many at most.</param>
    public IReadOnlyList<SimilarText> Find(string text, double threshold = 0.5, int most = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threshold, Least);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threshold, 1);
        uint[] sequences = Sequences(text);
        IEnumerable<int> candidates = Keys(sequences).SelectMany(k => _buckets.GetValueOrDefault(k) ?? []).Distinct().Order();
        return [.. candidates.Select(c => new SimilarText(_texts[c].Id, Share(sequences, _texts[c].Sequences)))
            .Where(s => s.Similarity >= threshold).OrderByDescending(s => s.Similarity).Take(most)];
    }

    /// <summary>Similarity of two texts, 0-1.</summary>
    public double Compare(string one, string other) => Share(Sequences(one), Sequences(other));

    /// <summary>Hashes of the letter sequences, ascending, each once.</summary>
    private uint[] Sequences(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Normaliser.Read(text, _buffer);
        ReadOnlySpan<char> chars = _buffer.Chars;
        if (_buffer.Letters == 0)
            return [];
        var found = new HashSet<uint>();
        for (int i = 0; i + SequenceLength <= chars.Length; i++)
            found.Add(Hashing.Of(chars.Slice(i, SequenceLength)));
        if (found.Count == 0)
            found.Add(Hashing.Of(chars));
        uint[] sorted = [.. found];
        Array.Sort(sorted);
        return sorted;
    }

    private static IEnumerable<(int Band, uint Hash)> Keys(uint[] sequences)
    {
        for (int band = 0; band < Bands && sequences.Length > 0; band++)
        {
            uint key = 0;
            for (int row = 0; row < RowsOfBand; row++)
                key = Hashing.Join(key, LeastHash(sequences, (uint)((band * RowsOfBand) + row + 1)));
            yield return (band, key);
        }
    }

    private static uint LeastHash(uint[] sequences, uint salt)
    {
        uint least = uint.MaxValue;
        foreach (uint sequence in sequences)
            least = Math.Min(least, Hashing.Finish(sequence ^ (salt * 0x9E3779B1)));
        return least;
    }

    private static double Share(uint[] one, uint[] other)
    {
        int i = 0, j = 0, both = 0;
        while (i < one.Length && j < other.Length)
        {
            int order = one[i].CompareTo(other[j]);
            both += order == 0 ? 1 : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        int all = one.Length + other.Length - both;
        return all == 0 ? 0 : (double)both / all;
    }
}
