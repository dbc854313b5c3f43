using Listener.Sentiment.Models;
using Listener.Sentiment.Text;

namespace Listener.Sentiment.Features;

/// <summary>Word polarities of a model: hash of a folded word, or of two joined ones, to a score of -127 to 127.</summary>
internal sealed class Lexicon
{
    private readonly (uint Hash, sbyte Score)[] _entries;
    private readonly KeyTable _rows;

    private Lexicon((uint Hash, sbyte Score)[] entries)
    {
        _entries = entries;
        _rows = new KeyTable(Array.ConvertAll(entries, e => e.Hash));
    }

    /// <summary>A lexicon without words.</summary>
    public static Lexicon Empty { get; } = new([]);

    public int Count => _entries.Length;

    /// <summary>Entries by ascending hash, as stored.</summary>
    public IReadOnlyList<(uint Hash, sbyte Score)> Entries => _entries;

    /// <param name="entries">By ascending hash, as stored.</param>
    public static Lexicon From((uint Hash, sbyte Score)[] entries) => new(entries);

    /// <summary>Reads word lists <c>term TAB score</c>, score in [-1, 1]; terms of more than two words are left out.</summary>
    public static Lexicon Read(IEnumerable<string> lines)
    {
        var sums = new Dictionary<uint, (double Sum, int Count)>();
        var buffer = new TextBuffer();
        foreach (string line in lines)
        {
            string[] cells = line.Split('\t');
            if (cells.Length < 2 || !double.TryParse(cells[1], System.Globalization.CultureInfo.InvariantCulture, out double score))
                continue;
            Normaliser.Read(cells[0], buffer);
            if (buffer.TokenCount is 0 or > 2)
                continue;
            uint hash = buffer.TokenCount == 1 ? buffer.Tokens[0].Hash : Hashing.Join(buffer.Tokens[0].Hash, buffer.Tokens[1].Hash);
            (double sum, int count) = sums.GetValueOrDefault(hash);
            sums[hash] = (sum + Math.Clamp(score, -1, 1), count + 1);
        }

        return new Lexicon([.. sums.Where(s => Math.Abs(s.Value.Sum) > 1e-9).OrderBy(s => s.Key)
            .Select(s => (s.Key, (sbyte)Math.Round(127 * s.Value.Sum / s.Value.Count)))]);
    }

    /// <summary>Score in [-1, 1] of the token at <paramref name="at"/>, or of it and its follower; 0 if neither is known.</summary>
    /// <param name="taken">Tokens covered, at least 1.</param>
    public double Score(ReadOnlySpan<Token> tokens, int at, out int taken)
    {
        taken = 1;
        if (at + 1 < tokens.Length && _rows.Find(Hashing.Join(tokens[at].Hash, tokens[at + 1].Hash)) is >= 0 and var pair)
        {
            taken = 2;
            return _entries[pair].Score / 127.0;
        }

        return _rows.Find(tokens[at].Hash) is >= 0 and var single ? _entries[single].Score / 127.0 : 0;
    }
}
