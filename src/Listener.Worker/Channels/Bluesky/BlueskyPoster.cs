using System.Text.Json;
using Listener.Worker.Domain;

namespace Listener.Worker.Channels.Bluesky;

/// <summary>Looks at targets, posts replies and finds them again.</summary>
internal sealed class BlueskyPoster(ChannelKey channel, BlueskyApi api, BlueskySession session, TimeProvider clock, ILogger logger)
{
    /// <summary>300 graphemes and 3,000 bytes, both.</summary>
    public static readonly IReadOnlyList<TextLimit> Limits = [new(CountingRule.Graphemes, 300), new(CountingRule.Utf8Bytes, 3000)];

    /// <summary>See <see cref="IReplyPoster.InspectAsync"/>.</summary>
    /// <exception cref="ChannelException">The network could not be asked.</exception>
    public async Task<TargetReport> InspectAsync(Reply reply, CancellationToken token)
    {
        var own = (await session.GetAsync(token)).Did;
        var key = BlueskyIds.RecordKey(reply);
        // Our own server knows of it before the network shows it, and also when the post answered is gone.
        IReadOnlyList<string> answers = await api.GetOwnRecordAsync(own, key, token) is null ? [] : [BlueskyIds.PostUri(own, key)];
        var items = await api.GetPostsAsync([reply.Conversation.ParentId], token);
        if (items.Items.Count == 0 || await api.GetThreadAsync(reply.Conversation.ParentId, token) is not { } thread)
            return new TargetReport(TargetState.Gone, "the post is deleted or hidden") { Answers = answers };
        var shown = (thread.Replies ?? []).Select(r => r.Post).OfType<ThreadPost>().Where(p => p.Author.Did == own).Select(p => p.Uri);
        return StateOf(Read(items.Items[0]), reply, own) with { Answers = [.. answers.Union(shown)] };
    }

    /// <summary>See <see cref="IReplyPoster.PostAsync"/>.</summary>
    public async Task<PostResult> PostAsync(Reply reply, CancellationToken token)
    {
        if (TextCounter.Excess(reply.Text, Limits) is > 0 and var excess)
            return Refused($"the text is {excess} over the limit of 300 characters or 3,000 bytes", "Shorten the text and approve it again.");
        if (ReadState(reply.Conversation.ChannelState) is not { } state)
            return Refused("the conversation does not say which post to answer", "Answer by hand in the app.");
        var (used, fault) = await TrySessionAsync(token);
        if (used is null)
            return Later(fault!);
        var key = BlueskyIds.RecordKey(reply);
        var outcome = await api.PutPostAsync(used, key, RecordOf(reply, state), token);
        if (outcome.Answer is { } answer && BlueskyFaults.IsTokenRefused(answer))
            await RenewAsync(used, token);
        var now = clock.GetUtcNow();
        return outcome.ToResult(now, a => Delivered(a, BlueskyIds.PostUri(used.Did, key)), a => BlueskyFaults.From(a, "putRecord", channel, now), "putRecord");
    }

    /// <summary>See <see cref="IReplyPoster.FindAsync"/>. Our own server tells, so there is no list that lags.</summary>
    public async Task<LookResult> FindAsync(Reply reply, CancellationToken token)
    {
        try
        {
            var own = (await session.GetAsync(token)).Did;
            var key = BlueskyIds.RecordKey(reply);
            if (await api.GetOwnRecordAsync(own, key, token) is not { } record)
                return new LookResult.NotFound();
            var uri = BlueskyIds.PostUri(own, key);
            return record.Value.Text == reply.Text
                ? new LookResult.Found(uri, BlueskyIds.Permalink(uri))
                : new LookResult.CannotTell(new ChannelFault(ChannelFaultKind.Refused, "another text stands under the reply's key", "getRecord", "Look at the thread and decide."));
        }
        catch (ChannelException e)
        {
            return new LookResult.CannotTell(e.Fault);
        }
    }

    /// <summary>The record to post. Everything in it comes from the reply, so each try sends the same bytes.</summary>
    internal static PostRecord RecordOf(Reply reply, ConversationState state) => new()
    {
        Text = reply.Text,
        CreatedAt = $"{reply.ApprovedAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}",
        Langs = reply.Language.Length is 2 or 3 && reply.Language != "und" ? [reply.Language] : null,
        Facets = BlueskyText.Facets(reply.Text, state.People),
        Reply = new ReplyRefs(state.Root, state.Parent),
    };

    private TargetReport StateOf(WirePost? post, Reply reply, string own)
    {
        if (post is null)
            return new TargetReport(TargetState.Locked, "the post can no longer be read");
        if (post.Viewer?.ReplyDisabled == true)
            return new TargetReport(TargetState.Locked, "the author limits who may reply");
        if (post.Author.Viewer is { BlockedBy: true } or { Blocking: not null })
            return new TargetReport(TargetState.Locked, "the author and our account block each other");
        return reply.TargetVersion is null || reply.TargetVersion == post.Cid
            ? new TargetReport(TargetState.Present)
            : new TargetReport(TargetState.Edited, "the post was changed after the reply was written") { Now = BlueskyMention.From(post, channel, "", own, null, clock.GetUtcNow()) };
    }

    private async Task<(StoredSession? Session, ChannelFault? Fault)> TrySessionAsync(CancellationToken token)
    {
        try
        {
            return (await session.GetAsync(token), null);
        }
        catch (ChannelException e)
        {
            return (null, e.Fault);
        }
    }

    // The post itself is never repeated here; the next try finds a fresh session.
    private async Task RenewAsync(StoredSession refused, CancellationToken token)
    {
        try
        {
            await session.RenewAsync(refused, token);
        }
        catch (ChannelException e)
        {
            BlueskyLog.SessionNotRenewed(logger, channel, e.Fault.ToString());
        }
    }

    private static PostResult? Delivered(ChannelAnswer answer, string expected)
    {
        try
        {
            var stored = JsonSerializer.Deserialize(answer.Body.Span, BlueskyJson.Default.RecordRef);
            return stored?.Uri == expected ? new PostResult.Delivered(stored.Uri, BlueskyIds.Permalink(stored.Uri)) : null;
        }
        catch (JsonException)
        {
            // Cut off or not ours: Unknown, and the look decides.
            return null;
        }
    }

    private static WirePost? Read(ReadOnlyMemory<byte> item)
    {
        try
        {
            return JsonSerializer.Deserialize(item.Span, BlueskyJson.Default.WirePost);
        }
        catch (JsonException)
        {
            // Treated as a post that cannot be answered.
            return null;
        }
    }

    private static ConversationState? ReadState(string? text)
    {
        try
        {
            return text is null ? null : JsonSerializer.Deserialize(text, BlueskyJson.Default.ConversationState);
        }
        catch (JsonException)
        {
            // Refused by the caller with a reason.
            return null;
        }
    }

    private PostResult.RetryLater Later(ChannelFault fault) => new(fault.RetryAt ?? clock.GetUtcNow() + PostOutcome.DefaultPause, fault);

    private static PostResult.Refused Refused(string what, string next) => new(new ChannelFault(ChannelFaultKind.Refused, what, "putRecord", next));
}
