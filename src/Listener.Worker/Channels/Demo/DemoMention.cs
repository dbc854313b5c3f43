using System.Globalization;
using Listener.Worker.Domain;

namespace Listener.Worker.Channels.Demo;

/// <summary>Turns a made-up text into a mention.</summary>
internal static class DemoMention
{
    /// <summary>Mark that changes with every edit.</summary>
    public static string VersionOf(DemoPost post) => string.Create(CultureInfo.InvariantCulture, $"v{post.Version}");

    /// <summary>The mention of a text that stands, as read at <paramref name="now"/>.</summary>
    public static Mention From(DemoPost post, ChannelKey channel, Watch watch, DemoFlavour flavour, DateTimeOffset now) => new()
    {
        Id = new MentionId(channel, post.Id),
        Watch = watch.Name,
        Kind = post.ParentId is null ? flavour.Opening : flavour.Following,
        Author = post.Author,
        Text = SafeText.Clean(post.Text, MentionLimits.MaxText, out var cut),
        TextWasCut = cut,
        PostedAt = post.PostedAt < now ? post.PostedAt : now,
        Conversation = new ConversationRef(channel, post.ThreadId, post.IsOwn ? post.ParentId! : post.Id, post.Audience),
        Eligibility = EligibilityOf(post, flavour),
        Stars = post.Stars,
        Version = VersionOf(post),
        IsOwn = post.IsOwn,
    };

    private static ReplyEligibility EligibilityOf(DemoPost post, DemoFlavour flavour)
    {
        if (post.IsLocked)
            return ReplyEligibility.NotAllowed("the author lets nobody answer");
        return flavour.Window is { } window ? ReplyEligibility.Until(post.PostedAt + window) : ReplyEligibility.Allowed;
    }
}
