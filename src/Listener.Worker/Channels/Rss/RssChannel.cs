using System.Collections.Concurrent;
using Listener.Worker.Domain;

namespace Listener.Worker.Channels.Rss;

/// <summary>RSS and Atom feeds: asks only for what changed, takes new and changed entries, answers nothing.</summary>
public sealed class RssChannel : IMentionSource
{
    private static readonly TimeSpan LongestRest = TimeSpan.FromDays(1);
    private readonly RssOptions options;
    private readonly ChannelHttp http;
    private readonly TimeProvider clock;
    private readonly ConcurrentDictionary<string, DateTimeOffset> restUntil = new();

    /// <param name="key">Short name of the channel.</param>
    /// <param name="options">Checked settings.</param>
    /// <param name="client">HTTP client that follows no redirect.</param>
    /// <param name="clock">Clock.</param>
    public RssChannel(ChannelKey key, RssOptions options, HttpClient client, TimeProvider clock)
    {
        Key = key;
        this.options = options;
        this.clock = clock;
        http = new ChannelHttp(client, clock, new CallLimits { PerTry = options.Timeout, Total = options.Timeout * 3, MaxBytes = options.MaxBytes, CutLongBodies = true });
        Watches = [.. options.Feeds.Select(f => new Watch(f.Name, "feed", f.Query.Trim(), f.Purpose))];
    }

    /// <summary>Entry in the catalogue.</summary>
    internal static ChannelType Type { get; } = new("rss", typeof(RssOptions), (services, key, options) => new RssChannel(
        key,
        (RssOptions)options,
        services.ChannelClient(((RssOptions)options).AllowPrivateAddresses ? ChannelServices.PrivateClient : ChannelServices.PublicClient),
        services.GetRequiredService<TimeProvider>()));

    /// <inheritdoc/>
    public ChannelKey Key { get; }

    /// <inheritdoc/>
    public ChannelTraits Traits { get; } = new()
    {
        Network = "rss",
        DisplayName = "RSS and Atom",
        CanReply = false,
        TextLimits = [],
        Delivery = DeliveryClass.None,
        ShortestPollInterval = TimeSpan.FromMinutes(1),
        WatchesShareAccount = false,
        VendorPage = new Uri("https://www.rfc-editor.org/rfc/rfc4287"),
    };

    /// <inheritdoc/>
    public IReadOnlyList<Watch> Watches { get; }

    /// <inheritdoc/>
    public async Task<ConnectionReport> TestAsync(CancellationToken token)
    {
        var entries = 0;
        for (var i = 0; i < Watches.Count; i++)
        {
            try
            {
                var fetched = await FeedFetch.GetAsync(http, new Uri(Watches[i].Query), FeedCursor.Start, "the feed", token);
                entries += Parse(Checked(fetched, Watches[i]), Watches[i]).Entries.Count;
            }
            catch (ChannelException e)
            {
                return new ConnectionReport(false, $"Feed '{Watches[i].Name}' cannot be read: {e.Fault} Its address is set by Listener:Channels:{Key}:Feeds:{i}:Query.");
            }
        }
        return new ConnectionReport(true, $"{Watches.Count} feeds can be read; they hold {entries} entries.");
    }

    /// <inheritdoc/>
    public async Task<MentionPage> ReadAsync(Watch watch, PollCursor? cursor, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        var now = clock.GetUtcNow();
        var known = FeedCursor.Parse(cursor);
        var start = known ?? FeedCursor.Start;
        if (cursor is not null && (start.Gone || (restUntil.TryGetValue(watch.Name, out var rest) && now < rest && rest - now <= LongestRest)))
            return MentionPage.Empty(cursor);
        var fetched = await FeedFetch.GetAsync(http, new Uri(start.Address ?? watch.Query), start, $"feed {watch.Name}", token);
        if (fetched.Answer.Status == 410)
            return Gone(watch, start);
        if (fetched.Answer.Status == 304)
            return MentionPage.Empty((fetched.MovedTo is null ? start : start with { Address = fetched.MovedTo.AbsoluteUri }).ToPollCursor());
        var feed = Parse(Checked(fetched, watch), watch);
        Rest(watch, feed, fetched.Answer, now);
        return Collect(watch, feed, fetched, start, isFirst: known is null, now);
    }

    private MentionPage Collect(Watch watch, Feed feed, Fetched fetched, FeedCursor start, bool isFirst, DateTimeOffset now)
    {
        var known = start.Known();
        var present = new List<(ulong Id, uint Content)>();
        var mentions = new List<Mention>();
        var bad = new List<QuarantinedItem>();
        var listed = new HashSet<ulong>();
        for (var i = 0; i < feed.Entries.Count; i++)
        {
            var read = FeedEntryMention.Identify(feed.Entries[i], watch.Name);
            if (!listed.Add(read.IdHash))
                continue;
            present.Add((read.IdHash, read.ContentHash));
            if (known.TryGetValue(read.IdHash, out var content) && content == read.ContentHash)
                continue;
            if (read.NativeId is null)
                bad.Add(new QuarantinedItem($"entry {i + 1}", "has neither id nor link nor title", ""));
            else if (!isFirst || FeedEntryMention.TimeOf(read.Entry) is not { } at || at >= now - options.FirstReadBack)
                mentions.Add(FeedEntryMention.From(read, feed, fetched.Address, Key, watch.Name, now));
        }
        if (BrokenEnd(feed, fetched.Answer) is { } end && Remember(end.Reason, known, present))
            bad.Add(end);
        mentions.Reverse();
        return new MentionPage([.. mentions.OrderBy(m => m.PostedAt)], Next(start, fetched, present, known).ToPollCursor(), false, bad, [], null);
    }

    private static FeedCursor Next(FeedCursor start, Fetched fetched, List<(ulong Id, uint Content)> present, Dictionary<ulong, uint> known)
    {
        var modified = fetched.Answer.ContentHeaders.TryGetValues("Last-Modified", out var values) ? values.FirstOrDefault() : null;
        var marked = start with { Address = fetched.MovedTo?.AbsoluteUri ?? start.Address, ETag = fetched.Answer.Header("ETag"), Modified = modified };
        return marked.WithSeen(present, known);
    }

    // A fault at the end of a feed is told once, not at every poll.
    private static bool Remember(string reason, Dictionary<ulong, uint> known, List<(ulong Id, uint Content)> present)
    {
        var hash = FeedCursor.HashOf($"end\n{reason}");
        present.Add((hash, 0));
        return !known.ContainsKey(hash);
    }

    private QuarantinedItem? BrokenEnd(Feed feed, ChannelAnswer answer)
    {
        if (answer.Cut)
            return new QuarantinedItem("end of the feed", $"the feed is larger than {options.MaxBytes:N0} bytes; only the first part was read", "");
        return feed.Broken is null ? null : new QuarantinedItem("end of the feed", $"{feed.Broken}; what follows was not read", "");
    }

    private static MentionPage Gone(Watch watch, FeedCursor start) => new(
        [], (start with { Gone = true }).ToPollCursor(), false,
        [new QuarantinedItem($"feed {watch.Name}", "the server says that the feed is gone for good (410); it is not asked again, remove the watch", "")], [], null);

    private ChannelAnswer Checked(Fetched fetched, Watch watch)
    {
        var answer = fetched.Answer;
        if (answer.IsSuccess)
            return answer;
        throw new ChannelException(answer.Status == 410
            ? new ChannelFault(ChannelFaultKind.Refused, "the feed is gone for good (status 410)", $"feed {watch.Name}", "Remove it start the settings.")
            : NetworkFaults.FromStatus(answer, $"feed {watch.Name}", clock.GetUtcNow()));
    }

    private static Feed Parse(ChannelAnswer answer, Watch watch)
    {
        var text = FeedText.Decode(answer.Body.Span, answer.ContentHeaders.ContentType?.CharSet);
        return FeedReader.Read(text)
            ?? throw new ChannelException(NetworkFaults.Unreadable($"feed {watch.Name}", "what the address answers is neither RSS nor Atom"));
    }

    private void Rest(Watch watch, Feed feed, ChannelAnswer answer, DateTimeOffset now)
    {
        var wished = new[] { feed.TimeToLive, answer.Headers.CacheControl?.MaxAge }.Max() ?? TimeSpan.Zero;
        restUntil[watch.Name] = now + (wished < LongestRest ? wished : LongestRest);
    }
}
