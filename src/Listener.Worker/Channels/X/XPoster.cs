using Listener.Worker.Domain;

namespace Listener.Worker.Channels.X;

/// <summary>
/// Looks at targets, posts replies and finds them again. X offers nothing against doubles, so a doubtful post is looked up among
/// our own posts only; looks count against the day's budget but are never refused by it.
/// </summary>
internal sealed class XPoster(ChannelKey channel, XOptions options, XApi api, XBudget budget, TimeProvider clock)
{
    private const int MaxPages = 5;
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(2);

    /// <summary>See <see cref="IReplyPoster.InspectAsync"/>.</summary>
    /// <exception cref="ChannelException">X could not be asked.</exception>
    public async Task<TargetReport> InspectAsync(Reply reply, CancellationToken token)
    {
        var post = await api.PostAsync(reply.Conversation.ParentId, token);
        await budget.SettleAsync(0, options.PricePerPost + options.PricePerUser, token);
        if (post is null)
            return new TargetReport(TargetState.Gone, "the post is deleted or hidden");
        var (answers, _) = await AnswersAsync(reply, token);
        var state = reply.TargetVersion is null || reply.TargetVersion == post.Versions[^1]
            ? new TargetReport(TargetState.Present)
            : new TargetReport(TargetState.Edited, "the post was changed after the reply was written") { Now = await NewestAsync(post, token) };
        return state with { Answers = [.. answers.Select(a => a.Id)] };
    }

    /// <summary>See <see cref="IReplyPoster.PostAsync"/>.</summary>
    public async Task<PostResult> PostAsync(Reply reply, CancellationToken token)
    {
        var excess = XText.Weight(reply.Text) - XText.Limits[0].Maximum;
        if (excess > 0)
            return new PostResult.Refused(new ChannelFault(ChannelFaultKind.Refused, $"the text is {excess} over the limit of 280, where a link counts 23 and an emoji 2", "tweets", "Shorten the text and approve it again."));
        var outcome = await api.ReplyAsync(reply.Text, reply.Conversation.ParentId, token);
        var now = clock.GetUtcNow();
        return outcome.ToResult(now, Delivered, a => XFaults.From(a, "tweets", channel, now), "tweets");
    }

    /// <summary>See <see cref="IReplyPoster.FindAsync"/>. Another answer of ours since the approval is left to a person.</summary>
    public async Task<LookResult> FindAsync(Reply reply, CancellationToken token)
    {
        try
        {
            var (answers, isWhole) = await AnswersAsync(reply, token);
            if (answers.FirstOrDefault(p => XText.SaysTheSame(XText.Of(p), reply.Text)) is { } found)
                return new LookResult.Found(found.Id, XMention.Permalink(options.Handle, found.Id));
            if (answers.Any(p => p.CreatedAt is null || p.CreatedAt >= reply.ApprovedAt - ClockSlack))
                return CannotTell("an answer of ours with another text stands under the post");
            return isWhole ? new LookResult.NotFound() : CannotTell("too many posts of ours followed to look through all");
        }
        catch (ChannelException e)
        {
            return new LookResult.CannotTell(e.Fault);
        }
    }

    // X shows the version asked for. Where it keeps author or time to itself, a poll brings the new text. Who is allowed an answer X says when it is posted.
    private async Task<Mention?> NewestAsync(WirePost post, CancellationToken token)
    {
        var newest = post.Versions[^1] == post.Id ? post : await api.PostAsync(post.Versions[^1], token);
        await budget.SettleAsync(0, options.PricePerPost + options.PricePerUser, token);
        return newest is { AuthorId: not null, CreatedAt: not null }
            ? XMention.From(newest, new WireIncludes(), channel, new Watch("", XChannel.MentionsWatch, ""), options, clock.GetUtcNow())
            : null;
    }

    /// <summary>Our own answers to the target, newest first, and whether all our posts since then were seen.</summary>
    private async Task<(IReadOnlyList<WirePost> Answers, bool IsWhole)> AnswersAsync(Reply reply, CancellationToken token)
    {
        var answers = new List<WirePost>();
        string? at = null;
        for (var page = 0; page < MaxPages; page++)
        {
            var posts = await api.OwnPostsAsync(reply.Conversation.ParentId, at, token);
            await budget.SettleAsync(0, (posts.Items.Count * options.PricePerOwnedPost) + ((posts.Includes.Users?.Count ?? 0) * options.PricePerUser), token);
            answers.AddRange(posts.Items.Select(i => WireJson.TryParse(i, XJson.Default.WirePost)).OfType<WirePost>().Where(p => p.Parent == reply.Conversation.ParentId));
            if (posts.Meta.NextToken is not { Length: > 0 } next || next == at)
                return (answers, true);
            at = next;
        }
        return (answers, false);
    }

    private PostResult.Delivered? Delivered(ChannelAnswer answer) =>
        WireJson.TryParse(answer.Body, XJson.Default.WireCreated) is { Data.Id.Length: > 0 } created
            ? new PostResult.Delivered(created.Data.Id, XMention.Permalink(options.Handle, created.Data.Id))
            : null;

    private static LookResult.CannotTell CannotTell(string what) =>
        new(new ChannelFault(ChannelFaultKind.Refused, what, "users/tweets", "Look at the thread and decide."));
}
