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

    private const int Together = PieceSums.MostPieces;
    private readonly LinearModel _meaning;
    private readonly Owners _owners = new();
    private readonly NewPieces _new = new();
    private readonly NewPieces _far = new();
    private readonly PieceSums _words;
    private readonly PieceSums _gaps;
    private readonly PieceKey[] _wordKeys = new PieceKey[Together];
    private readonly PieceKey[] _gapKeys = new PieceKey[Together];
    private readonly int _columns;
    private readonly int[] _known;
    private readonly int[] _own;
    private readonly int[] _packed;
    private readonly int[] _sums;
    private int _size;

    public FoldedLetters(LinearModel meaning)
    {
        const int sentiments = 3;
        _meaning = meaning;
        _columns = meaning.Columns;
        _packed = new int[_columns + sentiments];
        _words = new PieceSums(_packed.Length);
        _gaps = new PieceSums(_packed.Length);
        _known = new int[_words.Lanes];
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
        ReadOnlySpan<char> chars = text.Chars;
        for (int from = 0; from < text.TokenCount; from += Together)
        {
            ReadOnlySpan<Token> tokens = text.Tokens.Slice(from, Math.Min(Together, text.TokenCount - from));
            int gaps = Math.Min(tokens.Length, text.TokenCount - 1 - from);
            Fetch(chars, tokens, gaps, owner);
            foreach (int i in _words.AddKnown(_wordKeys.AsSpan(0, tokens.Length), _known))
                _new.AddWord(chars, tokens[i], _wordKeys[i]);
            foreach (int i in _gaps.AddKnown(_gapKeys.AsSpan(0, gaps), _known))
                _new.AddGap(chars, tokens[i], _gapKeys[i]);
            Learn(sentiment);
            _meaning.AddRows(_far.Hashes, sentiment, _sums);
        }

        for (int k = 0; k < _packed.Length; k++)
            _sums[k < _columns ? k : k - _columns + _meaning.Stride] += _known[k];
        _size = Count(chars.Length);
    }

    /// <summary>Begins to fetch what is remembered of each word and gap, and collects what is never remembered.</summary>
    private void Fetch(ReadOnlySpan<char> chars, ReadOnlySpan<Token> tokens, int gaps, byte owner)
    {
        _far.Clear();
        for (int i = 0; i < tokens.Length; i++)
        {
            ref readonly Token token = ref tokens[i];
            _wordKeys[i] = PieceKey.OfWord(chars.Slice(token.Start, token.Length), owner);
            _words.Fetch(_wordKeys[i]);
            if (i == gaps)
                break;
            _gapKeys[i] = PieceKey.OfGap(chars, token.Start + token.Length, owner);
            _gaps.Fetch(_gapKeys[i]);
            _far.AddFar(chars, token);
        }

        _meaning.Fetch(_far.Hashes);
    }

    private void Learn(FollowingModel sentiment)
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
            (piece.IsGap ? _gaps : _words).Keep(piece.Key, _packed);
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
