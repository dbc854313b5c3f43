using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Listener.Worker.Channels;

/// <summary>Counts the length of a text the way a network does.</summary>
public static partial class TextCounter
{
    private const int LinkLength = 23;

    /// <summary>Length of <paramref name="text"/> by <paramref name="rule"/>, counted on its NFC form.</summary>
    public static int Count(string text, CountingRule rule)
    {
        var normal = text.IsNormalized(NormalizationForm.FormC) ? text : text.Normalize(NormalizationForm.FormC);
        return rule switch
        {
            CountingRule.Utf16 => normal.Length,
            CountingRule.Graphemes => StringInfo.ParseCombiningCharacters(normal).Length,
            CountingRule.Utf8Bytes => Encoding.UTF8.GetByteCount(normal),
            CountingRule.WeightedX => CountWeighted(Links().Replace(normal, new string('x', LinkLength))),
            CountingRule.Mastodon => StringInfo.ParseCombiningCharacters(ShortenMentions(Links().Replace(normal, new string('x', LinkLength)))).Length,
            _ => throw new ArgumentOutOfRangeException(nameof(rule)),
        };
    }

    /// <summary>How far a text is over its limits: 0 if it fits all, else the largest excess in that limit's own unit.</summary>
    public static int Excess(string text, IReadOnlyList<TextLimit> limits) =>
        limits.Count == 0 ? 0 : Math.Max(0, limits.Max(l => Count(text, l.Rule) - l.Maximum));

    // Source: docs.x.com "Counting characters"; one emoji sequence weighs 2, light ranges weigh 1, all else 2.
    private static int CountWeighted(string text)
    {
        var weight = 0;
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            var element = elements.GetTextElement();
            weight += IsEmoji(element) ? 2 : element.EnumerateRunes().Sum(r => IsLight(r.Value) ? 1 : 2);
        }
        return weight;
    }

    private static bool IsLight(int rune) => rune is <= 4351 or (>= 8192 and <= 8205) or (>= 8208 and <= 8223) or (>= 8242 and <= 8247);

    private static bool IsEmoji(string element) =>
        element.EnumerateRunes().Any(r => r.Value is (>= 0x1F000 and <= 0x1FAFF) or (>= 0x2600 and <= 0x27BF) or 0x20E3 or 0xFE0F);

    private static string ShortenMentions(string text) => Handles().Replace(text, "@${local}");

    [GeneratedRegex(@"https?://\S+", RegexOptions.NonBacktracking)]
    private static partial Regex Links();

    [GeneratedRegex(@"@(?<local>[A-Za-z0-9_]+)@[A-Za-z0-9.-]+", RegexOptions.NonBacktracking)]
    private static partial Regex Handles();
}
