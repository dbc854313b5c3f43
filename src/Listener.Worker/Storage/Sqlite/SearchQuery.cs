using System.Text;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>
/// What a person typed into the search field, as FTS5 expressions. Every word ends up inside quotation marks, so nothing typed is ever read
/// as an operator; only "phrases", a trailing * and a leading - have a meaning.
/// </summary>
/// <param name="Wanted">Expression that must match; null if nothing is wanted.</param>
/// <param name="Unwanted">Expression that must not match; null if nothing is excluded.</param>
internal sealed record SearchQuery(string? Wanted, string? Unwanted)
{
    /// <summary>Terms beyond this many are ignored.</summary>
    private const int MostTerms = 32;

    /// <summary>Reads a search text; null if it holds nothing that can be searched for.</summary>
    public static SearchQuery? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        List<string> wanted = [], unwanted = [];
        // SQLite reads an expression only up to the first NUL.
        foreach (var (term, excluded) in Terms(MentionKeys.Fold(text).Replace('\0', ' ')).Take(MostTerms))
            (excluded ? unwanted : wanted).Add(term);
        return wanted.Count + unwanted.Count == 0 ? null : new SearchQuery(
            wanted.Count == 0 ? null : string.Join(" AND ", wanted),
            unwanted.Count == 0 ? null : string.Join(" OR ", unwanted));
    }

    private static IEnumerable<(string Term, bool Excluded)> Terms(string text)
    {
        var at = 0;
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }
            var excluded = text[at] == '-';
            if (excluded)
                at++;
            var word = Next(text, ref at);
            var prefix = at < text.Length && text[at] == '*' || word.EndsWith('*');
            if (at < text.Length && text[at] == '*')
                at++;
            if (HasToken(word))
                yield return ($"\"{word.TrimEnd('*').Replace("\"", "\"\"", StringComparison.Ordinal)}\"{(prefix ? " *" : "")}", excluded);
        }
    }

    /// <summary>Takes a phrase in quotation marks (the closing one may be missing) or a word.</summary>
    private static string Next(string text, ref int at)
    {
        if (at < text.Length && text[at] == '"')
        {
            var end = text.IndexOf('"', at + 1);
            var phrase = end < 0 ? text[(at + 1)..] : text[(at + 1)..end];
            at = end < 0 ? text.Length : end + 1;
            return phrase;
        }
        var start = at;
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] != '"')
            at++;
        return text[start..at];
    }

    /// <summary>True if the tokenizer finds at least one letter or digit.</summary>
    private static bool HasToken(string word) => word.EnumerateRunes().Any(r => Rune.IsLetter(r) || Rune.IsNumber(r));
}
