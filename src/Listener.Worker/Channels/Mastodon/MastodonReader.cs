using Listener.Worker.Domain;

namespace Listener.Worker.Channels.Mastodon;

/// <summary>
/// Reads mentions and hashtags. The first reading goes back in time; later ones walk forward with <c>min_id</c>, which leaves
/// no gap however much came in. They start some minutes before the newest item, because posts of other servers arrive late.
/// </summary>
internal sealed class MastodonReader(ChannelKey channel, MastodonOptions options, MastodonApi api, MastodonAccount account, TimeProvider clock, ILogger logger)
{
    private const int MaxPagesBack = 50;
    private const int MaxPagesForward = 10;
    private const int MaxThreadLooks = 30;
    private static readonly TimeSpan ThreadLookTime = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    /// <summary>Reads a watch; see <see cref="IMentionSource.ReadAsync"/>.</summary>
    public async Task<MentionPage> ReadAsync(Watch watch, PollCursor? cursor, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        var from = MastodonCursor.Parse(cursor) ?? new MastodonCursor(null, WatermarkCursor.StartAt(now - options.FirstReadBack));
        var found = new Findings(from.Watermark, now);
        var more = from.Anchor is null ? await GoBackAsync(watch, found, token) : await GoForwardAsync(watch, from.Anchor, found, token);
        await account.LearnLimitsAsync(token);
        if (found.Reading.IsEmpty)
            return MentionPage.Empty(from.ToPollCursor());
        var mentions = await ToMentionsAsync(watch, found.Reading.Items, now, token);
        var mark = found.Reading.Advance(Overlap);
        var gap = more && from.Anchor is null
            ? new ReadingGap(from.Watermark.Mark, found.Reading.Oldest, $"more than {MaxPagesBack} pages were waiting at the first reading; the older ones were passed over")
            : null;
        return new MentionPage(mentions, new MastodonCursor(found.AnchorBefore(mark.Floor, from.Anchor), mark).ToPollCursor(), more && from.Anchor is not null, found.Reading.Bad, [], gap);
    }

    /// <summary>True if it stopped before the end.</summary>
    private async Task<bool> GoBackAsync(Watch watch, Findings found, CancellationToken token)
    {
        string? at = null;
        for (var page = 0; page < MaxPagesBack; page++)
        {
            var items = await PageAsync(watch, null, at, token);
            var behind = found.Take(items.Items);
            var next = items.HasLinks ? items.Older : found.OldestId;
            if (items.Items.Count == 0 || behind || next is null || next == at)
                return false;
            at = next;
        }
        return true;
    }

    /// <summary>True if it stopped before the end. Pages of the overlap, which were read before, do not count: a full one would let no reading get past it.</summary>
    private async Task<bool> GoForwardAsync(Watch watch, string anchor, Findings found, CancellationToken token)
    {
        var at = anchor;
        for (var withNews = 0; withNews < MaxPagesForward;)
        {
            var before = found.Count;
            var items = await PageAsync(watch, at, null, token);
            found.Take(items.Items);
            var next = items.Newer ?? found.NewestId;
            // Only ever forward, so that it ends on any server.
            if (items.Items.Count == 0 || next is null || MastodonCursor.CompareIds(next, at) <= 0)
                return false;
            at = next;
            withNews += found.Count > before ? 1 : 0;
        }
        return true;
    }

    private Task<MastodonPage> PageAsync(Watch watch, string? minId, string? maxId, CancellationToken token) =>
        watch.Kind == MastodonChannel.MentionsWatch ? api.MentionsAsync(minId, maxId, 80, token) : api.HashtagAsync(watch.Query, minId, maxId, token);

    private async Task<IReadOnlyList<Mention>> ToMentionsAsync(Watch watch, IReadOnlyList<WireStatus> statuses, DateTimeOffset now, CancellationToken token)
    {
        var own = await account.OwnAsync(token);
        var mentions = new List<Mention>();
        var looks = 0;
        using var limit = new CancellationTokenSource(ThreadLookTime, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, limit.Token);
        foreach (var status in statuses.OrderBy(s => s.CreatedAt).ThenBy(s => s.Id, Comparer<string>.Create(MastodonCursor.CompareIds)))
        {
            var root = status.InReplyToId is not null && looks++ < MaxThreadLooks ? await RootOfAsync(status.Id, either.Token, token) : null;
            mentions.Add(MastodonMention.From(status, channel, watch.Name, own.Id, root, now));
        }
        return mentions;
    }

    // A thread kept together is welcome but not worth losing a page for.
    private async Task<string?> RootOfAsync(string id, CancellationToken limited, CancellationToken token)
    {
        try
        {
            return (await api.ContextAsync(id, limited))?.Ancestors.Select(a => a.Id).FirstOrDefault();
        }
        catch (ChannelException e)
        {
            MastodonLog.ThreadNotRead(logger, channel, e.Fault.ToString());
            return null;
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>What a reading has found so far.</summary>
    private sealed class Findings(WatermarkCursor from, DateTimeOffset now)
    {
        private readonly List<(string Id, DateTimeOffset At)> seen = [];

        public NewestFirstReading<WireStatus> Reading { get; } = new(from, now, "is no post as the server documents it (id, account, content, created_at, visibility)");

        /// <summary>New items so far, readable or not.</summary>
        public int Count => Reading.Items.Count + Reading.Bad.Count;

        public string? NewestId => seen.Select(s => s.Id).Order(Comparer<string>.Create(MastodonCursor.CompareIds)).LastOrDefault();

        public string? OldestId => seen.Select(s => s.Id).Order(Comparer<string>.Create(MastodonCursor.CompareIds)).FirstOrDefault();

        /// <summary>Takes a page; true if it lies wholly behind the watermark.</summary>
        public bool Take(IReadOnlyList<ReadOnlyMemory<byte>> page) => Reading.Take(page, Parse);

        /// <summary>Newest id seen that is older than <paramref name="floor"/>, or the one before.</summary>
        public string? AnchorBefore(DateTimeOffset floor, string? before) =>
            seen.Where(s => s.At < floor).Select(s => s.Id).Append(before).OfType<string>().Order(Comparer<string>.Create(MastodonCursor.CompareIds)).LastOrDefault();

        private ListedItem<WireStatus>? Parse(ReadOnlyMemory<byte> item)
        {
            if (WireJson.TryParse(item, MastodonJson.Default.WireHead) is not { Id.Length: > 0 and <= 1000 } head)
                return null;
            seen.Add((head.Id, head.CreatedAt > now ? now : head.CreatedAt));
            var status = WireJson.TryParse(item, MastodonJson.Default.WireNotification)?.Status ?? WireJson.TryParse(item, MastodonJson.Default.WireStatus);
            return new ListedItem<WireStatus>(head.Id, head.CreatedAt, status is { Id.Length: > 0 and <= 1000, Account.Id.Length: > 0 } ? status : null);
        }
    }
}
