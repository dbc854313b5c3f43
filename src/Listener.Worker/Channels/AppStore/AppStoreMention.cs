using System.Globalization;
using Listener.Worker.Domain;

namespace Listener.Worker.Channels.AppStore;

/// <summary>Turns a review into mentions: what the customer wrote, and the response below it.</summary>
internal static class AppStoreMention
{
    /// <summary>What the customer wrote.</summary>
    public static Mention From(AnsweredReview answered, ChannelKey channel, string watch, string appId, DateTimeOffset now)
    {
        var review = answered.Review.Attributes;
        var title = SafeText.CleanLine(review.Title, MentionLimits.MaxName);
        var text = SafeText.Clean(review.Body, MentionLimits.MaxText, out var cut);
        return new Mention
        {
            Id = new MentionId(channel, answered.Review.Id),
            Watch = watch,
            Kind = MentionKind.Review,
            Author = AuthorOf(answered.Review),
            Title = title.Length > 0 ? title : null,
            Text = text,
            TextWasCut = cut,
            PostedAt = Earlier(review.CreatedDate, now),
            Conversation = ConversationOf(answered.Review, channel),
            Eligibility = IsAnswered(answered)
                ? ReplyEligibility.ManualOnly("a response stands below this review already and a new one would replace it")
                : ReplyEligibility.Allowed,
            Permalink = Permalink(appId),
            Stars = review.Rating is >= 1 and <= 5 ? review.Rating : null,
            Version = VersionOf(answered.Review),
        };
    }

    /// <summary>The response below a review, as a post of ours.</summary>
    public static Mention Own(AnsweredReview answered, WireResponse response, ChannelKey channel, string watch, string appId, DateTimeOffset now) => new()
    {
        Id = new MentionId(channel, response.Id),
        Watch = watch,
        Kind = MentionKind.Reply,
        Author = new Author(appId, appId, appId),
        Text = SafeText.Clean(response.Attributes?.ResponseBody, MentionLimits.MaxText, out var cut),
        TextWasCut = cut,
        PostedAt = Earlier(response.Attributes?.LastModifiedDate ?? now, now),
        Conversation = ConversationOf(answered.Review, channel),
        Eligibility = ReplyEligibility.NotAllowed("it is our own response"),
        Permalink = Permalink(appId),
        Version = MarkOf(response),
        IsOwn = true,
    };

    /// <summary>Changes when the customer edits the review.</summary>
    public static string VersionOf(WireReview review) => review.Attributes.CreatedDate.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);

    /// <summary>Changes when the response is written again; null if there is none.</summary>
    public static string? MarkOf(WireResponse? response) => response is null ? null : $"{response.Id} {response.Attributes?.LastModifiedDate:O}";

    /// <summary>True if a response stands, even if the answer names it without its text.</summary>
    public static bool IsAnswered(AnsweredReview answered) => answered.Response is not null || answered.Review.ResponseId is not null;

    /// <summary>Page of the app's reviews; single reviews have no address.</summary>
    public static Uri Permalink(string appId) => new($"https://appstoreconnect.apple.com/apps/{appId}/appstore/activity/ios/ratingsResponses");

    private static ConversationRef ConversationOf(WireReview review, ChannelKey channel) => new(channel, review.Id, review.Id, Audience.Public);

    // Nicknames are no identities; a customer has one review an app, so the review stands for its author.
    private static Author AuthorOf(WireReview review)
    {
        var name = SafeText.CleanLine(review.Attributes.ReviewerNickname, MentionLimits.MaxName);
        return new Author(review.Id, name.Length > 0 ? name : "An App Store customer", name.Length > 0 ? name : "An App Store customer");
    }

    private static DateTimeOffset Earlier(DateTimeOffset at, DateTimeOffset now) => at > now ? now : at.ToUniversalTime();
}
