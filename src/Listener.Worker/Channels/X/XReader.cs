using System.Text;
using Listener.Worker.Domain;

namespace Listener.Worker.Channels.X;

/// <summary>
/// Reads mentions and searches, newest first from the last known post on. Every page is paid for out of the day's budget; a
/// reading that the budget cuts off is finished the next day.
/// </summary>
internal sealed class XReader(ChannelKey channel, XOptions options, XApi api, XBudget budget, TimeProvider clock)
{
    private const int MaxPages = 10;
    private const int MaxRaw = 10_000;
    private const int MostMentions = 800;
    private static readonly TimeSpan Window = TimeSpan.FromDays(7);
    private static readonly TimeSpan Spare = TimeSpan.FromHours(1);

    /// <summary>Reads a watch; see <see cref="IMentionSource.ReadAsync"/>.</summary>
    public async Task<MentionPage> ReadAsync(Watch watch, PollCursor? cursor, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        var from = XCursor.Parse(cursor);
        var found = new Findings(now);
        var end = await CollectAsync(watch, RangeOf(watch, from, now), found, token);
        var next = NextOf(from, found, end == End.Reached) with { ReadAt = now };
        var mentions = found.Posts.OrderBy(p => p.Post.CreatedAt).ThenBy(p => p.Post.Id.Length).ThenBy(p => p.Post.Id, StringComparer.Ordinal)
            .Select(p => XMention.From(p.Post, p.Includes, channel, watch, options, now));
        return new MentionPage([.. mentions], next.ToPollCursor(), end == End.PagesLeft, found.Bad, [], GapOf(watch, from, found, now));
    }

    private async Task<End> CollectAsync(Watch watch, XRange range, Findings found, CancellationToken token)
    {
        string? at = null;
        for (var page = 0; page < MaxPages; page++)
        {
            var (size, booked) = await budget.BookAsync(DearestItem(watch), LeastOf(watch), 100, token);
            if (size == 0)
                return page > 0 ? End.BudgetUsed : throw new ChannelException(XFaults.BudgetUsed(channel, await budget.SpentAsync(token), options.DailyReadBudget, clock.GetUtcNow()));
            var posts = await PaidAsync(watch, range, size, at, booked, token);
            found.Take(posts);
            if (posts.Meta.NextToken is not { Length: > 0 } next || next == at)
                return End.Reached;
            at = next;
        }
        return End.PagesLeft;
    }

    private async Task<XPage> PaidAsync(Watch watch, XRange range, int size, string? at, decimal booked, CancellationToken token)
    {
        try
        {
            var page = watch.Kind == XChannel.MentionsWatch
                ? await api.MentionsAsync(range, size, at, token)
                : await api.SearchAsync(watch.Query, range, size, at, token);
            await budget.SettleAsync(booked, CostOf(watch, page), token);
            return page;
        }
        catch (Exception error) when (error is ChannelException or OperationCanceledException)
        {
            // A refused call is free. One that broke off may have been charged, and then reading the same posts again today is free.
            await budget.SettleAsync(booked, 0, CancellationToken.None);
            throw;
        }
    }

    private decimal PriceOf(Watch watch) => watch.Kind == XChannel.MentionsWatch ? options.PricePerOwnedPost : options.PricePerPost;

    private decimal DearestItem(Watch watch) => PriceOf(watch) + ((api.LargestExtra - 1) * options.PricePerPost) + (api.LargestExtra * options.PricePerUser);

    private decimal CostOf(Watch watch, XPage page) =>
        (page.Items.Count * PriceOf(watch))
        + ((page.Includes.Users?.Count ?? 0) * options.PricePerUser)
        + (((page.Includes.Tweets?.Count ?? 0) + (page.Includes.Posts?.Count ?? 0)) * options.PricePerPost);

    private static int LeastOf(Watch watch) => watch.Kind == XChannel.MentionsWatch ? 5 : 10;

    // A search refuses a post id that is older than its 7 days; a time is taken then.
    private XRange RangeOf(Watch watch, XCursor from, DateTimeOffset now)
    {
        if (from.Since is not { } since)
            return new XRange(null, StartOf(from, now), from.Until);
        return watch.Kind != XChannel.MentionsWatch && now - since.At > Window - Spare
            ? new XRange(null, now - Window + Spare, from.Until)
            : new XRange(since.Id, null, from.Until);
    }

    // While nothing was ever found, the stretch since the last reading is asked for too, however short the first one was.
    private DateTimeOffset StartOf(XCursor from, DateTimeOffset now)
    {
        var first = now - options.FirstReadBack;
        var start = from.ReadAt < first ? from.ReadAt.Value : first;
        return start < now - Window + Spare ? now - Window + Spare : start;
    }

    private static XCursor NextOf(XCursor from, Findings found, bool isWhole)
    {
        var newest = from.Newest ?? found.Newest;
        return isWhole ? new XCursor(newest ?? from.Since, null) : new XCursor(from.Since, null, found.OldestId ?? from.Until, newest);
    }

    private static ReadingGap? GapOf(Watch watch, XCursor from, Findings found, DateTimeOffset now)
    {
        if (watch.Kind != XChannel.MentionsWatch)
            return from.ReadAt is { } last && now - last > Window ? new ReadingGap(last, now - Window + Spare, "a search on X reaches back 7 days only") : null;
        return found.Count >= MostMentions ? new ReadingGap(from.Since?.At ?? found.OldestAt, found.OldestAt, "X lists the 800 newest mentions only; older ones may be missing") : null;
    }

    private enum End { Reached, PagesLeft, BudgetUsed }

    /// <summary>What a reading has found so far.</summary>
    private sealed class Findings(DateTimeOffset now)
    {
        private readonly HashSet<string> ids = new(StringComparer.Ordinal);
        private readonly List<(WirePost Post, WireIncludes Includes)> posts = [];
        private readonly List<QuarantinedItem> bad = [];

        public IReadOnlyList<(WirePost Post, WireIncludes Includes)> Posts => posts;

        public IReadOnlyList<QuarantinedItem> Bad => bad;

        public int Count { get; private set; }

        public XMark? Newest { get; private set; }

        public string? OldestId { get; private set; }

        public DateTimeOffset OldestAt => posts.Select(p => AtOf(p.Post)).DefaultIfEmpty(now).Min();

        public void Take(XPage page)
        {
            foreach (var item in page.Items)
            {
                Count++;
                if (WireJson.TryParse(item, XJson.Default.WirePost) is { Id.Length: > 0 and <= 1000, AuthorId.Length: > 0, CreatedAt: not null } post)
                    TakePost(post, page.Includes);
                else
                    SetAside(item);
            }
            Newest ??= page.Meta.NewestId is { Length: > 0 } newest ? new XMark(newest, posts.Select(p => AtOf(p.Post)).DefaultIfEmpty(now).Max()) : null;
            OldestId = page.Meta.OldestId ?? OldestId;
        }

        private void TakePost(WirePost post, WireIncludes includes)
        {
            if (ids.Add(post.Id))
                posts.Add((post, includes));
        }

        private DateTimeOffset AtOf(WirePost post) => post.CreatedAt!.Value > now ? now : post.CreatedAt.Value;

        private void SetAside(ReadOnlyMemory<byte> item)
        {
            var raw = Encoding.UTF8.GetString(item.Span);
            bad.Add(new QuarantinedItem($"item {Count}", "is no post as X documents it (id, text, author_id, created_at)", raw.Length > MaxRaw ? raw[..MaxRaw] : raw));
        }
    }
}
