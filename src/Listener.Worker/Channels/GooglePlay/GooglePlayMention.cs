using Listener.Worker.Domain;

namespace Listener.Worker.Channels.GooglePlay;

/// <summary>Turns a review into mentions: what the customer wrote, and the answer below it.</summary>
internal static class GooglePlayMention
{
    /// <summary>What the customer wrote.</summary>
    public static Mention From(WireReview review, WireUserComment user, ChannelKey channel, string watch, string package, DateTimeOffset now)
    {
        var (title, body) = Split(user.OriginalText is { Length: > 0 } original ? original : user.Text);
        var text = SafeText.Clean(body, MentionLimits.MaxText, out var cut);
        return new Mention
        {
            Id = new MentionId(channel, review.ReviewId),
            Watch = watch,
            Kind = MentionKind.Review,
            Author = AuthorOf(review),
            Title = title,
            Text = text,
            TextWasCut = cut,
            PostedAt = Earlier(user.LastModified.At, now),
            Conversation = ConversationOf(review, channel),
            Eligibility = review.Developer is null
                ? ReplyEligibility.Allowed
                : ReplyEligibility.ManualOnly("an answer stands below this review already and a new one would replace it"),
            Permalink = Permalink(package, review.ReviewId),
            Stars = user.StarRating is >= 1 and <= 5 ? user.StarRating : null,
            LanguageHint = LanguageOf(user.ReviewerLanguage),
            Version = user.LastModified.Mark,
        };
    }

    /// <summary>The answer below a review, as a post of ours.</summary>
    public static Mention Own(WireReview review, WireDeveloperComment answer, ChannelKey channel, string watch, string package, DateTimeOffset now) => new()
    {
        Id = new MentionId(channel, AnswerId(review.ReviewId)),
        Watch = watch,
        Kind = MentionKind.Reply,
        Author = new Author(package, package, package),
        Text = SafeText.Clean(answer.Text, MentionLimits.MaxText, out var cut),
        TextWasCut = cut,
        PostedAt = Earlier(answer.LastModified?.At ?? now, now),
        Conversation = ConversationOf(review, channel),
        Eligibility = ReplyEligibility.NotAllowed("it is our own answer"),
        Permalink = Permalink(package, review.ReviewId),
        Version = answer.LastModified?.Mark,
        IsOwn = true,
    };

    /// <summary>Id of the answer below a review; the store gives answers no id of their own.</summary>
    public static string AnswerId(string reviewId) => $"{reviewId}/reply";

    /// <summary>Web address of a review.</summary>
    public static Uri Permalink(string package, string reviewId) => new($"https://play.google.com/store/apps/details?id={package}&reviewId={Uri.EscapeDataString(reviewId)}");

    private static ConversationRef ConversationOf(WireReview review, ChannelKey channel) => new(channel, review.ReviewId, review.ReviewId, Audience.Public);

    // Names are no identities here ("A Google user"); a customer has one review an app, so the review stands for its author.
    private static Author AuthorOf(WireReview review)
    {
        var name = SafeText.CleanLine(review.AuthorName, MentionLimits.MaxName);
        return new Author(review.ReviewId, name.Length > 0 ? name : "A Google user", name.Length > 0 ? name : "A Google user");
    }

    private static (string? Title, string Body) Split(string text)
    {
        var tab = text.IndexOf('\t', StringComparison.Ordinal);
        if (tab < 0)
            return (null, text.Trim());
        var title = SafeText.CleanLine(text[..tab], MentionLimits.MaxName);
        return (title.Length > 0 ? title : null, text[(tab + 1)..].Trim());
    }

    private static DateTimeOffset Earlier(DateTimeOffset at, DateTimeOffset now) => at > now ? now : at;

    private static string? LanguageOf(string? language)
    {
        var code = language?.Split(['-', '_'])[0].ToLowerInvariant();
        return code is { Length: 2 } && code.All(char.IsAsciiLetterLower) ? code : null;
    }
}
