using Listener.Sentiment.Features;
using Listener.Sentiment.Text;

namespace Listener.Sentiment.Models;

/// <summary>Sums the rows of the letter n-grams of the unfolded stream, which tell the language, word by word. One per thread.</summary>
internal sealed class PlainLetters
{
    private const byte Owner = 1;
    private readonly LinearModel _language;
    private readonly WordSums _memory;
    private readonly int[] _sums;
    private readonly int[] _own;
    private uint[] _hashes = new uint[256];
    private Word[] _words = new Word[64];
    private int _size;

    public PlainLetters(LinearModel language)
    {
        _language = language;
        _memory = new WordSums(language.Stride);
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
        foreach (ref readonly Word word in Split(plain))
        {
            if (!_memory.TryAdd(plain[word.From..word.To], word.Hash, Owner, _sums, out int grams))
                grams = Learn(plain, word);
            _size += grams;
        }
    }

    /// <summary>Finds the words and begins to fetch what is remembered of each.</summary>
    private ReadOnlySpan<Word> Split(ReadOnlySpan<char> plain)
    {
        int count = 0;
        for (int space = 0; space < plain.Length - 1;)
        {
            int end = space + 1;
            uint hash = FeatureExtractor.PlainWordSeed;
            for (; end < plain.Length && plain[end] != ' '; end++)
                hash = Hashing.Add(hash, plain[end]);
            if (count == _words.Length)
                Array.Resize(ref _words, count * 2);
            _words[count++] = new Word(space + 1, end, Hashing.Finish(hash));
            _memory.Fetch(Hashing.Finish(hash));
            space = end;
        }

        return _words.AsSpan(0, count);
    }

    private int Learn(ReadOnlySpan<char> plain, in Word word)
    {
        bool ended = word.To < plain.Length;
        ReadOnlySpan<char> padded = plain[(word.From - 1)..(word.To + (ended ? 1 : 0))];
        int most = (padded.Length * FeatureExtractor.LongestPlainGram) + 1;
        if (_hashes.Length < most)
            _hashes = new uint[most * 2];
        int count = 0;
        for (int i = 0; i < padded.Length - (ended ? 1 : 0); i++)
            count = FeatureExtractor.GramsFrom(padded, i, _hashes, count);
        if (ended)
            _hashes[count++] = word.Hash;
        Array.Clear(_own);
        _language.AddRows(_hashes.AsSpan(0, count), _own);
        for (int k = 0; k < _own.Length; k++)
            _sums[k] += _own[k];
        if (ended)
            _memory.Keep(padded[1..^1], word.Hash, Owner, _own, count);
        return count;
    }

    private readonly record struct Word(int From, int To, uint Hash);
}
