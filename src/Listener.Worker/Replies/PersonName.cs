using System.Collections.Frozen;
using Listener.Worker.Domain;

namespace Listener.Worker.Replies;

/// <summary>Finds the name to greet by. Better no name than a wrong one.</summary>
public static class PersonName
{
    private const int LongestName = 20;
    private const int MostWords = 4;

    private static readonly FrozenSet<string> NotNames = new[]
    {
        "the", "der", "die", "das", "el", "la", "los", "las", "team", "shop", "store", "dr", "prof", "herr", "frau", "mr", "mrs", "ms",
        "google", "anonymous", "anonym", "user", "nutzer", "kunde", "customer", "guest", "gast", "official", "news", "support", "info", "hotel",
        "restaurant", "radio", "club", "verein", "stadt", "city", "bot", "admin", "deleted", "unknown", "kasutaja", "kullanıcı", "utilizator", "usuario",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>First name as it may be used in a greeting; null unless the display name looks like a person's.</summary>
    public static string? FirstNameOf(Author author)
    {
        var display = author.DisplayName.AsSpan().Trim();
        if (display.IsEmpty || Words(display) > MostWords)
            return null;
        var end = display.IndexOf(' ');
        var first = end < 0 ? display : display[..end];
        return LooksLikeName(first) && !NotNames.Contains(first.ToString()) ? first.ToString() : null;
    }

    private static int Words(ReadOnlySpan<char> text)
    {
        var words = 1;
        foreach (var c in text)
        {
            if (c == ' ')
                words++;
        }
        return words;
    }

    // One capital letter, then small ones; a hyphen or an apostrophe starts anew (Anna-Liisa, D'Angelo).
    private static bool LooksLikeName(ReadOnlySpan<char> word)
    {
        if (word.Length is < 2 or > LongestName)
            return false;
        var starts = true;
        foreach (var c in word)
        {
            if (c is '-' or '\'' or '’')
            {
                if (starts)
                    return false;
                starts = true;
                continue;
            }
            if (starts ? !char.IsUpper(c) : !char.IsLower(c))
                return false;
            starts = false;
        }
        return !starts;
    }
}
