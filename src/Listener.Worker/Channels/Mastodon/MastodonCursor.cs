using System.Globalization;

namespace Listener.Worker.Channels.Mastodon;

/// <summary>How far a list was read: everything up to the anchor, and what was read behind it. The rest is new, whatever time its author's server gave it.</summary>
/// <param name="Anchor">Id to walk forward from; null if nothing older than the overlap was seen yet.</param>
/// <param name="Floor">Without an anchor items older than this, UTC, exclusive, are passed over.</param>
/// <param name="Recent">Items read behind the anchor, by place.</param>
internal sealed record MastodonCursor(string? Anchor, DateTimeOffset Floor, IReadOnlyList<ReadItem> Recent)
{
    private const string Form = "m2";
    private const string EarlierForm = "m1";
    private const int MaxRecent = 500;

    /// <summary>Time of the newest item read, UTC.</summary>
    public DateTimeOffset Mark => Recent.Select(r => r.At).Append(Floor).Max();

    /// <summary>Order of ids.</summary>
    public static IComparer<string> ById { get; } = Comparer<string>.Create(CompareIds);

    /// <summary>Cursor of a first start that reads back to <paramref name="from"/>.</summary>
    public static MastodonCursor StartAt(DateTimeOffset from) => new(null, from, []);

    /// <summary>Reads a stored cursor; null if it is null or has another form, which means a first start.</summary>
    public static MastodonCursor? Parse(PollCursor? cursor)
    {
        if (cursor?.Value.Split('|', 4) is not [var form, var anchor, var floor, var rest])
            return null;
        var at = anchor.Length > 0 ? Uri.UnescapeDataString(anchor) : null;
        // The earlier form did not keep ids; the last minutes are read once more, and the store knows what it has.
        if (form == EarlierForm)
            return WatermarkCursor.Parse(new PollCursor($"{floor}|{rest}")) is { } watermark ? new MastodonCursor(at, watermark.Floor, []) : null;
        var recent = rest.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(ReadItem.Parse).ToList();
        return form == Form && TryTime(floor, out var time) && !recent.Contains(null) ? new MastodonCursor(at, time, [.. recent.OfType<ReadItem>()]) : null;
    }

    /// <summary>Cursor after reading <paramref name="items"/>.</summary>
    /// <param name="items">Items that were not known before.</param>
    /// <param name="overlap">The anchor stays so far behind the newest item, unless more came in than can be remembered.</param>
    public MastodonCursor Advance(IEnumerable<ReadItem> items, TimeSpan overlap)
    {
        var all = Recent.Concat(items).OrderBy(i => i.Place, ById).ToList();
        if (all.Count == 0)
            return this;
        var floor = all.Max(i => i.At) - overlap;
        var behind = Math.Max(all.FindIndex(i => i.At >= floor), all.Count - MaxRecent);
        return this with { Anchor = all.Take(behind).LastOrDefault(i => i.Hash is null)?.Place ?? Anchor, Recent = all[behind..] };
    }

    /// <summary>The cursor as it is stored.</summary>
    public PollCursor ToPollCursor() => new(string.Create(
        CultureInfo.InvariantCulture, $"{Form}|{Uri.EscapeDataString(Anchor ?? "")}|{Floor.ToUnixTimeMilliseconds()}|{string.Join(',', Recent.Select(r => r.Stored))}"));

    /// <summary>Order of ids on one server: longer ones are newer, equally long ones compare by character.</summary>
    /// <remarks>Holds for Mastodon's numbers and for the base-62 ids of its relatives; no id is ever read as a number.</remarks>
    public static int CompareIds(string one, string other) =>
        one.Length != other.Length ? one.Length.CompareTo(other.Length) : string.CompareOrdinal(one, other);

    /// <summary>Reads Unix milliseconds.</summary>
    internal static bool TryTime(string text, out DateTimeOffset time)
    {
        var ok = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value is > -62_135_596_800_000 and < 253_402_300_799_000;
        time = ok ? DateTimeOffset.FromUnixTimeMilliseconds(value) : default;
        return ok;
    }
}

/// <summary>An item that was read.</summary>
/// <param name="Place">Its id, or that of its newer neighbour if it has none that can be read.</param>
/// <param name="At">The server's time of it, never later than the reading, UTC.</param>
/// <param name="Hash">What it is known by if it has no id.</param>
internal sealed record ReadItem(string Place, DateTimeOffset At, string? Hash = null)
{
    /// <summary>What it is known by.</summary>
    public string Key => Hash ?? Place;

    /// <summary>The item in a stored cursor.</summary>
    public string Stored => string.Create(CultureInfo.InvariantCulture, $"{Uri.EscapeDataString(Place)}:{At.ToUnixTimeMilliseconds()}{(Hash is null ? "" : ":")}{Hash}");

    /// <summary>Reads an item of a stored cursor; null if it has another form.</summary>
    public static ReadItem? Parse(string stored) => stored.Split(':') switch
    {
        [var place, var at] when MastodonCursor.TryTime(at, out var time) => new ReadItem(Uri.UnescapeDataString(place), time),
        [var place, var at, var hash] when MastodonCursor.TryTime(at, out var time) => new ReadItem(Uri.UnescapeDataString(place), time, hash),
        _ => null,
    };
}
