namespace Listener.Worker.Domain;

/// <summary>Who can read a post. Ordered: a larger value is a wider audience.</summary>
public enum Audience
{
    /// <summary>Only the people addressed: direct message, e-mail.</summary>
    Direct = 0,

    /// <summary>The author's followers.</summary>
    Followers = 1,

    /// <summary>Anybody with the link, not listed.</summary>
    Unlisted = 2,

    /// <summary>Everybody.</summary>
    Public = 3,
}

/// <summary>What sort of text a mention is.</summary>
public enum MentionKind { Post, Reply, Comment, DirectMessage, Review, Article, Mail }

/// <summary>The network identity that wrote a mention.</summary>
/// <param name="NativeId">The network's lasting id of the account, compared ordinally; the name if the network has no id.</param>
/// <param name="UserName">Handle as shown, without a leading @; may change over time.</param>
/// <param name="DisplayName">Display name; the handle if there is none.</param>
/// <param name="Followers">Audience size, or null if unknown.</param>
/// <param name="IsBot">True if the network marks the account as automated.</param>
public sealed record Author(string NativeId, string UserName, string DisplayName, long? Followers = null, bool IsBot = false);

/// <summary>Where a reply to a mention belongs. A reply can be built from nothing else, so it cannot stray.</summary>
/// <param name="Channel">Channel (network and own account) the mention arrived on.</param>
/// <param name="ThreadId">Native id of the thread's first post; the mention's own id if it starts the thread.</param>
/// <param name="ParentId">Native id of the post to answer; for one of our own posts, the post it answers, so that it settles a doubtful delivery.</param>
/// <param name="Audience">Audience of the mention; a reply has exactly this one.</param>
/// <param name="ChannelState">What the channel needs to answer (for example content ids), opaque JSON; null if nothing.</param>
public sealed record ConversationRef(ChannelKey Channel, string ThreadId, string ParentId, Audience Audience, string? ChannelState = null);

/// <summary>One post, comment, review or message about us, as read from a network.</summary>
/// <remarks>All texts are untrusted. They hold no lone surrogates and no NUL, and respect <see cref="MentionLimits"/>.</remarks>
public sealed record Mention
{
    /// <summary>Channel and native id; unique.</summary>
    public required MentionId Id { get; init; }

    /// <summary>Name of the watch that found it.</summary>
    public required string Watch { get; init; }

    /// <summary>Kind of text.</summary>
    public required MentionKind Kind { get; init; }

    /// <summary>Who wrote it.</summary>
    public required Author Author { get; init; }

    /// <summary>Plain text, at most <see cref="MentionLimits.MaxText"/> UTF-16 units; may be empty (stars only).</summary>
    public required string Text { get; init; }

    /// <summary>Title or subject; null if the network has none.</summary>
    public string? Title { get; init; }

    /// <summary>True if the text was longer and was cut at ingest.</summary>
    public bool TextWasCut { get; init; }

    /// <summary>When it was written by the network's clock, UTC; never in the future of the reading.</summary>
    public required DateTimeOffset PostedAt { get; init; }

    /// <summary>Where a reply belongs.</summary>
    public required ConversationRef Conversation { get; init; }

    /// <summary>Whether and until when it may be answered.</summary>
    public required ReplyEligibility Eligibility { get; init; }

    /// <summary>Public web address of the mention, http or https; null if it has none.</summary>
    public Uri? Permalink { get; init; }

    /// <summary>Star rating 1-5; null where the network has none.</summary>
    public int? Stars { get; init; }

    /// <summary>Language the network states, ISO 639-1; null if unknown. A hint only.</summary>
    public string? LanguageHint { get; init; }

    /// <summary>Mark that changes when the text is edited (content id, edit time); null if the network has none.</summary>
    public string? Version { get; init; }

    /// <summary>True for our own posts that came back through a poll. They settle deliveries and are never stored as mentions.</summary>
    public bool IsOwn { get; init; }

    /// <summary>True for plain reposts, which are never stored as mentions.</summary>
    public bool IsRepost { get; init; }
}

/// <summary>Field limits of a mention.</summary>
public static class MentionLimits
{
    /// <summary>Longest stored text in UTF-16 units; longer ones are cut and marked.</summary>
    public const int MaxText = 20_000;

    /// <summary>Longest title, name or handle in UTF-16 units.</summary>
    public const int MaxName = 500;
}
