using System.Text.RegularExpressions;
using Listener.Worker.Domain;

namespace Listener.Worker.Channels.GooglePlay;

/// <summary>
/// Answers reviews. A review has one answer and writing again replaces it, so doubles cannot happen; what can happen is that
/// somebody else's answer is lost, and that is what the looks guard against.
/// </summary>
internal sealed partial class GooglePlayPoster(ChannelKey channel, GooglePlayOptions options, GooglePlayApi api, GooglePlayToken tokens, TimeProvider clock)
{
    /// <summary>350 characters; the store counts UTF-16 units at the most.</summary>
    public static readonly IReadOnlyList<TextLimit> Limits = [new(CountingRule.Utf16, 350)];

    /// <summary>See <see cref="IReplyPoster.InspectAsync"/>. An answer with another text is not ours to replace: Locked.</summary>
    /// <exception cref="ChannelException">The store could not be asked.</exception>
    public async Task<TargetReport> InspectAsync(Reply reply, CancellationToken token)
    {
        var review = await api.GetAsync(reply.Conversation.ParentId, token);
        if (review?.User is not { } user)
            return new TargetReport(TargetState.Gone, "the review is deleted");
        if (review.Developer is { } answer && !SaysTheSame(answer.Text, reply.Text))
            return new TargetReport(TargetState.Locked, "another answer stands below the review and would be replaced; change it in the Play Console");
        var state = reply.TargetVersion is null || reply.TargetVersion == user.LastModified.Mark
            ? new TargetReport(TargetState.Present)
            : new TargetReport(TargetState.Edited, "the review was changed after the reply was written")
            {
                Now = GooglePlayMention.From(review, user, channel, "", options.Package, clock.GetUtcNow()),
            };
        return state with { Answers = review.Developer is null ? [] : [GooglePlayMention.AnswerId(review.ReviewId)] };
    }

    /// <summary>See <see cref="IReplyPoster.PostAsync"/>.</summary>
    public async Task<PostResult> PostAsync(Reply reply, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        if (TextCounter.Excess(reply.Text, Limits) is > 0 and var excess)
            return new PostResult.Refused(new ChannelFault(ChannelFaultKind.Refused, $"the text is {excess} over the limit of 350 characters", "reviews.reply", "Shorten the text and approve it again."));
        var (used, fault) = await TryTokenAsync(token);
        if (used is null)
            return new PostResult.RetryLater(fault!.RetryAt ?? clock.GetUtcNow() + PostOutcome.DefaultPause, fault);
        var outcome = await api.ReplyAsync(used, reply.Conversation.ParentId, reply.Text, token);
        if (outcome.Answer?.Status == 401)
            tokens.Forget(used);
        var now = clock.GetUtcNow();
        return outcome.ToResult(now, a => Delivered(a, reply), a => GooglePlayFaults.From(a, "reviews.reply", channel, now), "reviews.reply");
    }

    /// <summary>See <see cref="IReplyPoster.FindAsync"/>.</summary>
    public async Task<LookResult> FindAsync(Reply reply, CancellationToken token)
    {
        try
        {
            if ((await api.GetAsync(reply.Conversation.ParentId, token))?.Developer is not { } answer)
                return new LookResult.NotFound();
            return SaysTheSame(answer.Text, reply.Text)
                ? Found(reply)
                : new LookResult.CannotTell(new ChannelFault(ChannelFaultKind.Refused, "another answer stands below the review", "reviews.get", "Look at the review and decide."));
        }
        catch (ChannelException e)
        {
            return new LookResult.CannotTell(e.Fault);
        }
    }

    // The store strips HTML and folds blanks; what is left must be the same.
    internal static bool SaysTheSame(string one, string other) => string.Equals(Plain(one), Plain(other), StringComparison.Ordinal);

    private LookResult.Found Found(Reply reply) =>
        new(GooglePlayMention.AnswerId(reply.Conversation.ParentId), GooglePlayMention.Permalink(options.Package, reply.Conversation.ParentId));

    private PostResult.Delivered? Delivered(ChannelAnswer answer, Reply reply) =>
        WireJson.TryParse(answer.Body, GooglePlayWireJson.Default.WireReplyAnswer) is null
            ? null
            : new PostResult.Delivered(GooglePlayMention.AnswerId(reply.Conversation.ParentId), GooglePlayMention.Permalink(options.Package, reply.Conversation.ParentId));

    private async Task<(string? Token, ChannelFault? Fault)> TryTokenAsync(CancellationToken token)
    {
        try
        {
            return (await tokens.GetAsync(token), null);
        }
        catch (ChannelException e)
        {
            return (null, e.Fault);
        }
    }

    private static string Plain(string text) => Spaces().Replace(HtmlText.From(SafeText.Clean(text, int.MaxValue, out _)), " ").Trim();

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();
}
