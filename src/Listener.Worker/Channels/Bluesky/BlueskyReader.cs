using System.Text;
using System.Text.Json;
using Listener.Worker.Domain;

namespace Listener.Worker.Channels.Bluesky;

/// <summary>
/// Reads notifications and searches. Both list newest first, so a reading pages back to the last watermark and some minutes
/// beyond, because the AppView indexes late, and hands over what is new with the oldest first.
/// </summary>
internal sealed class BlueskyReader(ChannelKey channel, BlueskyOptions options, BlueskyApi api, BlueskySession session, TimeProvider clock, ILogger logger)
{
    private const int MaxPages = 50;
    private const int MaxRaw = 10_000;
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    /// <summary>Reads a watch; see <see cref="IMentionSource.ReadAsync"/>.</summary>
    public async Task<MentionPage> ReadAsync(Watch watch, PollCursor? cursor, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        var from = WatermarkCursor.Parse(cursor) ?? WatermarkCursor.StartAt(now - options.FirstReadBack);
        var found = await CollectAsync(watch, from, token);
        found.PlaceTimeless(from);
        if (found.Read.Count == 0)
            return MentionPage.Empty(from.ToPollCursor());
        var removed = new List<string>();
        var posts = watch.Kind == BlueskyChannel.NotificationsWatch ? await ViewAsync(found, removed, now, token) : found.Posts;
        var mentions = await ToMentionsAsync(watch, posts, now, token);
        return new MentionPage(mentions, from.Advance(found.Read, Overlap).ToPollCursor(), false, found.Bad, removed, found.Gap);
    }

    private async Task<Findings> CollectAsync(Watch watch, WatermarkCursor from, CancellationToken token)
    {
        var found = new Findings();
        string? at = null;
        for (var page = 0; page < MaxPages; page++)
        {
            var items = watch.Kind == BlueskyChannel.NotificationsWatch
                ? await api.ListNotificationsAsync(at, 100, token)
                : await api.SearchPostsAsync(watch.Query, from.Floor, at, token);
            var next = items.Strings.GetValueOrDefault("cursor");
            if (found.Take(items.Items, from) || next is null || next == at)
                return found;
            at = next;
        }
        found.Gap = new ReadingGap(from.Mark, found.Oldest, $"more than {MaxPages} pages were waiting; the older ones were passed over");
        return found;
    }

    /// <summary>The posts as they stand now: notifications do not say whether a reply is allowed, and some posts are gone already.</summary>
    private async Task<IReadOnlyList<WirePost>> ViewAsync(Findings found, List<string> removed, DateTimeOffset now, CancellationToken token)
    {
        var viewed = new List<WirePost>();
        var late = new HashSet<string>();
        foreach (var batch in found.Posts.Chunk(BlueskyApi.BatchSize))
        {
            var items = await api.GetPostsAsync(batch.Select(p => p.Uri), token);
            var views = items.Items.Select(i => Parse(i, BlueskyJson.Default.WirePost)).OfType<WirePost>().GroupBy(p => p.Uri).ToDictionary(g => g.Key, g => g.First());
            foreach (var post in batch)
            {
                if (views.TryGetValue(post.Uri, out var view))
                    viewed.Add(view with { IndexedAt = post.IndexedAt });
                else if (now - post.IndexedAt < Overlap)
                    late.Add(post.Uri);
                else
                    removed.Add(post.Uri);
            }
        }
        // The AppView shows posts later than it notifies of them: what is missing may be deleted or late, and is asked for again until it must be deleted.
        found.Postpone(late);
        return viewed;
    }

    private async Task<IReadOnlyList<Mention>> ToMentionsAsync(Watch watch, IReadOnlyList<WirePost> posts, DateTimeOffset now, CancellationToken token)
    {
        var own = (await session.GetAsync(token)).Did;
        var followers = await FollowersAsync(posts.Select(p => p.Author.Did).Where(d => d != own).Distinct(), token);
        return
        [
            .. posts.OrderBy(p => p.IndexedAt).ThenBy(p => p.Uri, StringComparer.Ordinal)
                .Select(p => BlueskyMention.From(p, channel, watch.Name, own, followers.GetValueOrDefault(p.Author.Did), now)),
        ];
    }

    // Reach is welcome but not worth losing a page for.
    private async Task<Dictionary<string, long?>> FollowersAsync(IEnumerable<string> dids, CancellationToken token)
    {
        var followers = new Dictionary<string, long?>();
        try
        {
            foreach (var batch in dids.Chunk(BlueskyApi.BatchSize))
            {
                var items = await api.GetProfilesAsync(batch, token);
                foreach (var profile in items.Items.Select(i => Parse(i, BlueskyJson.Default.WireAuthor)).OfType<WireAuthor>())
                    followers[profile.Did] = profile.FollowersCount;
            }
        }
        catch (ChannelException e)
        {
            BlueskyLog.FollowersNotRead(logger, channel, e.Fault.ToString());
        }
        return followers;
    }

    private static T? Parse<T>(ReadOnlyMemory<byte> item, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(item.Span, type);
        }
        catch (JsonException)
        {
            // Reported by the caller: as quarantined where it is a mention, as unknown where it is only a view of one.
            return null;
        }
    }

    /// <summary>What a reading has found so far.</summary>
    private sealed class Findings
    {
        private readonly HashSet<string> uris = [];
        private readonly List<WirePost> posts = [];
        private readonly List<QuarantinedItem> bad = [];
        private readonly List<(string Id, DateTimeOffset At)> read = [];
        private readonly List<string> timeless = [];

        public IReadOnlyList<WirePost> Posts => posts;

        public IReadOnlyList<QuarantinedItem> Bad => bad;

        public IReadOnlyCollection<(string Id, DateTimeOffset At)> Read => read;

        // Items without a time are remembered beside the newest, else they would be reported at every poll.
        public void PlaceTimeless(WatermarkCursor from)
        {
            var newest = read.Count > 0 ? read.Max(r => r.At) : from.Mark;
            read.AddRange(timeless.Select(id => (id, newest)));
        }

        /// <summary>Leaves items unread, so that the next reading finds them again.</summary>
        public void Postpone(IReadOnlySet<string> ids) => read.RemoveAll(item => ids.Contains(item.Id));

        public DateTimeOffset Oldest { get; private set; } = DateTimeOffset.MaxValue;

        public ReadingGap? Gap { get; set; }

        /// <summary>Takes a page; true if it reached back far enough.</summary>
        public bool Take(IReadOnlyList<ReadOnlyMemory<byte>> page, WatermarkCursor from)
        {
            var before = read.Count;
            foreach (var item in page)
            {
                if (Parse(item, BlueskyJson.Default.WirePost) is { } post && BlueskyIds.Permalink(post.Uri) is not null && post.Uri.Length <= 1000)
                    TakePost(post, from);
                else
                    TakeBad(item, from);
            }
            return read.Count == before && Oldest < from.Floor;
        }

        private void TakePost(WirePost post, WatermarkCursor from)
        {
            if (post.IndexedAt < Oldest)
                Oldest = post.IndexedAt;
            if (!from.IsNew(post.Uri, post.IndexedAt) || !uris.Add(post.Uri))
                return;
            posts.Add(post);
            read.Add((post.Uri, post.IndexedAt));
        }

        private void TakeBad(ReadOnlyMemory<byte> item, WatermarkCursor from)
        {
            var raw = Encoding.UTF8.GetString(item.Span);
            var at = Parse(item, BlueskyJson.Default.ItemTime)?.IndexedAt;
            if (!from.IsNew(raw, at ?? from.Mark) || !uris.Add(raw))
                return;
            bad.Add(new QuarantinedItem($"item {read.Count + 1}", "is no post as the network documents it (uri, cid, author, record, indexedAt)", raw.Length > MaxRaw ? raw[..MaxRaw] : raw));
            if (at is { } time)
                read.Add((raw, time));
            else
                timeless.Add(raw);
        }
    }
}

internal static partial class BlueskyLog
{
    [LoggerMessage(EventId = 2101, Level = LogLevel.Information, Message = "Followers were not read on {Channel}: {Fault}")]
    public static partial void FollowersNotRead(ILogger logger, ChannelKey channel, string fault);

    [LoggerMessage(EventId = 2102, Level = LogLevel.Information, Message = "The session of {Channel} could not be renewed: {Fault}")]
    public static partial void SessionNotRenewed(ILogger logger, ChannelKey channel, string fault);
}
