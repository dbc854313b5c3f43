using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Storage;

namespace Listener.Worker.Pipeline;

/// <summary>Everything that must hold right before a reply is sent: in the store first, on the network last.</summary>
public sealed partial class CheckBeforeSending(
    IMentionStore mentions, IReplyStore replies, IOperationsStore operations, DeliveryRules rules, TimeProvider clock, ILogger<CheckBeforeSending> log)
{
    /// <summary>Why a reply was stopped whose mention the look before sending did not find.</summary>
    internal const string Gone = "The mention is gone from the network.";

    /// <summary>Why a reply was stopped whose mention the store knows to be deleted.</summary>
    internal const string Deleted = "The mention was deleted by its author.";

    /// <summary>True while the kill switch is set.</summary>
    public async Task<bool> IsStoppedAsync(CancellationToken token) =>
        !string.IsNullOrEmpty(await operations.ReadValueAsync(DeliveryRules.StoppedKey, token));

    /// <summary>Go, or what stands in the way.</summary>
    internal async Task<DeliveryStep> RunAsync(IReplyPoster poster, ReplyRecord record, CancellationToken token)
    {
        if (rules.Rehearse)
            return Rehearse(poster, record);
        // One that nothing has held up yet is not old: the clock may just have jumped ahead.
        if (record.Detail is not null && DeliveryDecisions.IsTooOld(record, rules, clock.GetUtcNow()))
            return new DeliveryStep.AskPerson($"It could not be sent within {rules.GiveUpAfter.TotalHours:0} h: {record.Detail}");
        return await ChannelObstacleAsync(poster, record, token)
            ?? await MentionObstacleAsync(record, token)
            ?? await CapObstacleAsync(record, token)
            ?? await TargetObstacleAsync(poster, record, token)
            ?? await SwitchObstacleAsync(token)
            ?? DeliveryStep.Proceed;
    }

    /// <summary>Stores what the look before sending showed; without it the next approval would be stopped by the same thing.</summary>
    internal async Task LearnAsync(Reply reply, TargetReport seen, CancellationToken token)
    {
        if (await mentions.FindAsync(reply.Mention, token) is not { Mention: { } known })
            return;
        var now = clock.GetUtcNow();
        if (seen.State == TargetState.Gone)
            await mentions.RenewAsync(known.Id, null, now, token);
        else if (seen is { State: TargetState.Edited, Now: { } current })
            await mentions.RenewAsync(known.Id, current with { Watch = known.Watch, Conversation = current.Conversation with { ThreadId = known.Conversation.ThreadId } }, now, token);
        else if (seen.State == TargetState.AnsweredByUs)
            await mentions.AnsweredElsewhereAsync(known.Id, now, token);
    }

    /// <summary>Calls a network with a time limit and turns every fault into a value; shutdown passes through.</summary>
    internal async Task<(T? Value, ChannelFault? Fault)> CallAsync<T>(ChannelKey channel, Func<CancellationToken, Task<T>> call, CancellationToken token) where T : class
    {
        using var limit = new CancellationTokenSource(rules.LookTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, limit.Token);
        try
        {
            return (await call(either.Token), null);
        }
        catch (ChannelException error)
        {
            return (null, error.Fault);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return (null, new ChannelFault(ChannelFaultKind.Transient, $"no answer within {rules.LookTimeout.TotalSeconds:0} s", channel.Value, "It is tried again by itself."));
        }
        // A channel's own mistake is a fault of that channel, not a reason to leave the reply in limbo.
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogUnforeseen(error, channel);
            return (null, new ChannelFault(ChannelFaultKind.Transient, $"the look failed: {error.GetType().Name}", channel.Value, "See the log; it is tried again by itself."));
        }
    }

    private DeliveryStep Rehearse(IReplyPoster poster, ReplyRecord record)
    {
        LogRehearsal(record.Reply.Id, poster.Key, record.Reply.Text.Length);
        return new DeliveryStep.Stop("Rehearsal: it would have been posted now; nothing was sent.");
    }

    private async Task<DeliveryStep?> ChannelObstacleAsync(IReplyPoster poster, ReplyRecord record, CancellationToken token)
    {
        if (!poster.Traits.CanReply)
            return new DeliveryStep.HandOff($"{poster.Traits.DisplayName} takes no replies through its API.");
        var health = await operations.ShownHealthAsync(poster, token);
        var now = clock.GetUtcNow();
        if (health.PausedByUser)
            return new DeliveryStep.Wait(now + TimeSpan.FromMinutes(5), $"Channel {poster.Key} is paused.");
        return health is { AccountFault: { Kind: ChannelFaultKind.Unauthorised } fault } && health.PausedUntil > now
            ? new DeliveryStep.Wait(DeliveryDecisions.NextTry(record, rules, now), fault.ToString())
            : null;
    }

    private async Task<DeliveryStep?> MentionObstacleAsync(ReplyRecord record, CancellationToken token)
    {
        var mention = await mentions.FindAsync(record.Reply.Mention, token);
        if (mention is null)
            return new DeliveryStep.AskPerson("The mention is no longer stored.");
        if (mention.GoneAt is not null)
            return new DeliveryStep.Stop(Deleted);
        if (mention.Mention.Version != record.Reply.TargetVersion || IsSince(mention.EditedAt, record.Reply.ApprovedAt))
            return new DeliveryStep.Stop("The customer edited the mention after approval.");
        if (EligibilityObstacle(mention.Mention.Eligibility) is { } closed)
            return closed;
        // What came after an attempt that may stand stops nothing any more.
        if (record.Attempts > 0)
            return null;
        var decided = await DecidedAsync(record, token);
        return await NewerMessageAsync(mention, decided, token) ?? await NoteAsync(record, decided, token);
    }

    private DeliveryStep? EligibilityObstacle(ReplyEligibility eligibility) => eligibility.Kind switch
    {
        _ when eligibility.CanReply(clock.GetUtcNow()) => null,
        EligibilityKind.ManualOnly => new DeliveryStep.HandOff(eligibility.Reason ?? "The network takes no reply through its API."),
        EligibilityKind.Until => new DeliveryStep.AskPerson($"The reply window closed at {eligibility.Ends:u}."),
        _ => new DeliveryStep.AskPerson($"The network does not allow a reply: {eligibility.Reason}"),
    };

    private async Task<DeliveryStep?> NewerMessageAsync(StoredMention mention, DateTimeOffset decided, CancellationToken token) =>
        await mentions.CountByCustomerAsync(mention, decided, decided > Latest ? null : Latest, token) > 0
            ? new DeliveryStep.Stop("The customer wrote again after approval.")
            : null;

    // "Do not answer, legal is on it" must reach a reply that waits for its time. The approver's own note says nothing new.
    private async Task<DeliveryStep?> NoteAsync(ReplyRecord record, DateTimeOffset decided, CancellationToken token)
    {
        var notes = await mentions.NotesAsync(record.Reply.Mention, token);
        return notes.Any(n => IsSince(n.At, decided) && n.By != record.ApprovedBy) ? new DeliveryStep.Stop("A colleague wrote a note after approval.") : null;
    }

    // Who says "try once more" has seen what came before that.
    private async Task<DateTimeOffset> DecidedAsync(ReplyRecord record, CancellationToken token)
    {
        if (record.Detail is null && record.ChangedAt <= record.Reply.ApprovedAt)
            return record.Reply.ApprovedAt;
        var steps = await replies.LedgerAsync(record.Reply.Id, token);
        return steps.LastOrDefault(s => s.State == ReplyState.Approved && s.Actor != Draft.ProductAuthor)?.At ?? record.Reply.ApprovedAt;
    }

    // What was noted on a clock that has been set back since would count as new for as long as it was ahead; what both were noted on tells the order.
    private bool IsSince(DateTimeOffset? at, DateTimeOffset decided) => at > decided && (at <= Latest || decided > Latest);

    private DateTimeOffset Latest => clock.GetUtcNow() + TimeSpan.FromMinutes(1);

    private async Task<DeliveryStep?> CapObstacleAsync(ReplyRecord record, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        var (channel, author) = await replies.SentSinceAsync(record.Reply, now - TimeSpan.FromHours(1), token);
        var later = now + TimeSpan.FromMinutes(10);
        if (author >= rules.MaxRepliesPerThreadAndHour)
            return new DeliveryStep.Wait(later, $"{author} replies went to this customer in this thread within the hour; the limit is {rules.MaxRepliesPerThreadAndHour}.");
        return channel >= rules.MaxRepliesPerChannelAndHour
            ? new DeliveryStep.Wait(later, $"{channel} replies went out on this channel within the hour; the limit is {rules.MaxRepliesPerChannelAndHour}.")
            : null;
    }

    private async Task<DeliveryStep?> TargetObstacleAsync(IReplyPoster poster, ReplyRecord record, CancellationToken token)
    {
        var (report, fault) = await CallAsync(poster.Key, t => poster.InspectAsync(record.Reply, t), token);
        if (report is null)
            return FromFault(record, fault!);
        return report.State switch
        {
            TargetState.Present => null,
            TargetState.Gone => new DeliveryStep.Stop(Gone, report),
            TargetState.Edited => new DeliveryStep.Stop("The customer edited the mention after approval.", report),
            TargetState.Locked => new DeliveryStep.AskPerson($"The thread is closed for replies. {report.Detail}".TrimEnd()),
            TargetState.AnsweredByUs => await AnsweredAsync(poster, record, report, token),
            _ => throw new InvalidOperationException($"Nobody said what to do with a target that is {report.State}."),
        };
    }

    private DeliveryStep FromFault(ReplyRecord record, ChannelFault fault) => fault.Kind == ChannelFaultKind.Refused
        ? new DeliveryStep.AskPerson(fault.ToString())
        : new DeliveryStep.Wait(DeliveryDecisions.NextTry(record, rules, clock.GetUtcNow(), fault.RetryAt), fault.ToString());

    // An answer of ours under the mention is this very reply (an earlier attempt got through), one we know of, or a colleague's.
    private async Task<DeliveryStep?> AnsweredAsync(IReplyPoster poster, ReplyRecord record, TargetReport report, CancellationToken token)
    {
        var (look, fault) = await CallAsync(poster.Key, t => poster.FindAsync(record.Reply, t), token);
        if (look is LookResult.Found found)
            return await IsKnownAsync(record, found.NativeId, token) ? null : new DeliveryStep.Standing(found.NativeId, found.Permalink);
        if (look is null || look is LookResult.CannotTell)
            return FromFault(record, fault ?? ((LookResult.CannotTell)look!).Fault);
        return report.Detail is { } id && await IsKnownAsync(record, id, token)
            ? null
            : new DeliveryStep.Stop("The network shows an answer of ours that Listener did not send.", report);
    }

    private async Task<bool> IsKnownAsync(ReplyRecord record, string nativeId, CancellationToken token)
    {
        var earlier = await replies.RepliesAsync(record.Reply.Mention, token);
        return earlier.Any(r => r.Reply.Id != record.Reply.Id && r.State == ReplyState.Delivered && r.NativeId == nativeId);
    }

    // Asked last and as late as possible, so that the switch works within one step.
    private async Task<DeliveryStep?> SwitchObstacleAsync(CancellationToken token) =>
        await IsStoppedAsync(token) ? new DeliveryStep.Wait(clock.GetUtcNow() + TimeSpan.FromMinutes(1), "Sending is stopped.") : null;

    [LoggerMessage(1221, LogLevel.Information, "Rehearsal: reply {Reply} with {Length} characters would be posted on {Channel} now")]
    private partial void LogRehearsal(ReplyId reply, ChannelKey channel, int length);

    [LoggerMessage(1222, LogLevel.Error, "Looking at {Channel} failed in a way nobody foresaw")]
    private partial void LogUnforeseen(Exception error, ChannelKey channel);
}
