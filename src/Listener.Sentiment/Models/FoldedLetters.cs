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
    private int _wordCount, _gapCount, _size;
    private byte _owner;

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

    /// <summary>Begins to fetch what is remembered of a text, so that other work can be done meanwhile.</summary>
    public void Fetch(TextBuffer text, FollowingModel sentiment)
    {
        _owner = _owners.Of(sentiment);
        Fetch(text, 0);
    }

    /// <summary>Reads the text that was fetched last.</summary>
    public void Read(TextBuffer text, FollowingModel sentiment)
    {
        Array.Clear(_sums);
        Array.Clear(_known);
        ReadOnlySpan<char> chars = text.Chars;
        for (int from = 0; from < text.TokenCount; from += Together)
        {
            if (from > 0)
                Fetch(text, from);
            ReadOnlySpan<Token> tokens = text.Tokens[from..];
            foreach (int i in _words.AddKnown(_wordKeys.AsSpan(0, _wordCount), _known))
                _new.AddWord(chars, tokens[i], _wordKeys[i]);
            foreach (int i in _gaps.AddKnown(_gapKeys.AsSpan(0, _gapCount), _known))
                _new.AddGap(chars, tokens[i], _gapKeys[i]);
            Learn(sentiment);
            _meaning.AddRows(_far.Hashes, sentiment, _sums);
        }

        for (int k = 0; k < _packed.Length; k++)
            _sums[k < _columns ? k : k - _columns + _meaning.Stride] += _known[k];
        _size = Count(chars.Length);
    }

    /// <summary>Begins to fetch what is remembered of some words and gaps, and collects what is never remembered.</summary>
    private void Fetch(TextBuffer text, int from)
    {
        ReadOnlySpan<char> chars = text.Chars;
        ReadOnlySpan<Token> tokens = text.Tokens[from..];
        _wordCount = Math.Min(Together, tokens.Length);
        _gapCount = Math.Min(Together, tokens.Length - 1);
        _far.Clear();
        for (int i = 0; i < _wordCount; i++)
        {
            ref readonly Token token = ref tokens[i];
            _wordKeys[i] = PieceKey.OfWord(chars.Slice(token.Start, token.Length), _owner);
            _words.Fetch(_wordKeys[i]);
            if (i == _gapCount)
                break;
            _gapKeys[i] = PieceKey.OfGap(chars, token.Start + token.Length, _owner);
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
