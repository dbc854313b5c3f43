using System.Text.Json;
using System.Text.Json.Serialization;

namespace Listener.Worker.Channels.FileDrop;

/// <summary>How far a folder was read: the file in hand and the place in it.</summary>
/// <param name="File">Name of the file; null if none is in hand.</param>
/// <param name="Mark">Mark of its content.</param>
/// <param name="Offset">Bytes read.</param>
/// <param name="Line">Line at that place, from 1.</param>
/// <param name="Report">Length of the report so far, in bytes.</param>
/// <param name="Failed">True if the file as a whole cannot be read.</param>
internal sealed record DropCursor(string? File, string Mark, long Offset, long Line, long Report, bool Failed)
{
    public static DropCursor Idle { get; } = new(null, "", 0, 1, 0, false);

    /// <summary>Reads a stored cursor; <see cref="Idle"/> if there is none or it has another form.</summary>
    public static DropCursor Parse(PollCursor? cursor)
    {
        try
        {
            return (cursor is null ? null : JsonSerializer.Deserialize(cursor.Value, DropJson.Default.DropCursor)) ?? Idle;
        }
        catch (JsonException)
        {
            // The file in hand is read again from its start; the store knows its ids.
            return Idle;
        }
    }

    public PollCursor ToPollCursor() => new(JsonSerializer.Serialize(this, DropJson.Default.DropCursor));
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, MaxDepth = 8, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DropCursor))]
internal sealed partial class DropJson : JsonSerializerContext;
