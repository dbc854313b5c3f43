using System.Globalization;
using System.Text;

namespace Listener.Worker.Digests;

/// <summary>Takes out of strangers' texts what could disturb the page around them.</summary>
internal static class TextSafety
{
    /// <summary>The text in one line, without control characters, and without marks that turn the direction of what follows.</summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (TurnsDirection(c) || (char.IsControl(c) && !IsBreak(c)))
                continue;
            if (!IsBreak(c) && c != ' ')
                line.Append(c);
            else if (line.Length > 0 && line[^1] != ' ')
                line.Append(' ');
        }
        return line.ToString().TrimEnd(' ');
    }

    private static bool IsBreak(char c) => c is '\r' or '\n' or '\t' or '\v' or '\f' or '\u0085'
        || char.GetUnicodeCategory(c) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static bool TurnsDirection(char c) => c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\uFEFF';
}
