using System.Text;

namespace Listener.Worker.Replies.Guards;

/// <summary>Makes words comparable: small letters without marks, so that "Görüşürüz" and "gorusuruz" are one word.</summary>
internal static class Folding
{
    private const int LongestText = 20_000;

    // Small letters of the six languages with their base letter. Dotted and dotless i are one here: people type both.
    private const string Marked = "äöüõšžăâîșțşţçğıáéíóúñàèêô’";
    private const string Plain = "aouoszaaistst" + "cgiaeiounaeeo'";

    private static readonly char[] Map = BuildMap();

    /// <summary>Words of a text in order: runs of letters, digits and inner apostrophes, folded.</summary>
    public static List<string> Words(string text)
    {
        var words = new List<string>(text.Length / 5);
        Span<char> buffer = stackalloc char[64];
        var length = 0;
        foreach (var raw in text.AsSpan(0, Math.Min(text.Length, LongestText)))
        {
            var c = Fold(raw);
            if (char.IsLetterOrDigit(c) || (c == '\'' && length > 0))
            {
                if (length < buffer.Length)
                    buffer[length++] = c;
            }
            else if (!IsCombining(raw))
            {
                Flush(buffer, ref length, words);
            }
        }
        Flush(buffer, ref length, words);
        return words;
    }

    /// <summary>One character, folded.</summary>
    public static char Fold(char c) => c < Map.Length ? Map[c] : char.ToLowerInvariant(c);

    private static bool IsCombining(char c) => c is >= '\u0300' and <= '\u036f';

    private static void Flush(Span<char> buffer, ref int length, List<string> words)
    {
        if (length > 0)
            words.Add(new string(buffer[..length].TrimEnd('\'')));
        length = 0;
    }

    private static char[] BuildMap()
    {
        var map = new char[0x2100];
        for (var i = 0; i < map.Length; i++)
            map[i] = char.ToLowerInvariant((char)i);
        map['İ'] = 'i';
        for (var i = 0; i < Marked.Length; i++)
        {
            map[Marked[i]] = Plain[i];
            var capital = char.ToUpperInvariant(Marked[i]);
            if (capital != Marked[i] && capital > 127)
                map[capital] = Plain[i];
        }
        return map;
    }
}
