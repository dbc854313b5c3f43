using System.Text;
using System.Text.RegularExpressions;

namespace Listener.Worker.Web.Text;

/// <summary>Kind of a piece of shown text.</summary>
public enum PieceKind { Plain, Link, Invisible, Placeholder }

/// <summary>A piece of foreign text, to be encoded as it is.</summary>
/// <param name="Kind">How to draw it.</param>
/// <param name="Text">What to show.</param>
/// <param name="Address">Target of a link, http or https; null otherwise.</param>
/// <param name="Host">Host of the target in its ASCII form, so that look-alike letters show; null otherwise.</param>
public sealed record TextPiece(PieceKind Kind, string Text, string? Address = null, string? Host = null);

/// <summary>Cuts foreign text into pieces: links, invisible characters and the rest. Nothing is ever treated as markup.</summary>
public static partial class TextPieces
{
    private const int MaxShownLink = 60;

    /// <summary>All pieces of a text, in order; joined they show every character of it.</summary>
    public static IReadOnlyList<TextPiece> Of(string text)
    {
        var pieces = new List<TextPiece>();
        var at = 0;
        foreach (Match match in Links().Matches(text))
        {
            var shown = match.Value.TrimEnd('.', ',', ';', ':', '!', '?', ')', ']', '"', '\'', '”', '’', '»');
            if (!Uri.TryCreate(shown, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.IdnHost.Length == 0)
                continue;
            AddPlain(pieces, text[at..match.Index]);
            pieces.Add(new TextPiece(PieceKind.Link, Shorten(Visible(shown)), uri.AbsoluteUri, uri.IdnHost));
            at = match.Index + shown.Length;
        }
        AddPlain(pieces, text[at..]);
        return pieces;
    }

    /// <summary>Text without characters that change the direction or cannot be seen; each becomes <c>·</c>. For names in one line.</summary>
    public static string Visible(string text)
    {
        if (!text.EnumerateRunes().Any(IsHidden))
            return text;
        var builder = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            builder.Append(IsHidden(rune) ? "·" : rune.ToString());
        return builder.ToString();
    }

    private static void AddPlain(List<TextPiece> pieces, string text)
    {
        var from = 0;
        var index = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var length = rune.Utf16SequenceLength;
            if (IsHidden(rune))
            {
                if (index > from)
                    pieces.Add(new TextPiece(PieceKind.Plain, text[from..index]));
                pieces.Add(new TextPiece(PieceKind.Invisible, $"U+{rune.Value:X4}"));
                from = index + length;
            }
            index += length;
        }
        if (text.Length > from)
            pieces.Add(new TextPiece(PieceKind.Plain, text[from..]));
    }

    // The joiners U+200C and U+200D build letters and emoji in honest text and stay.
    private static bool IsHidden(Rune rune) => rune.Value
        is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x200B or 0x2060 or 0xFEFF or 0x061C or 0x180E
        or (>= 0xE0000 and <= 0xE007F) or (< 0x20 and not (0x09 or 0x0A or 0x0D)) or (>= 0x7F and <= 0x9F);

    private static string Shorten(string link) => link.Length <= MaxShownLink ? link : string.Concat(link.AsSpan(0, MaxShownLink - 1), "…");

    [GeneratedRegex(@"https?://[^\s<>""]{1,2000}", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Links();
}
