namespace Listener.Worker.Channels.Mastodon;

/// <summary>How far a list was read: the id to walk forward from, and what of the last stretch was read already.</summary>
/// <param name="Anchor">Newest id older than the watermark's floor; null if none was seen yet.</param>
/// <param name="Watermark">Items since then that were read.</param>
internal sealed record MastodonCursor(string? Anchor, WatermarkCursor Watermark)
{
    private const string Form = "m1";

    /// <summary>Reads a stored cursor; null if it is null or has another form, which means a first start.</summary>
    public static MastodonCursor? Parse(PollCursor? cursor)
    {
        if (cursor?.Value.Split('|', 3) is not [Form, var anchor, var mark])
            return null;
        return WatermarkCursor.Parse(new PollCursor(mark)) is { } watermark ? new MastodonCursor(anchor.Length > 0 ? anchor : null, watermark) : null;
    }

    /// <summary>The cursor as it is stored.</summary>
    public PollCursor ToPollCursor() => new($"{Form}|{Anchor}|{Watermark.ToPollCursor().Value}");

    /// <summary>Order of ids on one server: longer ones are newer, equally long ones compare by character.</summary>
    /// <remarks>Holds for Mastodon's numbers and for the base-62 ids of its relatives; no id is ever read as a number.</remarks>
    public static int CompareIds(string one, string other) =>
        one.Length != other.Length ? one.Length.CompareTo(other.Length) : string.CompareOrdinal(one, other);
}
