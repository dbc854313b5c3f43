using System.Security.Cryptography;
using System.Text;

namespace Listener.Worker.Channels.Mastodon;

/// <summary>Gathers what is new from pages of a list.</summary>
/// <param name="from">How far the list was read.</param>
/// <param name="now">Time of the reading, UTC. Items from the future count as from now, or as the newest read before.</param>
/// <remarks>
/// A post that reached the server late has an id by its arrival and a time by its author's clock, so only the id tells that it is new.
/// Source: mastodon/mastodon lib/mastodon/snowflake.rb and app/workers/activitypub/processing_worker.rb (override_timestamps).
/// </remarks>
internal sealed class MastodonReading(MastodonCursor from, DateTimeOffset now)
{
    private const int MaxRaw = 10_000;
    private const string Expected = "is no post as the server documents it (id, account, content, created_at, visibility)";
    private readonly HashSet<string> known = new(from.Recent.Select(r => r.Key), StringComparer.Ordinal);
    private readonly List<ReadItem> read = [];
    private readonly List<WireStatus> items = [];
    private readonly List<QuarantinedItem> bad = [];
    private readonly DateTimeOffset latest = now > from.Mark ? now : from.Mark;
    private DateTimeOffset? oldest;

    /// <summary>New posts in the order taken.</summary>
    public IReadOnlyList<WireStatus> Items => items;

    /// <summary>New items that could not be read.</summary>
    public IReadOnlyList<QuarantinedItem> Bad => bad;

    /// <summary>New items so far, readable or not.</summary>
    public int Count => items.Count + bad.Count;

    /// <summary>Time of the oldest item seen; the time of the reading if none was.</summary>
    public DateTimeOffset Oldest => oldest ?? now;

    /// <summary>Highest id seen, new or not; null if none.</summary>
    public string? NewestId { get; private set; }

    /// <summary>Lowest id seen, new or not; null if none.</summary>
    public string? OldestId { get; private set; }

    /// <summary>Takes a page, newest first; true if it lies wholly behind the cursor's floor.</summary>
    public bool Take(MastodonPage page)
    {
        var before = Count;
        var place = page.Newer;
        foreach (var item in page.Items)
        {
            if (WireJson.TryParse(item, MastodonJson.Default.WireHead) is { Id.Length: > 0 and <= 1000 } head)
                TakeItem(head, item, place = head.Id);
            else
                TakeUnread(item, place ?? NewestId ?? from.Anchor ?? "0");
        }
        return Count == before && Oldest < from.Floor;
    }

    /// <summary>Cursor after this reading.</summary>
    /// <param name="overlap">Stretch that is read again next time.</param>
    public MastodonCursor Advance(TimeSpan overlap) => from.Advance(read, overlap);

    private void TakeItem(WireHead head, ReadOnlyMemory<byte> json, string id)
    {
        NewestId = NewestId is null || MastodonCursor.CompareIds(id, NewestId) > 0 ? id : NewestId;
        OldestId = OldestId is null || MastodonCursor.CompareIds(id, OldestId) < 0 ? id : OldestId;
        var at = head.CreatedAt > latest ? latest : head.CreatedAt < DateTimeOffset.UnixEpoch ? DateTimeOffset.UnixEpoch : head.CreatedAt;
        oldest = at < Oldest ? at : oldest;
        if ((from.Anchor is { } anchor && MastodonCursor.CompareIds(id, anchor) <= 0) || !known.Add(id))
            return;
        read.Add(new ReadItem(id, at));
        // Before there is an anchor, only the time says where to begin.
        if (from.Anchor is null && at < from.Floor)
            return;
        if ((WireJson.TryParse(json, MastodonJson.Default.WireNotification)?.Status ?? WireJson.TryParse(json, MastodonJson.Default.WireStatus)) is { Id.Length: > 0 and <= 1000, Account.Id.Length: > 0 } status)
            items.Add(status);
        else
            SetAside(json);
    }

    private void TakeUnread(ReadOnlyMemory<byte> json, string place)
    {
        var hash = $"~{Convert.ToHexStringLower(SHA256.HashData(json.Span).AsSpan(0, 8))}";
        if (!known.Add(hash))
            return;
        read.Add(new ReadItem(place, from.Mark, hash));
        SetAside(json);
    }

    private void SetAside(ReadOnlyMemory<byte> json)
    {
        var raw = Encoding.UTF8.GetString(json.Span);
        bad.Add(new QuarantinedItem($"item {Count + 1}", Expected, raw.Length > MaxRaw ? raw[..MaxRaw] : raw));
    }
}
