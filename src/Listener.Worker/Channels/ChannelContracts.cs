using Listener.Worker.Domain;

namespace Listener.Worker.Channels;

/// <summary>One configured account on one network.</summary>
public interface IChannel
{
    /// <summary>Its short name.</summary>
    ChannelKey Key { get; }

    /// <summary>What this network allows; never an <c>if</c> on the channel's name elsewhere.</summary>
    ChannelTraits Traits { get; }

    /// <summary>What it listens for; at least one.</summary>
    IReadOnlyList<Watch> Watches { get; }

    /// <summary>Checks address, credentials and permissions with harmless calls, naming the wrong setting. Never throws for a network fault.</summary>
    Task<ConnectionReport> TestAsync(CancellationToken token);
}

/// <summary>A channel that mentions are read from.</summary>
public interface IMentionSource : IChannel
{
    /// <summary>Reads mentions newer than <paramref name="cursor"/>, oldest first.</summary>
    /// <param name="watch">One of <see cref="IChannel.Watches"/>.</param>
    /// <param name="cursor">How far this watch was read; null on first start, which takes a bounded back-fill.</param>
    /// <param name="token">Stops the reading; shutdown is not a fault.</param>
    /// <returns>0 or more mentions and the next cursor; the same cursor when there was nothing new.</returns>
    /// <exception cref="ChannelException">Network refused or limited the call; the fault says whether and when to retry.</exception>
    Task<MentionPage> ReadAsync(Watch watch, PollCursor? cursor, CancellationToken token);
}

/// <summary>A channel that replies can be posted to.</summary>
public interface IReplyPoster : IChannel
{
    /// <summary>Looks at the target right before posting.</summary>
    Task<TargetReport> InspectAsync(Reply reply, CancellationToken token);

    /// <summary>
    /// Tries once to post. The caller has written the attempt to the ledger before. Never retries by itself. Anything but a
    /// certain refusal is <see cref="PostResult.Unknown"/>; a cancelled token after the request began is Unknown too.
    /// </summary>
    Task<PostResult> PostAsync(Reply reply, CancellationToken token);

    /// <summary>Looks on the network for this reply among our own posts.</summary>
    Task<LookResult> FindAsync(Reply reply, CancellationToken token);
}

/// <summary>What we listen for on a channel.</summary>
/// <param name="Name">Name, unique within the channel, same form as a channel name.</param>
/// <param name="Kind">How the channel reads it, for example <c>notifications</c>, <c>search</c>, <c>feed</c>, <c>folder</c>.</param>
/// <param name="Query">Search text, address or folder; empty if the kind needs none.</param>
/// <param name="Purpose">Brand, product or topic of interest.</param>
public sealed record Watch(string Name, string Kind, string Query, WatchPurpose Purpose = WatchPurpose.Brand);

/// <summary>Why we listen.</summary>
public enum WatchPurpose { Brand, Product, Topic }

/// <summary>Opaque mark of how far a watch was read; saved in the transaction that stores its mentions.</summary>
public sealed record PollCursor(string Value);

/// <summary>One reading of a watch.</summary>
/// <param name="Mentions">Oldest first; own posts and reposts included and marked, so that they settle deliveries.</param>
/// <param name="Next">Cursor to store with them.</param>
/// <param name="More">True if another reading right away would find more.</param>
/// <param name="Quarantined">Items that could not be read; one bad item never loses the page.</param>
/// <param name="Removed">Native ids seen to be deleted.</param>
/// <param name="Gap">A stretch of time that could not be read; null if none.</param>
public sealed record MentionPage(
    IReadOnlyList<Mention> Mentions,
    PollCursor Next,
    bool More,
    IReadOnlyList<QuarantinedItem> Quarantined,
    IReadOnlyList<string> Removed,
    ReadingGap? Gap)
{
    /// <summary>A page with nothing new.</summary>
    public static MentionPage Empty(PollCursor cursor) => new([], cursor, false, [], [], null);
}

/// <summary>An item that could not be read.</summary>
/// <param name="Where">Line, element or native id, without personal text.</param>
/// <param name="Reason">What is wrong and what is expected.</param>
/// <param name="Raw">The item as received, at most 10,000 UTF-16 units, for the person who mends it.</param>
public sealed record QuarantinedItem(string Where, string Reason, string Raw);

/// <summary>Time that was not read.</summary>
public sealed record ReadingGap(DateTimeOffset From, DateTimeOffset To, string Reason);

/// <summary>What a network allows.</summary>
public sealed record ChannelTraits
{
    /// <summary>Name of the network in settings and code, for example <c>bluesky</c>.</summary>
    public required string Network { get; init; }

    /// <summary>Name for people, for example <c>Bluesky</c>.</summary>
    public required string DisplayName { get; init; }

    /// <summary>True if replies can be posted through the API.</summary>
    public required bool CanReply { get; init; }

    /// <summary>Length limits of a reply, all of which hold; empty if there is none.</summary>
    public required IReadOnlyList<TextLimit> TextLimits { get; init; }

    /// <summary>True if an account named in a reply can read it, although it could not read what is answered.</summary>
    public bool NamesAddReaders { get; init; }

    /// <summary>How a doubtful post is settled.</summary>
    public required DeliveryClass Delivery { get; init; }

    /// <summary>Shortest time between two polls of a watch.</summary>
    public required TimeSpan ShortestPollInterval { get; init; }

    /// <summary>True if all watches are read with one account: wrong credentials and limits then concern them all.</summary>
    public bool WatchesShareAccount { get; init; } = true;

    /// <summary>How long after an Unknown the first and the second look come; the second is later than server timeout plus list lag.</summary>
    public (TimeSpan First, TimeSpan Second) LookDelays { get; init; } = (TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10));

    /// <summary>The vendor's page for this API.</summary>
    public required Uri VendorPage { get; init; }
}

/// <summary>What a network offers against double posting.</summary>
public enum DeliveryClass { None, ClientChosenId, KeyAndReadBack, Upsert, ReadBackOnly }

/// <summary>One length limit.</summary>
/// <param name="Rule">How the network counts.</param>
/// <param name="Maximum">Largest count accepted.</param>
public sealed record TextLimit(CountingRule Rule, int Maximum);

/// <summary>How a network counts the length of a text, on NFC text.</summary>
public enum CountingRule
{
    /// <summary>UTF-16 units.</summary>
    Utf16,

    /// <summary>User-perceived characters.</summary>
    Graphemes,

    /// <summary>UTF-8 bytes.</summary>
    Utf8Bytes,

    /// <summary>X: Latin 1, CJK and emoji 2, every link 23.</summary>
    WeightedX,

    /// <summary>Mastodon: characters, every link 23, the domain of a mentioned account not counted.</summary>
    Mastodon,
}

/// <summary>Result of a connection test.</summary>
/// <param name="Ok">True if listening (and replying, if set up) would work.</param>
/// <param name="Summary">One sentence: what was reached, or what is wrong, which setting (full key) and what to do.</param>
public sealed record ConnectionReport(bool Ok, string Summary);

/// <summary>What the target of a reply looks like now.</summary>
public enum TargetState { Present, Edited, Gone, Locked }

/// <summary>Report on a target.</summary>
/// <param name="State">State.</param>
/// <param name="Detail">Reason; null if nothing to say.</param>
public sealed record TargetReport(TargetState State, string? Detail = null)
{
    /// <summary>Native ids of what our account answered right below the target, in no order; empty if nothing.</summary>
    public IReadOnlyList<string> Answers { get; init; } = [];

    /// <summary>An edited target as it reads now, watch and thread aside; null if the network does not tell it in this look.</summary>
    public Mention? Now { get; init; }
}

/// <summary>Outcome of one try to post.</summary>
public abstract record PostResult
{
    private PostResult() { }

    /// <summary>Stored by the network.</summary>
    public sealed record Delivered(string NativeId, Uri? Permalink) : PostResult;

    /// <summary>Surely not stored; may be tried again at <paramref name="At"/> (UTC).</summary>
    public sealed record RetryLater(DateTimeOffset At, ChannelFault Fault) : PostResult;

    /// <summary>Surely not stored, and trying again is useless.</summary>
    public sealed record Refused(ChannelFault Fault) : PostResult;

    /// <summary>May or may not be stored.</summary>
    public sealed record Unknown(ChannelFault Fault) : PostResult
    {
        /// <summary>True if the network answered that it does not permit this reply (403), which proves nothing: it is looked for, but not sent again by itself.</summary>
        public bool SaidNo { get; init; }
    }
}

/// <summary>Outcome of one look for a reply.</summary>
public abstract record LookResult
{
    private LookResult() { }

    /// <summary>It stands on the network.</summary>
    public sealed record Found(string NativeId, Uri? Permalink) : LookResult;

    /// <summary>It is not there now.</summary>
    public sealed record NotFound : LookResult;

    /// <summary>The network cannot tell, or could not be asked. A fault of the kind Refused says that asking again is useless.</summary>
    public sealed record CannotTell(ChannelFault Fault) : LookResult;
}
