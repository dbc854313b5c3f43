using System.Globalization;
using System.Text.RegularExpressions;

namespace Listener.Worker.Channels.Rss;

/// <summary>Reads the dates of feeds, of which there are many sorts.</summary>
internal static partial class FeedDate
{
    private static readonly Dictionary<string, string> Zones = new(StringComparer.OrdinalIgnoreCase)
    {
        ["UT"] = "+0000", ["UTC"] = "+0000", ["GMT"] = "+0000", ["Z"] = "+0000", ["EST"] = "-0500", ["EDT"] = "-0400", ["CST"] = "-0600", ["CDT"] = "-0500",
        ["MST"] = "-0700", ["MDT"] = "-0600", ["PST"] = "-0800", ["PDT"] = "-0700", ["CET"] = "+0100", ["CEST"] = "+0200", ["BST"] = "+0100", ["MEZ"] = "+0100", ["MESZ"] = "+0200",
    };

    private static readonly string[] Forms =
    [
        "d MMM yyyy H:m:s zzz", "d MMM yyyy H:m zzz", "d MMM yyyy H:m:s", "d MMM yyyy H:m", "d MMM yyyy",
        "d MMMM yyyy H:m:s zzz", "d MMMM yyyy H:m zzz", "d MMMM yyyy H:m:s", "d MMMM yyyy",
        "d MMM yy H:m:s zzz", "d MMM yy H:m zzz", "MMM d yyyy H:m:s zzz", "MMM d yyyy H:m:s", "MMM d yyyy",
    ];

    /// <summary>Time in UTC; null if the text is no date between 1990 and 2200. Without a zone it is taken as UTC.</summary>
    public static DateTimeOffset? Parse(string? text)
    {
        var trimmed = text?.Trim();
        if (trimmed is not { Length: >= 6 and <= 60 })
            return null;
        return (ParseIso(trimmed) ?? ParseMail(trimmed)) is { Year: >= 1990 and <= 2200 } time ? time.ToUniversalTime() : null;
    }

    private static DateTimeOffset? ParseIso(string text) =>
        char.IsAsciiDigit(text[0]) && text.Contains('-', StringComparison.Ordinal)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out var time)
            ? time
            : null;

    private static DateTimeOffset? ParseMail(string text)
    {
        var plain = Blanks().Replace(WeekDay().Replace(text.Replace(",", " ", StringComparison.Ordinal), ""), " ").Trim();
        var zone = plain[(plain.LastIndexOf(' ') + 1)..];
        if (Zones.TryGetValue(zone, out var offset))
            plain = plain[..^zone.Length] + offset;
        return DateTimeOffset.TryParseExact(ColonZone().Replace(plain, "${h}:${m}"), Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out var time)
            ? time
            : null;
    }

    [GeneratedRegex(@"^\s*(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?\s+", RegexOptions.IgnoreCase, 100)]
    private static partial Regex WeekDay();

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Blanks();

    [GeneratedRegex(@"(?<h>[+-]\d{2})(?<m>\d{2})$", RegexOptions.NonBacktracking)]
    private static partial Regex ColonZone();
}
