using Listener.Sentiment.Features;
using Listener.Sentiment.Text;

namespace Listener.Sentiment.Models;

/// <summary>A word or a gap that was not remembered.</summary>
/// <param name="From">Place of its first n-gram among those held.</param>
/// <param name="To">Place after its last one.</param>
/// <param name="Key">Its key.</param>
/// <param name="IsGap">A gap and no word.</param>
internal readonly record struct Piece(int From, int To, PieceKey Key, bool IsGap);

/// <summary>The letter n-grams of words and gaps that are to be looked up. Not thread-safe, reused.</summary>
internal sealed class NewPieces
{
    /// <summary>Letters on either side of a gap that belong to it: with more of them a gap is rarely met again.</summary>
    public const int Near = 2;

    private uint[] _hashes = new uint[512];
    private Piece[] _pieces = new Piece[64];
    private int _held, _count;

    /// <summary>Hashes of the n-grams of all pieces, one piece after the other.</summary>
    public ReadOnlySpan<uint> Hashes => _hashes.AsSpan(0, _held);

    public ReadOnlySpan<Piece> Pieces => _pieces.AsSpan(0, _count);

    public void Clear() => _held = _count = 0;

    /// <summary>Adds the n-grams inside a word, the gaps beside it included.</summary>
    public void AddWord(ReadOnlySpan<char> chars, in Token token, PieceKey key)
    {
        int from = _held;
        int to = token.Start + token.Length;
        for (int i = token.Start - 1; i < to; i++)
            Hash(chars, i, FeatureExtractor.ShortestCharGram, Math.Min(FeatureExtractor.LongestCharGram, to + 1 - i));
        Add(new Piece(from, _held, key, false));
    }

    /// <summary>Adds the n-grams across the gap behind a word that hold at most two letters of either side.</summary>
    public void AddGap(ReadOnlySpan<char> chars, in Token token, PieceKey key)
    {
        int from = _held;
        int gap = token.Start + token.Length;
        int end = Math.Min(gap + Near + 1, chars.Length);
        for (int i = gap - Near; i < gap; i++)
            Hash(chars, i, gap + 2 - i, end - i);
        Add(new Piece(from, _held, key, true));
    }

    /// <summary>Adds the n-grams across the gap behind a word that hold three letters of one side, as part of no piece.</summary>
    public void AddFar(ReadOnlySpan<char> chars, in Token token)
    {
        const int longest = FeatureExtractor.LongestCharGram;
        int gap = token.Start + token.Length;
        if (token.Length >= Near)
            Hash(chars, gap + 2 - longest, longest, longest);
        if (gap - 1 + longest <= chars.Length)
            Hash(chars, gap - 1, longest, longest);
    }

    private void Add(Piece piece)
    {
        if (_count == _pieces.Length)
            Array.Resize(ref _pieces, _count * 2);
        _pieces[_count++] = piece;
    }

    // N-grams that begin at one place, from one length to another, both included.
    private void Hash(ReadOnlySpan<char> chars, int at, int shortest, int longest)
    {
        if (_held + FeatureExtractor.LongestCharGram > _hashes.Length)
            Array.Resize(ref _hashes, _hashes.Length * 2);
        uint hash = FeatureExtractor.CharSeed;
        for (int length = 1; length <= longest; length++)
        {
            hash = Hashing.Add(hash, chars[at + length - 1]);
            if (length >= shortest)
                _hashes[_held++] = Hashing.Finish(hash);
        }
    }
}
