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
            ?? await SinceObstacleAsync(record, token)
            ?? await SwitchObstacleAsync(token)
            ?? DeliveryStep.Proceed;
    }

    private DeliveryStep Rehearse(IReplyPoster poster, ReplyRecord record)
    {
        LogRehearsal(record.Reply.Id, poster.Key, record.Reply.Text.Length);
        return new DeliveryStep.Stop("Rehearsal: it would have been posted now; nothing was sent.");
    }

    private async Task<DeliveryStep?> ChannelObstacleAsync(IReplyPoster poster, ReplyRecord record, CancellationToken token)
    {
        if (!poster.Traits.CanReply)
            return new DeliveryStep.AskPerson($"{poster.Traits.DisplayName} takes no replies through its API.");
        var health = await operations.ShownHealthAsync(poster, token);
        var now = clock.GetUtcNow();
        if (health.PausedByUser)
            return new DeliveryStep.Wait(now + TimeSpan.FromSeconds(30), $"Channel {poster.Key} is paused.");
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
        return EligibilityObstacle(mention.Mention.Eligibility);
    }

    // After the look: a reply that an earlier attempt brought there is delivered, whatever came since.
    private async Task<DeliveryStep?> SinceObstacleAsync(ReplyRecord record, CancellationToken token)
    {
        var decided = await DecidedAsync(record, token);
        return await NewerMessageAsync(record, decided, token) ?? await NoteAsync(record, decided, token);
    }

    private DeliveryStep? EligibilityObstacle(ReplyEligibility eligibility) => eligibility.Kind switch
    {
        _ when eligibility.CanReply(clock.GetUtcNow()) => null,
        // Not handed off by itself: what closed it may be a colleague's answer, which a text posted by hand would replace.
        EligibilityKind.ManualOnly => new DeliveryStep.AskPerson(eligibility.Reason ?? "The network takes no reply through its API any more."),
        EligibilityKind.Until => new DeliveryStep.AskPerson($"The reply window closed at {eligibility.Ends:u}."),
        _ => new DeliveryStep.AskPerson($"The network does not allow a reply: {eligibility.Reason}"),
    };

    private async Task<DeliveryStep?> NewerMessageAsync(ReplyRecord record, DateTimeOffset decided, CancellationToken token) =>
        await mentions.FindAsync(record.Reply.Mention, token) is { } mention
            && await mentions.CountByCustomerAsync(mention, decided, decided > Latest ? null : Latest, token) > 0
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

    // Asked last and as late as possible, so that the switch works within one step.
    private async Task<DeliveryStep?> SwitchObstacleAsync(CancellationToken token) =>
        await IsStoppedAsync(token) ? new DeliveryStep.Wait(clock.GetUtcNow() + TimeSpan.FromMinutes(1), "Sending is stopped.") : null;

    [LoggerMessage(1221, LogLevel.Information, "Rehearsal: reply {Reply} with {Length} characters would be posted on {Channel} now")]
    private partial void LogRehearsal(ReplyId reply, ChannelKey channel, int length);
}
