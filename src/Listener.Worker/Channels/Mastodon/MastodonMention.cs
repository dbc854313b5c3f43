using System.Text.Json;
using Listener.Worker.Domain;

namespace Listener.Worker.Channels.Mastodon;

/// <summary>Turns a post of the server into a mention.</summary>
internal static class MastodonMention
{
    /// <summary>Builds the mention.</summary>
    /// <param name="status">Post.</param>
    /// <param name="channel">Channel that read it.</param>
    /// <param name="watch">Watch that found it.</param>
    /// <param name="own">Our account's id.</param>
    /// <param name="root">Id of the thread's first post; null if unknown.</param>
    /// <param name="now">Time of the reading, UTC.</param>
    public static Mention From(WireStatus status, ChannelKey channel, string watch, string own, string? root, DateTimeOffset now)
    {
        var isOwn = status.Account.Id == own;
        var text = SafeText.Clean(TextOf(status, isOwn), MentionLimits.MaxText, out var cut);
        var warning = SafeText.CleanLine(status.SpoilerText, MentionLimits.MaxName);
        return new Mention
        {
            Id = new MentionId(channel, status.Id),
            Watch = watch,
            Kind = KindOf(status),
            Author = AuthorOf(status.Account),
            Title = warning.Length > 0 ? warning : null,
            Text = text,
            TextWasCut = cut,
            PostedAt = status.CreatedAt > now ? now : status.CreatedAt.ToUniversalTime(),
            Conversation = ConversationOf(status, channel, isOwn, root),
            Eligibility = EligibilityOf(status),
            Permalink = PermalinkOf(status),
            LanguageHint = LanguageOf(status.Language),
            Version = VersionOf(status),
            IsOwn = isOwn,
            IsRepost = status.Reblog is not null,
        };
    }

    /// <summary>Changes with every edit.</summary>
    public static string VersionOf(WireStatus status) => status.EditedAt ?? "1";

    /// <summary>Web address; null if the server states none.</summary>
    public static Uri? PermalinkOf(WireStatus status) => Web(status.Url) ?? Web(status.Uri);

    /// <summary>A web address; null if <paramref name="text"/> is none.</summary>
    public static Uri? Web(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp) ? uri : null;

    // Our own reply begins with the person addressed, which the approved text does not; without it both have the same hash.
    private static string TextOf(WireStatus status, bool isOwn)
    {
        var text = MastodonText.FromHtml(status.Content);
        return isOwn && status.InReplyToId is not null ? MastodonText.WithoutAddress(text) : text;
    }

    private static MentionKind KindOf(WireStatus status) =>
        status.Visibility == "direct" ? MentionKind.DirectMessage : status.InReplyToId is null ? MentionKind.Post : MentionKind.Reply;

    private static Author AuthorOf(WireAccount account)
    {
        var acct = SafeText.CleanLine(account.Acct, MentionLimits.MaxName);
        var name = SafeText.CleanLine(account.DisplayName, MentionLimits.MaxName);
        return new Author(account.Id, acct, name.Length > 0 ? name : acct, account.FollowersCount is >= 0 ? account.FollowersCount : null, account.Bot == true);
    }

    // A mention is answered itself; for a post of our own the parent is what it answered, which settles the delivery.
    private static ConversationRef ConversationOf(WireStatus status, ChannelKey channel, bool isOwn, string? root)
    {
        var parent = isOwn ? status.InReplyToId ?? status.Id : status.Id;
        var warning = string.IsNullOrWhiteSpace(status.SpoilerText) ? null : status.SpoilerText;
        var state = new ConversationState(status.Account.Acct, status.Visibility, warning);
        return new ConversationRef(channel, root ?? status.InReplyToId ?? status.Id, parent, AudienceOf(status.Visibility), JsonSerializer.Serialize(state, MastodonJson.Default.ConversationState));
    }

    // What is not known counts as the narrowest.
    private static Audience AudienceOf(string visibility) => visibility switch
    {
        "public" => Audience.Public,
        "unlisted" => Audience.Unlisted,
        "private" => Audience.Followers,
        _ => Audience.Direct,
    };

    private static ReplyEligibility EligibilityOf(WireStatus status) => status.Visibility is "public" or "unlisted" or "private" or "direct"
        ? ReplyEligibility.Allowed
        : ReplyEligibility.ManualOnly("the server uses a visibility that Listener does not know, and a reply must never be seen by more people than the mention");

    private static string? LanguageOf(string? language)
    {
        var code = language?.Split('-')[0].ToLowerInvariant();
        return code is { Length: 2 } && code.All(char.IsAsciiLetterLower) ? code : null;
    }
}
