using Listener.Sentiment.Features;
using Listener.Sentiment.Text;

namespace Listener.Sentiment.Models;

/// <summary>
/// Sums the rows of all letter n-grams of a text, word by word: those inside a word come from memory if the word was read before, those
/// that reach across a gap are looked up. The sums are exactly those of looking up every n-gram. Not thread-safe: one per thread.
/// </summary>
internal sealed class LetterReader(LinearModel language, LinearModel meaning)
{
    private const int Narrow = 4;
    private readonly WordSums _plain = new(language.Stride);
    private readonly WordSums _folded = new(meaning.Stride + Narrow);
    private readonly int[] _languageSums = new int[language.Stride];
    private readonly int[] _sums = new int[meaning.Stride + Narrow];
    private readonly int[] _wordSums = new int[meaning.Stride + Narrow];
    private readonly int[] _word = new int[Math.Max(language.Stride, meaning.Stride + Narrow)];
    private uint[] _hashes = new uint[1024];
    private int _held;
    private int _languageSize, _letters, _words;

    /// <summary>Sums for the language model.</summary>
    public GroupSums Language => new(_languageSums, _languageSize);

    /// <summary>Sums of letter n-grams for the meaning model.</summary>
    public GroupSums MeaningLetters => new(_sums.AsSpan(0, meaning.Stride), _letters);

    /// <summary>Sums of word n-grams for the meaning model.</summary>
    public GroupSums MeaningWords => new(_wordSums.AsSpan(0, meaning.Stride), _words);

    /// <summary>Sums of letter n-grams for the sentiment model.</summary>
    public GroupSums SentimentLetters => new(_sums.AsSpan(meaning.Stride, Narrow), _letters);

    /// <summary>Sums of word n-grams for the sentiment model.</summary>
    public GroupSums SentimentWords => new(_wordSums.AsSpan(meaning.Stride, Narrow), _words);

    /// <summary>Sums the n-grams of the unfolded stream.</summary>
    public void ReadPlain(ReadOnlySpan<char> plain)
    {
        Span<int> totals = _languageSums;
        totals.Clear();
        int count = 0;
        for (int space = 0; space < plain.Length - 1;)
        {
            int end = space + 1;
            uint hash = FeatureExtractor.PlainWordSeed;
            for (; end < plain.Length && plain[end] != ' '; end++)
                hash = Hashing.Add(hash, plain[end]);
            hash = Hashing.Finish(hash);
            if (!_plain.TryAdd(plain[(space + 1)..end], hash, language, totals, out int grams))
                grams = LearnPlain(plain[space..Math.Min(end + 1, plain.Length)], hash, totals);
            count += grams;
            space = end;
        }

        _languageSize = count;
    }

    /// <summary>Sums the n-grams of the folded stream for the meaning model and a sentiment model.</summary>
    /// <param name="text">The text.</param>
    /// <param name="words">Its word n-grams.</param>
    /// <param name="sentiment">The sentiment model of its language.</param>
    public void ReadFolded(TextBuffer text, ReadOnlySpan<uint> words, FollowingModel sentiment)
    {
        Span<int> totals = _sums;
        totals.Clear();
        _held = 0;
        ReadOnlySpan<char> chars = text.Chars;
        foreach (ref readonly Token token in text.Tokens)
        {
            if (!_folded.TryAdd(chars.Slice(token.Start, token.Length), token.Hash, sentiment, totals, out _))
                LearnFolded(chars, token, sentiment, totals);
            HashAcross(chars, token.Start - 1, token.Start + token.Length);
        }

        meaning.AddRows(_hashes.AsSpan(0, _held), sentiment, totals);
        _letters = CountFolded(chars.Length);
        _wordSums.AsSpan().Clear();
        meaning.AddRows(words, sentiment, _wordSums);
        _words = words.Length;
    }

    /// <param name="padded">The word with the gap before and behind it.</param>
    private int LearnPlain(ReadOnlySpan<char> padded, uint hash, Span<int> totals)
    {
        Span<uint> room = Room((padded.Length * FeatureExtractor.LongestPlainGram) + 1);
        int count = 0;
        bool ended = padded[^1] == ' ';
        for (int i = 0; i < padded.Length - (ended ? 1 : 0); i++)
            count = FeatureExtractor.GramsFrom(padded, i, room, count);
        if (ended)
            room[count++] = hash;
        Span<int> own = _word.AsSpan(0, language.Stride);
        own.Clear();
        language.AddRows(room[..count], own);
        AddAll(own, totals);
        if (ended)
            _plain.Keep(padded[1..^1], hash, language, own, count);
        return count;
    }

    private void LearnFolded(ReadOnlySpan<char> chars, in Token token, FollowingModel sentiment, Span<int> totals)
    {
        int held = _held;
        int to = token.Start + token.Length;
        for (int i = token.Start - 1; i < to; i++)
            Hash(chars, i, FeatureExtractor.ShortestCharGram, Math.Min(FeatureExtractor.LongestCharGram, to + 1 - i));
        if (token.Length > WordSums.LongestWord)
            return;
        ReadOnlySpan<uint> hashes = _hashes.AsSpan(held.._held);
        Span<int> own = _word.AsSpan(0, _folded.Width);
        own.Clear();
        meaning.AddRows(hashes, sentiment, own);
        AddAll(own, totals);
        _folded.Keep(chars.Slice(token.Start, token.Length), token.Hash, sentiment, own, hashes.Length);
        _held = held;
    }

    // Those that begin at or after `from` and reach beyond the gap at `gap`.
    private void HashAcross(ReadOnlySpan<char> chars, int from, int gap)
    {
        if (gap == chars.Length - 1)
            return;
        for (int i = Math.Max(from, gap + 2 - FeatureExtractor.LongestCharGram); i < gap; i++)
            Hash(chars, i, gap + 2 - i, Math.Min(FeatureExtractor.LongestCharGram, chars.Length - i));
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

    private Span<uint> Room(int count)
    {
        if (_hashes.Length < count)
            _hashes = new uint[count * 2];
        return _hashes;
    }

    private static void AddAll(ReadOnlySpan<int> own, Span<int> totals)
    {
        for (int k = 0; k < own.Length; k++)
            totals[k] += own[k];
    }

    // Every place begins one n-gram of each length, except where the text ends too soon.
    private static int CountFolded(int length)
    {
        int count = 0;
        for (int n = FeatureExtractor.ShortestCharGram; n <= FeatureExtractor.LongestCharGram; n++)
            count += Math.Max(0, length + 1 - n);
        return count;
    }
}
