using System.Text;

namespace Listener.Sentiment.Text;

/// <summary>Turns text as written into the streams and tokens that everything else reads. Linear in length, never throws.</summary>
internal static class Normaliser
{
    /// <summary>Only so many UTF-16 units are read.</summary>
    public const int ReadingLimit = 10_000;

    /// <summary>Fills <paramref name="buffer"/> from <paramref name="text"/>.</summary>
    public static void Read(ReadOnlySpan<char> text, TextBuffer buffer)
    {
        buffer.Clear();
        if (text.Length > ReadingLimit)
        {
            text = text[..ReadingLimit];
            buffer.WasCut = true;
        }

        if (NeedsComposition(text))
            text = Compose(text);
        new Scanner(text, buffer).Run();
    }

    /// <summary>True if the text holds compatibility or combining characters, which are rare: only then NFKC is run.</summary>
    private static bool NeedsComposition(ReadOnlySpan<char> text)
    {
        int first = text.IndexOfAnyInRange('\u0300', char.MaxValue);
        if (first < 0)
            return false;
        foreach (char c in text[first..])
        {
            if (c < '\u0300')
                continue;
            if (c is <= '\u036F' or '\uD835' or (>= '\uFB00' and <= '\uFB06') or (>= '\uFF01' and <= '\uFF5E')
                or (>= '\u1DC0' and <= '\u1DFF') or (>= '\u2100' and <= '\u214F') or (>= '\u2460' and <= '\u24FF'))
                return true;
        }

        return false;
    }

    private static string Compose(ReadOnlySpan<char> text)
    {
        const int longestRun = 8;
        var clean = new StringBuilder(text.Length);
        int run = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            run = c is >= '\u0300' and <= '\u036F' ? run + 1 : 0;
            if (run > longestRun)
                continue;
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                clean.Append(c).Append(text[++i]);
            else
                clean.Append(char.IsSurrogate(c) || c >= '\uFFFE' || c is >= '\uFDD0' and <= '\uFDEF' ? ' ' : c);
        }

        string composed = clean.ToString().Normalize(NormalizationForm.FormKC);
        return composed.Length > ReadingLimit ? composed[..ReadingLimit] : composed;
    }
}
