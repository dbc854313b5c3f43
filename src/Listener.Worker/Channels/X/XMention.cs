using System.Text.RegularExpressions;
using Listener.Worker.Domain;

namespace Listener.Worker.Channels.X;

/// <summary>Turns a post into a mention.</summary>
internal static partial class XMention
{
    /// <summary>Builds the mention.</summary>
    /// <param name="post">Post with author and time.</param>
    /// <param name="includes">Authors and posts that came along.</param>
    /// <param name="channel">Channel that read it.</param>
    /// <param name="watch">Watch that found it.</param>
    /// <param name="options">Who we are and whom we may answer.</param>
    /// <param name="now">Time of the reading, UTC.</param>
    public static Mention From(WirePost post, WireIncludes includes, ChannelKey channel, Watch watch, XOptions options, DateTimeOffset now)
    {
        var isOwn = post.AuthorId == options.OwnId;
        var author = includes.Users?.FirstOrDefault(u => u.Id == post.AuthorId);
        var plain = XText.Of(post);
        var text = SafeText.Clean(isOwn && post.Parent is not null ? XText.WithoutAddress(plain) : plain, MentionLimits.MaxText, out var cut);
        return new Mention
        {
            // An edit makes a new id; the first one stands for all versions.
            Id = new MentionId(channel, post.Versions[0]),
            Watch = watch.Name,
            Kind = post.Parent is null ? MentionKind.Post : MentionKind.Reply,
            Author = AuthorOf(post, author),
            Text = text,
            TextWasCut = cut,
            PostedAt = post.CreatedAt > now ? now : post.CreatedAt!.Value.ToUniversalTime(),
            Conversation = new ConversationRef(channel, post.ConversationId ?? post.Versions[0], isOwn ? post.Parent ?? post.Id : post.Id, Audience.Public),
            Eligibility = options.AnswerAnybody || watch.Kind == XChannel.MentionsWatch || IsSummoned(post, includes, options)
                ? ReplyEligibility.Allowed
                : ReplyEligibility.NotAllowed("X accepts replies through its API only to authors who mentioned or quoted us"),
            Permalink = Permalink(author?.Username, post.Id),
            LanguageHint = post.Lang is { Length: 2 } lang && lang.All(char.IsAsciiLetterLower) ? lang : null,
            Version = post.Versions[^1],
            IsOwn = isOwn,
            IsRepost = post.References.Any(r => r.Type == "retweeted"),
        };
    }

    /// <summary>Web address of a post; works without the name too.</summary>
    public static Uri Permalink(string? userName, string id) => new($"https://x.com/{(userName is null ? "i" : Uri.EscapeDataString(userName))}/status/{Uri.EscapeDataString(id)}");

    private static Author AuthorOf(WirePost post, WireUser? user)
    {
        var handle = user is null ? post.AuthorId! : SafeText.CleanLine(user.Username, MentionLimits.MaxName);
        var name = SafeText.CleanLine(user?.Name, MentionLimits.MaxName);
        return new Author(post.AuthorId!, handle, name.Length > 0 ? name : handle, user?.PublicMetrics?.FollowersCount is >= 0 and var count ? count : null);
    }

    // Since 2026-02-23: the author must have mentioned or quoted the account that answers.
    private static bool IsSummoned(WirePost post, WireIncludes includes, XOptions options) =>
        IsMentioned(post, options) || IsQuoted(post, includes, options);

    private static bool IsMentioned(WirePost post, XOptions options) => post.Entities?.Mentions is { } mentions
        ? mentions.Any(m => m.Id == options.OwnId || string.Equals(m.Username, options.Handle, StringComparison.OrdinalIgnoreCase))
        : Names().Matches(post.Text).Any(m => string.Equals(m.Groups["name"].Value, options.Handle, StringComparison.OrdinalIgnoreCase));

    private static bool IsQuoted(WirePost post, WireIncludes includes, XOptions options)
    {
        var quoted = post.References.Where(r => r.Type == "quoted").Select(r => r.Id).ToHashSet();
        if (quoted.Count == 0)
            return false;
        return (includes.Tweets ?? includes.Posts ?? []).Any(p => quoted.Contains(p.Id) && p.AuthorId == options.OwnId)
            || (post.Entities?.Urls ?? []).Any(u => IsOurPost(u.ExpandedUrl, options.Handle));
    }

    // A quoted post stands in the text as its address, which names its author.
    private static bool IsOurPost(string? address, string handle) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Host is "x.com" or "twitter.com" or "www.x.com"
        && uri.AbsolutePath.StartsWith($"/{handle}/status/", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("@(?<name>[A-Za-z0-9_]{1,15})", RegexOptions.NonBacktracking)]
    private static partial Regex Names();
}
