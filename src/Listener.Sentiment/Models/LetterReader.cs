using Listener.Sentiment.Text;

namespace Listener.Sentiment.Models;

/// <summary>
/// Sums the rows of all letter n-grams of a text, piece by piece: a word or a gap read before comes from memory, a new one is looked up.
/// The sums are exactly those of looking up every n-gram. Not thread-safe: one per thread.
/// </summary>
internal sealed class LetterReader(LinearModel language, LinearModel meaning)
{
    private readonly PlainLetters _plain = new(language);
    private readonly FoldedLetters _folded = new(meaning);
    private readonly int[] _wordSums = new int[meaning.Stride + FoldedLetters.Narrow];
    private int _words;

    /// <summary>Sums for the language model.</summary>
    public GroupSums Language => _plain.Sums;

    /// <summary>Sums of letter n-grams for the meaning model.</summary>
    public GroupSums MeaningLetters => _folded.Meaning;

    /// <summary>Sums of word n-grams for the meaning model.</summary>
    public GroupSums MeaningWords => new(_wordSums.AsSpan(0, meaning.Stride), _words);

    /// <summary>Sums of letter n-grams for the sentiment model.</summary>
    public GroupSums SentimentLetters => _folded.Sentiment;

    /// <summary>Sums of word n-grams for the sentiment model.</summary>
    public GroupSums SentimentWords => new(_wordSums.AsSpan(meaning.Stride, FoldedLetters.Narrow), _words);

    /// <summary>Sums the n-grams of the unfolded stream.</summary>
    public void ReadPlain(ReadOnlySpan<char> plain) => _plain.Read(plain);

    /// <summary>Begins to fetch what <see cref="ReadFolded"/> needs, so that other work can be done meanwhile.</summary>
    /// <param name="text">The text.</param>
    /// <param name="words">Its word n-grams.</param>
    /// <param name="sentiment">The sentiment model of its language.</param>
    public void FetchFolded(TextBuffer text, ReadOnlySpan<uint> words, FollowingModel sentiment)
    {
        meaning.Fetch(words);
        _folded.Fetch(text, sentiment);
    }

    /// <summary>Sums the n-grams of the folded stream for the meaning model and a sentiment model, all as given to <see cref="FetchFolded"/>.</summary>
    public void ReadFolded(TextBuffer text, ReadOnlySpan<uint> words, FollowingModel sentiment)
    {
        _folded.Read(text, sentiment);
        _wordSums.AsSpan().Clear();
        meaning.AddRows(words, sentiment, _wordSums);
        _words = words.Length;
    }
}
