using System.Text;

namespace Listener.Worker.Replies;

/// <summary>Brings a person's text into the form replies are stored in.</summary>
public static class ReplyText
{
    /// <summary>
    /// Line ends as LF, trimmed, half surrogate pairs replaced by U+FFFD, NFC; without control characters, and without the marks that turn the
    /// direction of writing, which show an approver other words than the customer reads.
    /// </summary>
    public static string Clean(string text)
    {
        var whole = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (!IsHidden(rune))
                whole.Append(rune);
        }
        return whole.ToString().Trim().Normalize(NormalizationForm.FormC);
    }

    // Marks of one letter (U+200E, U+200F) stay: Arabic and Hebrew beside digits need them.
    private static bool IsHidden(Rune rune) => rune.Value is not ('\n' or '\t')
        && (Rune.IsControl(rune) || rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069));
}
