using Listener.Worker.Domain;

namespace Listener.Worker.Channels.Mastodon;

/// <summary>Looks at targets, posts replies and finds them again.</summary>
internal sealed class MastodonPoster(ChannelKey channel, MastodonApi api, MastodonAccount account, TimeProvider clock)
{
    private const int MaxPages = 10;

    /// <summary>See <see cref="IReplyPoster.InspectAsync"/>.</summary>
    /// <exception cref="ChannelException">The server could not be asked.</exception>
    public async Task<TargetReport> InspectAsync(Reply reply, CancellationToken token)
    {
        var own = await account.OwnAsync(token);
        if (await api.StatusAsync(reply.Conversation.ParentId, token) is not { } status)
            return Gone();
        if (await api.ContextAsync(status.Id, token) is not { } context)
            return Gone();
        var answer = NewestAnswer(context, status.Id, own.Id);
        if (Changed(reply, status, own.Id) is not { } changed)
            return answer is null ? new TargetReport(TargetState.Present) : AnsweredBy(answer);
        // An answer that is this very reply, sent in doubt, must be found although the post was changed since.
        return answer is null || await FindAsync(reply, token) is LookResult.NotFound ? changed : AnsweredBy(answer);
    }

    /// <summary>See <see cref="IReplyPoster.PostAsync"/>.</summary>
    public async Task<PostResult> PostAsync(Reply reply, CancellationToken token)
    {
        if (StateOf(reply) is not { } state)
            return Refused("the conversation does not say whom to answer", "Answer by hand on the server.");
        if (state.Visibility is not ("public" or "unlisted" or "private" or "direct"))
            return Refused("the post's visibility is not known to Listener", "Answer by hand on the server.");
        if (state.Visibility is "private" or "direct" && NamedAccounts.OtherThan(reply.Text, state.Acct) is { } name)
            return Refused($"the reply names {name}, who could then read this conversation, which is not public", "Leave the name out, or write it without the @, and approve it again.");
        var status = StatusOf(reply, state);
        var limits = account.Limits;
        var excess = MastodonText.Count(status.Status + state.SpoilerText, limits.PerLink) - limits.MaxCharacters;
        if (excess > 0)
            return Refused($"the text is {excess} over the server's limit of {limits.MaxCharacters} characters, with the name addressed and the content warning", "Shorten the text and approve it again.");
        var outcome = await api.PostAsync(status, reply.IdempotencyKey, token);
        var now = clock.GetUtcNow();
        return outcome.ToResult(now, Delivered, a => MastodonFaults.From(a, "statuses", channel, now), "statuses");
    }

    /// <summary>See <see cref="IReplyPoster.FindAsync"/>. Our own list is asked, from the answered post on.</summary>
    public async Task<LookResult> FindAsync(Reply reply, CancellationToken token)
    {
        try
        {
            var own = await account.OwnAsync(token);
            var at = reply.Conversation.ParentId;
            for (var page = 0; page < MaxPages; page++)
            {
                var items = await api.StatusesOfAsync(own.Id, at, token);
                var statuses = items.Items.Select(i => WireJson.TryParse(i, MastodonJson.Default.WireStatus)).OfType<WireStatus>().ToList();
                if (await MatchAsync(statuses, reply, token) is { } found)
                    return new LookResult.Found(found.Id, MastodonMention.PermalinkOf(found));
                var next = items.Newer ?? statuses.Select(s => s.Id).Order(MastodonCursor.ById).LastOrDefault();
                if (items.Items.Count == 0 || next is null || next == at)
                    return new LookResult.NotFound();
                at = next;
            }
            return new LookResult.CannotTell(new ChannelFault(ChannelFaultKind.Refused, "too many posts of ours followed to look through all", "accounts/statuses", "Look at the thread and decide."));
        }
        catch (ChannelException e)
        {
            return new LookResult.CannotTell(e.Fault);
        }
    }

    /// <summary>What is sent. Everything in it comes from the reply, so each try sends the same bytes.</summary>
    internal static WireNewStatus StatusOf(Reply reply, ConversationState state) => new(
        MastodonText.Compose(reply.Text, state.Acct),
        reply.Conversation.ParentId,
        state.Visibility,
        state.SpoilerText,
        reply.Language.Length is 2 or 3 && reply.Language != "und" ? reply.Language : null);

    private async Task<WireStatus?> MatchAsync(IEnumerable<WireStatus> statuses, Reply reply, CancellationToken token)
    {
        foreach (var status in statuses.Where(s => s.InReplyToId == reply.Conversation.ParentId))
        {
            if (await IsOursAsync(status, reply, token))
                return status;
        }
        return null;
    }

    // The source is the text as sent; HTML is the second best, on servers that do not give the source.
    private async Task<bool> IsOursAsync(WireStatus status, Reply reply, CancellationToken token)
    {
        var sent = MastodonText.Compose(reply.Text, StateOf(reply)?.Acct ?? "");
        var stands = (await api.SourceAsync(status.Id, token))?.Text ?? MastodonText.FromHtml(status.Content);
        return MastodonText.SaysTheSame(stands, sent);
    }

    // The newest, because a reply of Listener's that stands already must not hide what a colleague answered after it.
    private static WireNode? NewestAnswer(WireContext context, string id, string own) => context.Descendants
        .Where(d => d.InReplyToId == id && d.Account.Id == own).OrderBy(d => d.Id, MastodonCursor.ById).LastOrDefault();

    private static TargetReport AnsweredBy(WireNode answer) => new(TargetState.AnsweredByUs, answer.Id, MastodonMention.Web(answer.Url));

    /// <summary>What about the post is no longer as the reply was written for; null if nothing.</summary>
    private TargetReport? Changed(Reply reply, WireStatus status, string own)
    {
        if (StateOf(reply) is { } state && status.Visibility != state.Visibility)
            return new TargetReport(TargetState.Locked, "the post's visibility is no longer the one the reply was written for");
        return reply.TargetVersion is null || reply.TargetVersion == MastodonMention.VersionOf(status)
            ? null
            : new TargetReport(TargetState.Edited, "the post was changed after the reply was written") { Now = MastodonMention.From(status, channel, "", own, null, clock.GetUtcNow()) };
    }

    private static PostResult.Delivered? Delivered(ChannelAnswer answer) =>
        WireJson.TryParse(answer.Body, MastodonJson.Default.WireStatus) is { Id.Length: > 0 } status ? new PostResult.Delivered(status.Id, MastodonMention.PermalinkOf(status)) : null;

    private static ConversationState? StateOf(Reply reply) => WireJson.TryParse(reply.Conversation.ChannelState, MastodonJson.Default.ConversationState);

    private static TargetReport Gone() => new(TargetState.Gone, "the post is deleted or hidden");

    private static PostResult.Refused Refused(string what, string next) => new(new ChannelFault(ChannelFaultKind.Refused, what, "statuses", next));
}
