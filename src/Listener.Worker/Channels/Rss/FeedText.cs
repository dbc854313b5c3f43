using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace Listener.Worker.Channels.Rss;

/// <summary>Finds out how a feed is written and makes text of it. Feeds lie about their encoding more often than not.</summary>
internal static partial class FeedText
{
    private const int HeadLength = 1024;

    /// <summary>
    /// Decodes a feed: byte order mark first, then UTF-8 if the bytes are that, then what the header or the document
    /// declares, else UTF-8 with U+FFFD in place of what does not fit.
    /// </summary>
    /// <param name="bytes">The feed.</param>
    /// <param name="declaredByHeader">Charset of the Content-Type header; null if none.</param>
    /// <exception cref="ChannelException">The feed is in UTF-7, which hides markup from every check.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes, string? declaredByHeader)
    {
        var declared = (declaredByHeader ?? DeclaredInside(bytes))?.Trim(' ', '"', '\'').ToLowerInvariant();
        if (declared is "utf-7" or "unicode-1-1-utf-7" or "csunicode11utf7")
            throw new ChannelException(new ChannelFault(ChannelFaultKind.Refused, "the feed is written in UTF-7, which is not safe to read", "reading the feed", "Ask the publisher for UTF-8."));
        if (ByMark(bytes) is { } marked)
            return marked.Encoding.GetString(bytes[marked.Skip..]);
        if (Utf8.IsValid(bytes))
            return Encoding.UTF8.GetString(bytes);
        return (Named(declared) ?? Encoding.UTF8).GetString(bytes);
    }

    /// <summary>
    /// Mends what XML forbids and feeds contain all the same: HTML entities, bare ampersands and control characters.
    /// Used only when a feed could not be read as it is.
    /// </summary>
    public static string Mend(string xml) => Ampersands().Replace(Controls().Replace(xml, " "), MendAmpersand);

    private static string MendAmpersand(Match match)
    {
        var text = match.Value;
        if (text is "&amp;" or "&lt;" or "&gt;" or "&quot;" or "&apos;" || text.StartsWith("&#", StringComparison.Ordinal))
            return text;
        var decoded = WebUtility.HtmlDecode(text);
        return decoded == text ? "&amp;" + text[1..] : decoded;
    }

    private static (Encoding Encoding, int Skip)? ByMark(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (Encoding.UTF8, 3),
        [0xFF, 0xFE, 0, 0, ..] => (Encoding.UTF32, 4),
        [0xFF, 0xFE, ..] => (Encoding.Unicode, 2),
        [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2),
        [0x3C, 0, _, 0, ..] => (Encoding.Unicode, 0),
        [0, 0x3C, 0, _, ..] => (Encoding.BigEndianUnicode, 0),
        _ => null,
    };

    private static string? DeclaredInside(ReadOnlySpan<byte> bytes)
    {
        var match = Declaration().Match(Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, HeadLength)]));
        return match.Success ? match.Groups["name"].Value : null;
    }

    // ISO 8859-1 on the web means Windows-1252.
    private static Encoding? Named(string? name)
    {
        try
        {
            return name is null ? null : CodePagesEncodingProvider.Instance.GetEncoding(name is "iso-8859-1" or "latin1" ? "windows-1252" : name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            // A name nobody knows says nothing; UTF-8 with replacement then.
            return null;
        }
    }

    [GeneratedRegex("""^\s*<\?xml[^>]*?encoding\s*=\s*["'](?<name>[A-Za-z0-9._:-]{1,40})["']""", RegexOptions.None, 100)]
    private static partial Regex Declaration();

    [GeneratedRegex("&(?:#[0-9]{1,7};|#x[0-9A-Fa-f]{1,6};|[A-Za-z][A-Za-z0-9]{0,31};)?", RegexOptions.NonBacktracking)]
    private static partial Regex Ampersands();

    [GeneratedRegex(@"[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]", RegexOptions.NonBacktracking)]
    private static partial Regex Controls();
}
