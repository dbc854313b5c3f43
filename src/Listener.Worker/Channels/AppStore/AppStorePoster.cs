using System.Text.RegularExpressions;
using Listener.Worker.Domain;

namespace Listener.Worker.Channels.AppStore;

/// <summary>
/// Answers reviews. A review has one response and writing again replaces it, so doubles cannot happen; what can happen is that
/// somebody else's response is lost, and that is what the looks guard against.
/// </summary>
internal sealed partial class AppStorePoster(ChannelKey channel, AppStoreOptions options, AppStoreApi api, TimeProvider clock)
{
    /// <summary>5,970 characters, counted in UTF-16 units to be safe.</summary>
    public static readonly IReadOnlyList<TextLimit> Limits = [new(CountingRule.Utf16, 5970)];

    /// <summary>See <see cref="IReplyPoster.InspectAsync"/>. A response with another text is not ours to replace: Locked.</summary>
    /// <exception cref="ChannelException">The store could not be asked.</exception>
    public async Task<TargetReport> InspectAsync(Reply reply, CancellationToken token)
    {
        if (await api.GetAsync(reply.Conversation.ParentId, token) is not { } answered)
            return new TargetReport(TargetState.Gone, "the review is deleted");
        var same = answered.Response is { } response && SaysTheSame(response.Attributes?.ResponseBody, reply.Text) ? response : null;
        if (same is null && AppStoreMention.IsAnswered(answered))
            return new TargetReport(TargetState.Locked, "another response stands below the review and would be replaced; change it in App Store Connect");
        var state = reply.TargetVersion is null || reply.TargetVersion == AppStoreMention.VersionOf(answered.Review)
            ? new TargetReport(TargetState.Present)
            : new TargetReport(TargetState.Edited, "the review was changed after the reply was written")
            {
                Now = AppStoreMention.From(answered, channel, "", options.AppId, clock.GetUtcNow()),
            };
        return state with { Answers = same is null ? [] : [same.Id] };
    }

    /// <summary>See <see cref="IReplyPoster.PostAsync"/>.</summary>
    public async Task<PostResult> PostAsync(Reply reply, CancellationToken token)
    {
        if (TextCounter.Excess(reply.Text, Limits) is > 0 and var excess)
            return new PostResult.Refused(new ChannelFault(ChannelFaultKind.Refused, $"the text is {excess} over the limit of 5,970 characters", "customerReviewResponses", "Shorten the text and approve it again."));
        var now = clock.GetUtcNow();
        try
        {
            var outcome = await api.RespondAsync(reply.Conversation.ParentId, reply.Text, token);
            now = clock.GetUtcNow();
            return outcome.ToResult(now, Delivered, a => AppStoreFaults.From(a, "customerReviewResponses", channel, now), "customerReviewResponses");
        }
        catch (ChannelException e)
        {
            // Only making the token throws, and that comes before anything is sent.
            return new PostResult.RetryLater(now + PostOutcome.DefaultPause, e.Fault);
        }
    }

    /// <summary>See <see cref="IReplyPoster.FindAsync"/>.</summary>
    public async Task<LookResult> FindAsync(Reply reply, CancellationToken token)
    {
        try
        {
            if (await api.GetAsync(reply.Conversation.ParentId, token) is not { } answered || !AppStoreMention.IsAnswered(answered))
                return new LookResult.NotFound();
            return answered.Response is { } response && SaysTheSame(response.Attributes?.ResponseBody, reply.Text)
                ? new LookResult.Found(response.Id, AppStoreMention.Permalink(options.AppId))
                : new LookResult.CannotTell(new ChannelFault(ChannelFaultKind.Refused, "another response stands below the review", "customerReviews", "Look at the review and decide."));
        }
        catch (ChannelException e)
        {
            return new LookResult.CannotTell(e.Fault);
        }
    }

    private static bool SaysTheSame(string? one, string other) =>
        one is not null && string.Equals(Plain(one), Plain(other), StringComparison.Ordinal);

    private PostResult.Delivered? Delivered(ChannelAnswer answer) =>
        WireJson.TryParse(answer.Body, AppStoreJson.Default.WireResponseAnswer) is { Data.Id.Length: > 0 } stored
            ? new PostResult.Delivered(stored.Data.Id, AppStoreMention.Permalink(options.AppId))
            : null;

    private static string Plain(string text) => Spaces().Replace(SafeText.Clean(text, int.MaxValue, out _), " ").Trim();

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();
}
