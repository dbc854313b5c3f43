using Listener.Sentiment.Features;
using Listener.Sentiment.Text;

namespace Listener.Sentiment.Models;

/// <summary>
/// Sums the rows of the letter n-grams of the folded stream for the model of meaning and a sentiment model: those inside a word and those
/// that reach across a gap. One per thread.
/// </summary>
internal sealed class FoldedLetters
{
    /// <summary>Width of the rows of a sentiment model.</summary>
    public const int Narrow = 4;

    // Looked up together, so that their fetches run side by side.
    private const int MostHeld = 192;
    private readonly LinearModel _meaning;
    private readonly Owners _owners = new();
    private readonly NewPieces _new = new();
    private readonly NewPieces _far = new();
    private readonly WordSums _words;
    private readonly GapSums _gaps;
    private readonly int _columns;
    private readonly int[] _known;
    private readonly int[] _own;
    private readonly int[] _packed;
    private readonly int[] _sums;
    private ulong[] _keys = new ulong[64];
    private int _size;

    public FoldedLetters(LinearModel meaning)
    {
        const int sentiments = 3;
        _meaning = meaning;
        _columns = meaning.Columns;
        _packed = new int[_columns + sentiments];
        _words = new WordSums(_packed.Length);
        _gaps = new GapSums(_packed.Length);
        _known = new int[Math.Max(_words.Lanes, _gaps.Lanes)];
        _own = new int[meaning.Stride + Narrow];
        _sums = new int[meaning.Stride + Narrow];
    }

    /// <summary>Sums for the meaning model.</summary>
    public GroupSums Meaning => new(_sums.AsSpan(0, _meaning.Stride), _size);

    /// <summary>Sums for the sentiment model.</summary>
    public GroupSums Sentiment => new(_sums.AsSpan(_meaning.Stride, Narrow), _size);

    /// <summary>Reads a text.</summary>
    public void Read(TextBuffer text, FollowingModel sentiment)
    {
        Array.Clear(_sums);
        Array.Clear(_known);
        byte owner = _owners.Of(sentiment);
        Fetch(text, owner);
        ReadOnlySpan<char> chars = text.Chars;
        _meaning.Fetch(_far.Hashes);
        for (int i = 0; i < text.TokenCount; i++)
        {
            ref readonly Token token = ref text.Tokens[i];
            if (!_words.TryAdd(chars.Slice(token.Start, token.Length), token.Hash, owner, _known.AsSpan(0, _words.Lanes), out _))
                _new.AddWord(chars, token);
            if (i < text.TokenCount - 1 && !_gaps.TryAdd(_keys[i], _known.AsSpan(0, _gaps.Lanes)))
                _new.AddGap(chars, token, _keys[i]);
            if (_new.Hashes.Length >= MostHeld || i == text.TokenCount - 1)
                Learn(chars, sentiment, owner);
        }

        _meaning.AddRows(_far.Hashes, sentiment, _sums);
        for (int k = 0; k < _packed.Length; k++)
            _sums[k < _columns ? k : k - _columns + _meaning.Stride] += _known[k];
        _size = Count(chars.Length);
    }

    /// <summary>Begins to fetch what is remembered of each word and gap, and collects what is never remembered.</summary>
    private void Fetch(TextBuffer text, byte owner)
    {
        if (_keys.Length < text.TokenCount)
            _keys = new ulong[text.TokenCount * 2];
        _far.Clear();
        ReadOnlySpan<char> chars = text.Chars;
        for (int i = 0; i < text.TokenCount; i++)
        {
            ref readonly Token token = ref text.Tokens[i];
            _words.Fetch(token.Hash);
            if (i == text.TokenCount - 1)
                break;
            _keys[i] = GapSums.Key(chars, token.Start + token.Length, owner);
            _gaps.Fetch(_keys[i]);
            _far.AddFar(chars, token);
        }
    }

    private void Learn(ReadOnlySpan<char> chars, FollowingModel sentiment, byte owner)
    {
        _meaning.Fetch(_new.Hashes);
        foreach (ref readonly Piece piece in _new.Pieces)
        {
            Array.Clear(_own);
            _meaning.AddRows(_new.Hashes[piece.From..piece.To], sentiment, _own);
            for (int k = 0; k < _own.Length; k++)
                _sums[k] += _own[k];
            for (int k = 0; k < _packed.Length; k++)
                _packed[k] = _own[k < _columns ? k : k - _columns + _meaning.Stride];
            if (piece.IsGap)
                _gaps.Keep(piece.Key, _packed);
            else
                _words.Keep(chars.Slice(piece.Start, piece.Length), piece.Hash, owner, _packed, piece.To - piece.From);
        }

        _new.Clear();
    }

    // Every place begins one n-gram of each length, except where the text ends too soon.
    private static int Count(int length)
    {
        int count = 0;
        for (int n = FeatureExtractor.ShortestCharGram; n <= FeatureExtractor.LongestCharGram; n++)
            count += Math.Max(0, length + 1 - n);
        return count;
    }
}
