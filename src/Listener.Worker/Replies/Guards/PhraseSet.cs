namespace Listener.Worker.Replies.Guards;

/// <summary>Finds phrases in a list of folded words. A word that ends in * matches by its beginning, a lone * any one word.</summary>
internal sealed class PhraseSet
{
    private readonly Dictionary<string, List<Phrase>> _byWord = new(StringComparer.Ordinal);
    private readonly Dictionary<char, List<Phrase>> _byStart = [];

    /// <param name="phrases">Phrases as people write them.</param>
    /// <exception cref="FormatException">A phrase is empty or begins with a lone *.</exception>
    public PhraseSet(IEnumerable<string> phrases)
    {
        foreach (var text in phrases)
            Add(new Phrase(text, [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(Words)]));
    }

    /// <summary>First phrase found, as it stands in the list; null if none.</summary>
    public string? FindIn(IReadOnlyList<string> words)
    {
        for (var at = 0; at < words.Count; at++)
        {
            if (_byWord.TryGetValue(words[at], out var exact) && Match(exact, words, at) is { } whole)
                return whole;
            if (_byStart.TryGetValue(words[at][0], out var starts) && Match(starts, words, at) is { } begun)
                return begun;
        }
        return null;
    }

    private void Add(Phrase phrase)
    {
        if (phrase.Words.Length == 0 || phrase.Words[0] is { IsPrefix: true, Text.Length: 0 })
            throw new FormatException($"'{phrase.Text}' is not a phrase: it needs a first word.");
        var first = phrase.Words[0];
        if (first.IsPrefix)
            ListOf(_byStart, first.Text[0]).Add(phrase);
        else
            ListOf(_byWord, first.Text).Add(phrase);
    }

    private static List<Phrase> ListOf<TKey>(Dictionary<TKey, List<Phrase>> lists, TKey key) where TKey : notnull =>
        lists.TryGetValue(key, out var list) ? list : lists[key] = [];

    private static IEnumerable<Word> Words(string part)
    {
        if (part == "*")
            return [new Word("", true)];
        var words = Folding.Words(part);
        return words.Select((w, i) => new Word(w, i == words.Count - 1 && part.EndsWith('*')));
    }

    private static string? Match(List<Phrase> phrases, IReadOnlyList<string> words, int at)
    {
        foreach (var phrase in phrases)
        {
            if (phrase.Matches(words, at))
                return phrase.Text;
        }
        return null;
    }

    private readonly record struct Word(string Text, bool IsPrefix)
    {
        public bool Matches(string word) => IsPrefix ? word.StartsWith(Text, StringComparison.Ordinal) : string.Equals(word, Text, StringComparison.Ordinal);
    }

    private sealed record Phrase(string Text, Word[] Words)
    {
        public bool Matches(IReadOnlyList<string> words, int at)
        {
            if (at + Words.Length > words.Count)
                return false;
            for (var i = 0; i < Words.Length; i++)
            {
                if (!Words[i].Matches(words[at + i]))
                    return false;
            }
            return true;
        }
    }
}
