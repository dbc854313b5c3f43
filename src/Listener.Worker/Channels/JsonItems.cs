using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Listener.Worker.Channels;

/// <summary>A JSON answer that holds a list, cut into its items so that one bad item never loses the page.</summary>
/// <param name="Items">UTF-8 JSON of each item, in order.</param>
/// <param name="Strings">Text members beside the list, for example <c>cursor</c>.</param>
public sealed record JsonItems(IReadOnlyList<ReadOnlyMemory<byte>> Items, IReadOnlyDictionary<string, string> Strings)
{
    /// <summary>Deepest nesting of one item.</summary>
    public const int MaxDepth = 32;

    // The page is walked without recursion; each item is read later with the real limit.
    private static readonly JsonReaderOptions Walking = new() { MaxDepth = 1_000 };

    /// <summary>Cuts the list named <paramref name="list"/> out of an answer's object.</summary>
    /// <exception cref="JsonException">The answer is no JSON object, or has no such list.</exception>
    public static JsonItems Read(ReadOnlyMemory<byte> body, string list)
    {
        var json = Mend(body);
        var reader = new Utf8JsonReader(json.Span, Walking);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("The answer is no object.");
        List<ReadOnlyMemory<byte>>? items = null;
        var strings = new Dictionary<string, string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (name == list && reader.TokenType == JsonTokenType.StartArray)
                items = Slice(ref reader, json);
            else if (reader.TokenType == JsonTokenType.String)
                strings[name] = reader.GetString()!;
            else
                reader.Skip();
        }
        return new JsonItems(items ?? throw new JsonException($"The answer has no list '{list}'."), strings);
    }

    /// <summary>
    /// Replaces what would make a whole answer unreadable: bytes that are no UTF-8 and escaped halves of surrogate pairs
    /// become U+FFFD.
    /// </summary>
    public static ReadOnlyMemory<byte> Mend(ReadOnlyMemory<byte> body)
    {
        var valid = Utf8.IsValid(body.Span) ? body : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body.Span));
        return valid.Span.IndexOf("\\u"u8) < 0 ? valid : MendEscapes(valid.ToArray());
    }

    private static List<ReadOnlyMemory<byte>> Slice(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        var items = new List<ReadOnlyMemory<byte>>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            items.Add(json[start..(int)reader.BytesConsumed]);
        }
        return items;
    }

    private static byte[] MendEscapes(byte[] json)
    {
        for (var i = 0; i + 5 < json.Length; i++)
        {
            if (json[i] != '\\')
                continue;
            var unit = UnitAt(json, i);
            if (unit is >= 0xD800 and <= 0xDBFF && UnitAt(json, i + 6) is >= 0xDC00 and <= 0xDFFF)
                i += 11;
            else if (unit is >= 0xD800 and <= 0xDFFF)
                "\\ufffd"u8.CopyTo(json.AsSpan(i));
            else
                i++;
        }
        return json;
    }

    private static int UnitAt(byte[] json, int at) =>
        at + 5 < json.Length && json[at] == '\\' && json[at + 1] == 'u'
        && System.Buffers.Text.Utf8Parser.TryParse(json.AsSpan(at + 2, 4), out int unit, out var used, 'x') && used == 4
            ? unit
            : -1;
}
