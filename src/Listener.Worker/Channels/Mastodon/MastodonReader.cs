using Listener.Worker.Domain;

namespace Listener.Worker.Channels.Mastodon;

/// <summary>
/// Reads mentions and hashtags. The first reading goes back in time; later ones walk forward with <c>min_id</c>, which leaves
/// no gap however much came in. They start some time before the newest item, because not every post is listed in the order of arrival.
/// </summary>
internal sealed class MastodonReader(ChannelKey channel, MastodonOptions options, MastodonApi api, MastodonAccount account, TimeProvider clock, ILogger logger)
{
    private const int MaxPagesBack = 50;
    private const int MaxPagesForward = 10;
    private const int MaxThreadLooks = 30;
    private static readonly TimeSpan ThreadLookTime = TimeSpan.FromSeconds(15);

    /// <summary>Reads a watch; see <see cref="IMentionSource.ReadAsync"/>.</summary>
    public async Task<MentionPage> ReadAsync(Watch watch, PollCursor? cursor, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        var from = MastodonCursor.Parse(cursor) ?? MastodonCursor.StartAt(now - options.FirstReadBack);
        var found = new MastodonReading(from, now);
        var more = from.Anchor is null ? await GoBackAsync(watch, found, token) : await GoForwardAsync(watch, from.Anchor, found, token);
        await account.LearnLimitsAsync(token);
        if (found.Count == 0)
            return MentionPage.Empty(from.ToPollCursor());
        var mentions = await ToMentionsAsync(watch, found.Items, now, token);
        var gap = more && from.Anchor is null
            ? new ReadingGap(from.Mark, found.Oldest, $"more than {MaxPagesBack} pages were waiting at the first reading; the older ones were passed over")
            : null;
        return new MentionPage(mentions, found.Advance(OverlapOf(watch)).ToPollCursor(), more && from.Anchor is not null, found.Bad, [], gap);
    }

    // Notifications are numbered as they are made. A post that a server fetches, from a relay for example, is numbered by the time it was written.
    private static TimeSpan OverlapOf(Watch watch) => watch.Kind == MastodonChannel.MentionsWatch ? TimeSpan.FromMinutes(10) : TimeSpan.FromHours(1);

    /// <summary>True if it stopped before the end.</summary>
    private async Task<bool> GoBackAsync(Watch watch, MastodonReading found, CancellationToken token)
    {
        string? at = null;
        for (var page = 0; page < MaxPagesBack; page++)
        {
            var items = await PageAsync(watch, null, at, token);
            var behind = found.Take(items);
            var next = items.HasLinks ? items.Older : found.OldestId;
            if (items.Items.Count == 0 || behind || next is null || next == at)
                return false;
            at = next;
        }
        return true;
    }

    /// <summary>True if it stopped before the end. Pages of the overlap, which were read before, do not count: a full one would let no reading get past it.</summary>
    private async Task<bool> GoForwardAsync(Watch watch, string anchor, MastodonReading found, CancellationToken token)
    {
        var at = anchor;
        for (var withNews = 0; withNews < MaxPagesForward;)
        {
            var before = found.Count;
            var items = await PageAsync(watch, at, null, token);
            found.Take(items);
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
        foreach (var status in statuses.OrderBy(s => s.CreatedAt).ThenBy(s => s.Id, MastodonCursor.ById))
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
}
