using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Replies;
using Listener.Worker.Storage;

namespace Listener.Worker.Pipeline;

/// <summary>
/// Sixth stage: turns a draft into a reply, if rights, guards, network and everything that happened since allow it.
/// The approval is on disk when this returns.
/// </summary>
public sealed partial class ApproveDraft(
    IMentionStore mentions, IReplyStore replies, IOperationsStore operations, OpenChannels channels, EditDraft edit, CheckDraft check,
    ApprovalRights rights, DraftingRules rules, TimeProvider clock, ILogger<ApproveDraft> log)
{
    private static readonly TimeSpan LongestUndo = TimeSpan.FromSeconds(60);

    /// <summary>Decides on one request. Two requests for one mention never both succeed.</summary>
    public async Task<ApprovalOutcome> RunAsync(ApprovalRequest request, CancellationToken token)
    {
        try
        {
            return await DecideAsync(request, token);
        }
        catch (StaleWriteException stale)
        {
            return new ApprovalOutcome.Changed([stale.Message], false);
        }
    }

    private async Task<ApprovalOutcome> DecideAsync(ApprovalRequest request, CancellationToken token)
    {
        var draft = await replies.FindDraftAsync(request.Draft, token);
        var mention = draft is null ? null : await mentions.FindAsync(draft.Mention, token);
        if (draft is null || mention is null)
            return Lost("The draft is no longer stored.");
        if (draft.Version != request.Version)
            return Lost($"{draft.Author} changed the draft meanwhile.");
        if (draft.State is not (DraftState.Proposed or DraftState.Edited))
            return Lost($"The draft is {draft.State.ToString().ToLowerInvariant()} already.");
        if (channels.Find(mention.Mention.Id.Channel) is not { } channel)
            return new ApprovalOutcome.NotAllowed($"Channel {mention.Mention.Id.Channel} is switched off. Switch it on in the settings.");
        return await ClaimObstacleAsync(request, mention, token)
            ?? await ChangeObstacleAsync(request, draft, mention, token)
            ?? await DecideOnTextAsync(request, draft, mention, channel, token);
    }

    private async Task<ApprovalOutcome?> ClaimObstacleAsync(ApprovalRequest request, StoredMention mention, CancellationToken token)
    {
        var claim = await replies.ClaimOfAsync(mention.Number, clock.GetUtcNow(), token);
        if (claim is not null && !SamePerson(claim.By, request.By))
            return new ApprovalOutcome.NotAllowed($"{claim.By} is writing a reply. Take over first.");
        return request.ClaimFence is { } fence && claim?.Fence != fence
            ? new ApprovalOutcome.NotAllowed("Your claim on this mention has ended. Open it again.")
            : null;
    }

    private async Task<ApprovalOutcome?> ChangeObstacleAsync(ApprovalRequest request, Draft draft, StoredMention mention, CancellationToken token)
    {
        if (mention.GoneAt is not null)
            return Lost("The customer deleted the mention.");
        var since = draft.KnowsUntil(clock.GetUtcNow());
        var changes = new List<string>();
        if (mention.EditedAt > since)
            changes.Add("The customer edited the mention.");
        if (await mentions.CountByCustomerAsync(mention, since, null, token) > 0)
            changes.Add("The customer wrote again.");
        foreach (var reply in await replies.RepliesAsync(mention.Number, token))
        {
            if (reply.State == ReplyState.Delivered && reply.ChangedAt > since)
                changes.Add($"{reply.ApprovedBy} answered meanwhile.");
        }
        foreach (var note in await mentions.NotesAsync(mention.Number, token))
        {
            if (note.At > since && !SamePerson(note.By, request.By))
                changes.Add($"{note.By} left a note.");
        }
        return changes.Count > 0 && !request.SendAnyway ? new ApprovalOutcome.Changed(changes, true) : null;
    }

    private async Task<ApprovalOutcome> DecideOnTextAsync(ApprovalRequest request, Draft draft, StoredMention mention, IChannel channel, CancellationToken token)
    {
        var edited = request.Text is not null && !string.Equals(ReplyText.Clean(request.Text), draft.Text, StringComparison.Ordinal);
        if (edited && request.Role >= Role.Writer)
            draft = await edit.RunAsync(draft, request.Text!, request.By, token);
        var asking = rights.RulesFor(mention, draft.Text);
        if (rights.WhyNot(request.Role, edited || SamePerson(draft.Author, request.By), asking) is { } why)
            return edited && request.Role >= Role.Writer ? new ApprovalOutcome.HandedIn(draft, why) : new ApprovalOutcome.NotAllowed(why);

        var findings = await check.RunAsync(mention, draft.Text, draft.Language, channel.Traits, token);
        var blocking = findings.Where(f => f.Verdict == GuardVerdict.Block).ToList();
        if (blocking.Count > 0)
            return new ApprovalOutcome.Blocked(blocking);
        return await CommitAsync(request, draft, mention, channel.Traits, token);
    }

    private async Task<ApprovalOutcome> CommitAsync(ApprovalRequest request, Draft draft, StoredMention mention, ChannelTraits traits, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        var sendAfter = SendAfter(request, now);
        var eligibility = mention.Mention.Eligibility;
        var byHand = eligibility.Kind == EligibilityKind.ManualOnly || !traits.CanReply;
        if (!byHand && !eligibility.CanReply(sendAfter))
            return new ApprovalOutcome.NotAllowed(eligibility.Kind == EligibilityKind.Until
                ? $"The reply window closes at {eligibility.Ends:u}, before this reply would go out."
                : $"The network does not allow a reply: {eligibility.Reason}");
        var reply = Reply.To(mention, new ReplyId(Guid.CreateVersion7(now)), draft.Text, draft.Language, now);
        var record = await replies.ApproveAsync(reply, draft.Id, draft.Version, mention.Mention.Version, new Decision(request.By, now), sendAfter, byHand, token);
        await operations.AuditAsync(new AuditEntry(now, request.By, "draft-approved", $"draft {draft.Id}", null, $"reply {reply.Id}"), token);
        LogApproved(reply.Id, draft.Id, mention.Number, byHand);
        return new ApprovalOutcome.Approved(record);
    }

    private DateTimeOffset SendAfter(ApprovalRequest request, DateTimeOffset now)
    {
        var undo = request.UndoWindow ?? rules.UndoWindow;
        var earliest = now + TimeSpan.FromTicks(Math.Clamp(undo.Ticks, 0, LongestUndo.Ticks));
        return request.SendAt > earliest ? request.SendAt.Value.ToUniversalTime() : earliest;
    }

    private static bool SamePerson(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static ApprovalOutcome.Changed Lost(string what) => new([what], false);

    [LoggerMessage(2001, LogLevel.Information, "Reply {Reply} to mention {Mention} was approved from draft {Draft}; by hand: {ByHand}")]
    private partial void LogApproved(ReplyId reply, DraftId draft, MentionNumber mention, bool byHand);
}
