using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Listener.Worker.Channels.Rss;

/// <summary>How far a feed was read.</summary>
/// <param name="Address">Address it moved to for good; null if it never moved.</param>
/// <param name="ETag">Mark of the version read last; null if the server gives none.</param>
/// <param name="Modified">Time of that version as the server wrote it; null if the server gives none.</param>
/// <param name="Gone">True once the server said that the feed is gone for good.</param>
/// <param name="Seen">Known entries, 12 bytes each in Base64: hash of the id and of the content.</param>
internal sealed record FeedCursor(string? Address, string? ETag, string? Modified, bool Gone, string Seen)
{
    private const int MaxSeen = 5_000;

    public static FeedCursor Start { get; } = new(null, null, null, false, "");

    /// <summary>Reads a stored cursor; null if there is none or it has another form, which means a first start.</summary>
    public static FeedCursor? Parse(PollCursor? cursor)
    {
        try
        {
            return cursor is null ? null : JsonSerializer.Deserialize(cursor.Value, FeedJson.Default.FeedCursor);
        }
        catch (JsonException)
        {
            // Entries come again then and are known to the store.
            return null;
        }
    }

    public PollCursor ToPollCursor() => new(JsonSerializer.Serialize(this, FeedJson.Default.FeedCursor));

    /// <summary>Known entries: hash of the id to hash of the content.</summary>
    public Dictionary<ulong, uint> Known()
    {
        var bytes = new byte[Seen.Length];
        var known = new Dictionary<ulong, uint>();
        if (!Convert.TryFromBase64String(Seen, bytes, out var length))
            return known;
        for (var at = 0; at + 12 <= length; at += 12)
            known[BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at))] = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 8));
        return known;
    }

    /// <summary>The cursor with the entries of <paramref name="present"/> first and then what was known before.</summary>
    public FeedCursor WithSeen(IReadOnlyList<(ulong Id, uint Content)> present, Dictionary<ulong, uint> before)
    {
        var listed = present.Select(p => p.Id).ToHashSet();
        var all = present.Concat(before.Where(b => !listed.Contains(b.Key)).Select(b => (b.Key, b.Value))).Take(MaxSeen).ToList();
        var bytes = new byte[all.Count * 12];
        for (var i = 0; i < all.Count; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * 12), all[i].Item1);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan((i * 12) + 8), all[i].Item2);
        }
        return this with { Seen = Convert.ToBase64String(bytes) };
    }

    public static ulong HashOf(string text) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, MaxDepth = 8, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FeedCursor))]
internal sealed partial class FeedJson : JsonSerializerContext;
