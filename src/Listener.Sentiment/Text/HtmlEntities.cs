using System.Collections.Frozen;
using System.Globalization;

namespace Listener.Sentiment.Text;

/// <summary>Reads one HTML entity; only those that occur in feeds are known by name.</summary>
internal static class HtmlEntities
{
    private const int LongestEntity = 10;

    private static readonly FrozenDictionary<string, char> Names = new Dictionary<string, char>(StringComparer.Ordinal)
    {
        ["amp"] = '&', ["lt"] = '<', ["gt"] = '>', ["quot"] = '"', ["apos"] = '\'', ["nbsp"] = ' ', ["rsquo"] = '\'',
        ["lsquo"] = '\'', ["ldquo"] = '"', ["rdquo"] = '"', ["hellip"] = '…', ["ndash"] = '-', ["mdash"] = '-', ["euro"] = '€',
        ["auml"] = 'ä', ["ouml"] = 'ö', ["uuml"] = 'ü', ["Auml"] = 'Ä', ["Ouml"] = 'Ö', ["Uuml"] = 'Ü', ["szlig"] = 'ß',
        ["eacute"] = 'é', ["ntilde"] = 'ñ', ["ccedil"] = 'ç', ["otilde"] = 'õ',
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Reads the entity at the start of <paramref name="text"/>, which begins with <c>&amp;</c>.</summary>
    /// <returns>Number of characters read, 0 if this is no entity that is known or it lies outside the first plane.</returns>
    public static int Read(ReadOnlySpan<char> text, out char value)
    {
        value = '\0';
        int end = text[..Math.Min(text.Length, LongestEntity)].IndexOf(';');
        if (end < 2)
            return 0;
        ReadOnlySpan<char> name = text[1..end];
        bool found = name[0] == '#' ? TryNumber(name[1..], out value) : TryName(name, out value);
        return found ? end + 1 : 0;
    }

    private static bool TryName(ReadOnlySpan<char> name, out char value) =>
        Names.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out value);

    private static bool TryNumber(ReadOnlySpan<char> digits, out char value)
    {
        value = '\0';
        bool hex = digits.Length > 1 && digits[0] is 'x' or 'X';
        NumberStyles style = hex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        bool known = int.TryParse(hex ? digits[1..] : digits, style, CultureInfo.InvariantCulture, out int code)
            && code is > 0x1F and < 0xD800;
        if (known)
            value = (char)code;
        return known;
    }
}
