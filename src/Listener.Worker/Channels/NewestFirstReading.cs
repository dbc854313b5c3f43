using System.Text;

namespace Listener.Worker.Channels;

/// <summary>An item of a list that could be read.</summary>
/// <param name="Key">Changes whenever the item has to be taken in again: its id, with the time of the last change where items are edited in place.</param>
/// <param name="At">The network's time of that change.</param>
/// <param name="Item">The item; null if only key and time could be read, which sets it aside.</param>
public sealed record ListedItem<T>(string Key, DateTimeOffset At, T? Item)
    where T : class;

/// <summary>Gathers what is new from pages of a list, with a watermark that reads the last stretch again.</summary>
/// <param name="from">How far the list was read.</param>
/// <param name="now">Time of the reading, UTC. Items from the future count as from now, or as the newest read before, so they cannot push the mark ahead.</param>
/// <param name="expected">What an item should be, for the person who mends a bad one.</param>
public sealed class NewestFirstReading<T>(WatermarkCursor from, DateTimeOffset now, string expected)
    where T : class
{
    private const int MaxRaw = 10_000;
    private readonly HashSet<string> keys = new(StringComparer.Ordinal);
    private readonly List<(string Id, DateTimeOffset At)> read = [];
    private readonly List<T> items = [];
    private readonly List<QuarantinedItem> bad = [];
    private DateTimeOffset? oldest;

    /// <summary>New items in the order taken.</summary>
    public IReadOnlyList<T> Items => items;

    /// <summary>New items that could not be read.</summary>
    public IReadOnlyList<QuarantinedItem> Bad => bad;

    /// <summary>Time of the oldest item seen; the time of the reading if none was.</summary>
    public DateTimeOffset Oldest => oldest ?? now;

    /// <summary>True if nothing new was seen.</summary>
    public bool IsEmpty => read.Count == 0;

    /// <summary>Takes a page.</summary>
    /// <param name="page">JSON of each item.</param>
    /// <param name="parse">Reads an item; null if it cannot be read.</param>
    /// <returns>True if the page lies wholly behind the watermark, so that older pages hold nothing new.</returns>
    public bool Take(IEnumerable<ReadOnlyMemory<byte>> page, Func<ReadOnlyMemory<byte>, ListedItem<T>?> parse)
    {
        var before = read.Count;
        foreach (var item in page)
        {
            if (parse(item) is { Key.Length: > 0 } listed)
                TakeItem(listed, item);
            else
                TakeUnread(item);
        }
        return read.Count == before && Oldest < from.Floor;
    }

    /// <summary>Watermark after this reading; the one before if nothing was new.</summary>
    /// <param name="overlap">Stretch that is read again next time.</param>
    public WatermarkCursor Advance(TimeSpan overlap) => from.Advance(read, overlap);

    private void TakeItem(ListedItem<T> listed, ReadOnlyMemory<byte> json)
    {
        // A clock of ours that goes behind must not push what is new below the floor.
        var latest = now > from.Mark ? now : from.Mark;
        var at = listed.At > latest ? latest : listed.At;
        if (at < Oldest)
            oldest = at;
        if (!from.IsNew(listed.Key, at) || !keys.Add(listed.Key))
            return;
        if (listed.Item is { } item)
            items.Add(item);
        else
            SetAside(Encoding.UTF8.GetString(json.Span));
        read.Add((listed.Key, at));
    }

    // Without a time of its own it counts as being as old as its neighbour, so that it is remembered and not reported again.
    private void TakeUnread(ReadOnlyMemory<byte> json)
    {
        var raw = Encoding.UTF8.GetString(json.Span);
        var at = Oldest < from.Mark ? from.Mark : Oldest;
        if (!from.IsNew(raw, at) || !keys.Add(raw))
            return;
        SetAside(raw);
        read.Add((raw, at));
    }

    private void SetAside(string raw) =>
        bad.Add(new QuarantinedItem($"item {read.Count + 1}", expected, raw.Length > MaxRaw ? raw[..MaxRaw] : raw));
}
