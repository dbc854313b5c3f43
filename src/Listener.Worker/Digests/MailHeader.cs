using System.Globalization;
using System.Net.Mail;
using System.Text;

namespace Listener.Worker.Digests;

/// <summary>Head lines of a mail. No value can add a line: what is not plain ASCII is encoded, control characters are gone before.</summary>
/// <remarks>Sources: RFC 5322 (message format), RFC 2047 (encoded words), RFC 2045 (quoted-printable).</remarks>
internal static class MailHeader
{
    private const int LongestLine = 76;

    // An encoded word has at most 75 characters: 12 around it, and 4 for each 3 bytes.
    private const int BytesPerWord = 45;

    /// <summary>A line with free text, folded, ended by CR LF.</summary>
    public static string Text(string name, string value)
    {
        var clean = TextSafety.OneLine(value);
        var isPlain = clean.All(c => c is >= ' ' and <= '~') && !clean.Contains("=?", StringComparison.Ordinal) && name.Length + 2 + clean.Length <= LongestLine;
        return isPlain ? $"{name}: {clean}\r\n" : $"{name}: {string.Join("\r\n ", Words(clean))}\r\n";
    }

    /// <summary>A line made of tokens that are ASCII by their making.</summary>
    /// <exception cref="ArgumentException">The value holds something else.</exception>
    public static string Plain(string name, string value) => value.All(c => c is >= ' ' and <= '~')
        ? $"{name}: {value}\r\n"
        : throw new ArgumentException($"The head line {name} may hold printable ASCII only.", nameof(value));

    /// <summary>Date in the form of mail heads, UTC.</summary>
    public static string Date(DateTimeOffset at) => at.ToUniversalTime().ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture) + " +0000";

    /// <summary>The address as it may stand in an envelope and a head: ASCII, one @, no name, no comment; null if it is none.</summary>
    public static string? AddressOf(string text)
    {
        if (text.Length is < 3 or > 254 || !text.All(c => c is > ' ' and <= '~' and not ('<' or '>' or '(' or ')' or ',' or ';' or ':' or '"' or '\\' or '[' or ']')))
            return null;
        return MailAddress.TryCreate(text, out var address) && address.Address == text && address.DisplayName.Length == 0 && text.Count(c => c == '@') == 1 ? text : null;
    }

    /// <summary>Body text in quoted-printable, lines of at most 76 characters, ended by CR LF.</summary>
    public static string QuotedPrintable(string text)
    {
        var encoded = new StringBuilder(text.Length * 5 / 4);
        foreach (var line in text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
            AppendLine(encoded, Encoding.UTF8.GetBytes(line));
        return encoded.ToString();
    }

    private static void AppendLine(StringBuilder encoded, byte[] line)
    {
        var width = 0;
        for (var i = 0; i < line.Length; i++)
        {
            var b = line[i];
            var isLast = i == line.Length - 1;
            var stays = b is >= 33 and <= 126 and not (byte)'=' || (b is (byte)' ' or (byte)'\t' && !isLast);
            var piece = stays ? ((char)b).ToString() : "=" + b.ToString("X2", CultureInfo.InvariantCulture);
            if (width + piece.Length > LongestLine - 1)
            {
                encoded.Append("=\r\n");
                width = 0;
            }
            encoded.Append(piece);
            width += piece.Length;
        }
        encoded.Append("\r\n");
    }

    private static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        var bytes = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (bytes + rune.Utf8SequenceLength > BytesPerWord)
            {
                yield return Word(word.ToString());
                word.Clear();
                bytes = 0;
            }
            word.Append(rune.ToString());
            bytes += rune.Utf8SequenceLength;
        }
        yield return Word(word.ToString());
    }

    private static string Word(string text) => $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}?=";
}
