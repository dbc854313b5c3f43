using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Listener.Worker.Digests;

/// <summary>A digest as JSON: shares as count, total, share, low, high; every number with its mention numbers.</summary>
public static class DigestJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new NumberConverter() },
    };

    /// <summary>Writes; the same digest gives the same bytes.</summary>
    public static string Write(Digest digest)
    {
        // A busy week is megabytes. In pieces and with exact buffers, because those that the serializer borrows by itself stay for minutes, tens of megabytes.
        using var bytes = new MemoryStream();
        JsonSerializer.Serialize(bytes, digest, Options);
        bytes.WriteByte((byte)'\n');
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">The text is no digest.</exception>
    public static Digest Read(string json) => JsonSerializer.Deserialize<Digest>(Encoding.UTF8.GetBytes(json), Options) ?? throw new JsonException("The digest is empty.");

    private sealed class NumberConverter : JsonConverter<Domain.MentionNumber>
    {
        public override Domain.MentionNumber Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

        public override void Write(Utf8JsonWriter writer, Domain.MentionNumber value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
    }
}
