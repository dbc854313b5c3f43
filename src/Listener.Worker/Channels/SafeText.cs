using System.Text;

namespace Listener.Worker.Channels;

/// <summary>Makes text from outside fit for storing: no lone surrogates, no NUL, within its limit, in NFC form.</summary>
public static class SafeText
{
    /// <summary>Cleans <paramref name="text"/>; null becomes empty.</summary>
    /// <param name="text">Text from outside.</param>
    /// <param name="max">Longest result in UTF-16 units; surrogate pairs stay whole.</param>
    /// <param name="cut">True if something was cut off.</param>
    public static string Clean(string? text, int max, out bool cut)
    {
        cut = false;
        if (string.IsNullOrEmpty(text))
            return "";
        // Normalising comes after the cut: it can make a text many times longer.
        var kept = Cut(text, max, ref cut);
        var whole = kept.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') || kept.Contains('\0') ? Mend(kept) : kept;
        return whole.IsNormalized(NormalizationForm.FormC) ? whole : Cut(whole.Normalize(NormalizationForm.FormC), max, ref cut);
    }

    /// <summary>As <see cref="Clean(string?, int, out bool)"/>, on one line and without surrounding blanks.</summary>
    public static string CleanLine(string? text, int max) =>
        Clean(text, max, out _).ReplaceLineEndings(" ").Trim();

    /// <summary>True if <paramref name="text"/> holds half a surrogate pair.</summary>
    public static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
                return true;
            i++;
        }
        return false;
    }

    private static string Cut(string text, int max, ref bool cut)
    {
        if (text.Length <= max)
            return text;
        cut = true;
        return text[..(char.IsHighSurrogate(text[max - 1]) && char.IsLowSurrogate(text[max]) ? max - 1 : max)];
    }

    private static string Mend(string text)
    {
        var mended = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            mended.Append(rune.Value == 0 ? "\uFFFD" : rune.ToString());
        return mended.ToString();
    }
}
