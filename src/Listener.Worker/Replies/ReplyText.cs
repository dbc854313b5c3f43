using System.Text;

namespace Listener.Worker.Replies;

/// <summary>Brings a person's text into the form replies are stored in.</summary>
public static class ReplyText
{
    /// <summary>Line ends as LF, trimmed, half surrogate pairs replaced by U+FFFD, no NUL, NFC.</summary>
    public static string Clean(string text)
    {
        var whole = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (rune.Value != 0)
                whole.Append(rune);
        }
        return whole.ToString().Trim().Normalize(NormalizationForm.FormC);
    }
}
