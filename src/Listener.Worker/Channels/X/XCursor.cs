using System.Globalization;

namespace Listener.Worker.Channels.X;

/// <summary>A post that bounds a reading.</summary>
internal sealed record XMark(string Id, DateTimeOffset At);

/// <summary>How far a list was read. A reading that was cut off by the budget goes on below the oldest post it got.</summary>
/// <param name="Since">Newest post of the last whole reading; null before the first.</param>
/// <param name="ReadAt">Hour of the last reading, UTC; null before the first.</param>
/// <param name="Until">Oldest post of a reading that was cut off; null if it was whole.</param>
/// <param name="Newest">Newest post of a reading that was cut off; becomes <paramref name="Since"/> when the rest is read.</param>
internal sealed record XCursor(XMark? Since, DateTimeOffset? ReadAt, string? Until = null, XMark? Newest = null)
{
    private const string Form = "x1";

    /// <summary>Reads a stored cursor; an empty one if it is null or has another form, which means a first start.</summary>
    public static XCursor Parse(PollCursor? cursor) =>
        cursor?.Value.Split('|') is [Form, var since, var sinceAt, var hour, var until, var newest, var newestAt]
            ? new XCursor(Mark(since, sinceAt), Hour(hour), until.Length > 0 ? until : null, Mark(newest, newestAt))
            : new XCursor(null, null);

    /// <summary>The cursor as it is stored. The time of reading is kept by the hour, so that polls without news change nothing.</summary>
    public PollCursor ToPollCursor() => new(string.Create(
        CultureInfo.InvariantCulture,
        $"{Form}|{Since?.Id}|{Since?.At.ToUnixTimeSeconds()}|{ReadAt?.ToUnixTimeSeconds() / 3600}|{Until}|{Newest?.Id}|{Newest?.At.ToUnixTimeSeconds()}"));

    private static XMark? Mark(string id, string at) => id.Length > 0 && Seconds(at) is { } seconds ? new XMark(id, DateTimeOffset.FromUnixTimeSeconds(seconds)) : null;

    private static DateTimeOffset? Hour(string text) => Seconds(text) is { } hours and < 70_000_000 ? DateTimeOffset.FromUnixTimeSeconds(hours * 3600) : null;

    private static long? Seconds(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value < 253_402_300_799 ? value : null;
}
