using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Listener.Worker.Channels;

/// <summary>
/// Cursor for networks that list newest first: the time of the newest item read, and the items of the last stretch, which
/// is read again because networks index late.
/// </summary>
public sealed class WatermarkCursor
{
    private const int MaxSeen = 500;
    private readonly Dictionary<ulong, long> seen;

    private WatermarkCursor(DateTimeOffset mark, DateTimeOffset floor, Dictionary<ulong, long> seen)
    {
        Mark = mark;
        Floor = floor;
        this.seen = seen;
    }

    /// <summary>Time of the newest item read, UTC.</summary>
    public DateTimeOffset Mark { get; }

    /// <summary>Reading stops at items older than this, UTC, exclusive.</summary>
    public DateTimeOffset Floor { get; }

    /// <summary>Cursor of a first start that reads back to <paramref name="from"/>.</summary>
    public static WatermarkCursor StartAt(DateTimeOffset from) => new(ToMilliseconds(from), ToMilliseconds(from), []);

    /// <summary>Reads a stored cursor; null if it is null or has another form, which means a first start.</summary>
    public static WatermarkCursor? Parse(PollCursor? cursor)
    {
        var parts = cursor?.Value.Split('|');
        if (parts is not ["w1", var mark, var floor, var packed] || !TryTime(mark, out var m) || !TryTime(floor, out var f))
            return null;
        var bytes = new byte[packed.Length];
        return Convert.TryFromBase64String(packed, bytes, out var length) && length % 16 == 0 ? new WatermarkCursor(m, f, Unpack(bytes.AsSpan(0, length))) : null;
    }

    /// <summary>True if the item was not read before and is not older than the floor.</summary>
    public bool IsNew(string id, DateTimeOffset at) => at >= Floor && !seen.ContainsKey(HashOf(id));

    /// <summary>Cursor after reading <paramref name="items"/>; this one if there were none.</summary>
    /// <param name="items">Items read, with the network's own time.</param>
    /// <param name="overlap">Stretch that is read again.</param>
    public WatermarkCursor Advance(IReadOnlyCollection<(string Id, DateTimeOffset At)> items, TimeSpan overlap)
    {
        if (items.Count == 0)
            return this;
        var all = new Dictionary<ulong, long>(seen);
        foreach (var (id, at) in items)
            all[HashOf(id)] = at.ToUnixTimeMilliseconds();
        var mark = Math.Max(Mark.ToUnixTimeMilliseconds(), all.Values.Max());
        var floor = Math.Max(Floor.ToUnixTimeMilliseconds(), mark - (long)overlap.TotalMilliseconds);
        var kept = all.Where(p => p.Value >= floor).OrderByDescending(p => p.Value).Take(MaxSeen).ToDictionary();
        // More than can be remembered: read less far back rather than take items twice.
        if (kept.Count == MaxSeen)
            floor = kept.Values.Min();
        return new WatermarkCursor(DateTimeOffset.FromUnixTimeMilliseconds(mark), DateTimeOffset.FromUnixTimeMilliseconds(floor), kept);
    }

    /// <summary>The cursor as it is stored.</summary>
    public PollCursor ToPollCursor() => new(string.Create(
        CultureInfo.InvariantCulture, $"w1|{Mark.ToUnixTimeMilliseconds()}|{Floor.ToUnixTimeMilliseconds()}|{Pack()}"));

    private string Pack()
    {
        var bytes = new byte[seen.Count * 16];
        var at = 0;
        foreach (var (hash, time) in seen.OrderBy(p => p.Value).ThenBy(p => p.Key))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), hash);
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at + 8), time);
            at += 16;
        }
        return Convert.ToBase64String(bytes);
    }

    private static Dictionary<ulong, long> Unpack(ReadOnlySpan<byte> bytes)
    {
        var seen = new Dictionary<ulong, long>();
        for (; bytes.Length >= 16; bytes = bytes[16..])
            seen[BinaryPrimitives.ReadUInt64LittleEndian(bytes)] = BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]);
        return seen;
    }

    private static bool TryTime(string text, out DateTimeOffset time)
    {
        var ok = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value is > -62_135_596_800_000 and < 253_402_300_799_000;
        time = ok ? DateTimeOffset.FromUnixTimeMilliseconds(value) : default;
        return ok;
    }

    private static DateTimeOffset ToMilliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    private static ulong HashOf(string id) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
}
