using Listener.Sentiment.Features;

namespace Listener.Sentiment.Models;

/// <summary>Sums the rows of the letter n-grams of the unfolded stream, which tell the language, word by word. One per thread.</summary>
internal sealed class PlainLetters
{
    private const byte Owner = 1;
    private const int Together = PieceSums.MostPieces;
    private readonly LinearModel _language;
    private readonly PieceSums _memory;
    private readonly PieceKey[] _keys = new PieceKey[Together];
    private readonly (int From, int To)[] _words = new (int, int)[Together];
    private readonly int[] _sums;
    private readonly int[] _own;
    private uint[] _hashes = new uint[256];
    private int _size;

    public PlainLetters(LinearModel language)
    {
        _language = language;
        _memory = new PieceSums(language.Stride);
        _sums = new int[_memory.Lanes];
        _own = new int[language.Stride];
    }

    /// <summary>Sums for the language model.</summary>
    public GroupSums Sums => new(_sums.AsSpan(0, _language.Stride), _size);

    /// <summary>Reads a text.</summary>
    /// <param name="plain">Lower-cased words, each surrounded by one space.</param>
    public void Read(ReadOnlySpan<char> plain)
    {
        Array.Clear(_sums);
        _size = 0;
        for (int space = 0; space < plain.Length - 1;)
        {
            int count = Split(plain, ref space);
            foreach (int i in _memory.AddKnown(_keys.AsSpan(0, count), _sums))
                Learn(plain, _words[i], _keys[i]);
        }
    }

    /// <summary>Finds the next words and begins to fetch what is remembered of each.</summary>
    private int Split(ReadOnlySpan<char> plain, ref int space)
    {
        int count = 0;
        while (space < plain.Length - 1 && count < Together)
        {
            int end = space + 1 + plain[(space + 1)..].IndexOf(' ');
            _words[count] = (space + 1, end);
            _keys[count] = PieceKey.OfWord(plain[(space + 1)..end], Owner);
            _memory.Fetch(_keys[count++]);
            _size += Grams(end - space - 1);
            space = end;
        }

        return count;
    }

    // A letter begins an n-gram of each length, except at the end of the word; the gaps and the word itself make up for the rest.
    private static int Grams(int letters) => (FeatureExtractor.LongestPlainGram * letters) + 1;

    private void Learn(ReadOnlySpan<char> plain, (int From, int To) word, PieceKey key)
    {
        ReadOnlySpan<char> padded = plain[(word.From - 1)..(word.To + 1)];
        int most = padded.Length * FeatureExtractor.LongestPlainGram;
        if (_hashes.Length < most)
            _hashes = new uint[most * 2];
        int count = 0;
        for (int i = 0; i < padded.Length - 1; i++)
            count = FeatureExtractor.GramsFrom(padded, i, _hashes, count);
        _hashes[count++] = FeatureExtractor.PlainWord(padded[1..^1]);
        Array.Clear(_own);
        _language.AddRows(_hashes.AsSpan(0, count), _own);
        for (int k = 0; k < _own.Length; k++)
            _sums[k] += _own[k];
        _memory.Keep(key, _own);
    }
}
