using Listener.Worker.Channels;
using Listener.Worker.Domain;

namespace Listener.Worker.Pipeline;

// What the network shows right before a reply is sent, and what the store learns from it.
public sealed partial class CheckBeforeSending
{
    /// <summary>Stores what the look before sending showed; without it the next approval would be stopped by the same thing.</summary>
    internal async Task LearnAsync(Reply reply, TargetReport seen, CancellationToken token)
    {
        if (await mentions.FindAsync(reply.Mention, token) is not { Mention: { } known })
            return;
        var now = clock.GetUtcNow();
        if (seen.State == TargetState.Gone)
            await mentions.RenewAsync(known.Id, null, now, token);
        else if (seen is { State: TargetState.Edited, Now: { } current })
            await mentions.RenewAsync(known.Id, AsRead(current, known), now, token);
        foreach (var answer in seen.Answers)
            await mentions.AnsweredElsewhereAsync(known.Id, answer, now, now, token);
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

    /// <summary>True if a post of ours is another reply to the same mention that Listener sent.</summary>
    internal async Task<bool> IsAnothersAsync(ReplyRecord record, string nativeId, CancellationToken token)
    {
        var earlier = await replies.RepliesAsync(record.Reply.Mention, token);
        return earlier.Any(r => r.Reply.Id != record.Reply.Id && r.State == ReplyState.Delivered && r.NativeId == nativeId);
    }

    private async Task<DeliveryStep?> TargetObstacleAsync(IReplyPoster poster, ReplyRecord record, CancellationToken token)
    {
        var (report, fault) = await CallAsync(poster.Key, t => poster.InspectAsync(record.Reply, t), token);
        if (report is null)
            return FromFault(record, fault!);
        return await AnsweredAsync(poster, record, report, token) ?? report.State switch
        {
            TargetState.Present => null,
            TargetState.Gone => new DeliveryStep.Stop(Gone, report),
            TargetState.Edited => new DeliveryStep.Stop("The customer edited the mention after approval.", report),
            TargetState.Locked => new DeliveryStep.AskPerson($"The thread is closed for replies. {report.Detail}".TrimEnd()),
            _ => throw new InvalidOperationException($"Nobody said what to do with a target that is {report.State}."),
        };
    }

    private DeliveryStep FromFault(ReplyRecord record, ChannelFault fault) => fault.Kind == ChannelFaultKind.Refused
        ? new DeliveryStep.AskPerson(fault.ToString())
        : new DeliveryStep.Wait(DeliveryDecisions.NextTry(record, rules, clock.GetUtcNow(), fault.RetryAt), fault.ToString());

    // An answer of ours below the mention is one that the approver could know of, this very reply (an earlier attempt got through), or a colleague's.
    private async Task<DeliveryStep?> AnsweredAsync(IReplyPoster poster, ReplyRecord record, TargetReport report, CancellationToken token)
    {
        var unknown = await UnknownAsync(record, report.Answers, token);
        if (unknown.Count == 0)
            return null;
        var (look, fault) = await CallAsync(poster.Key, t => poster.FindAsync(record.Reply, t), token);
        if (look is LookResult.Found found && !await IsAnothersAsync(record, found.NativeId, token))
            return new DeliveryStep.Standing(found.NativeId, found.Permalink);
        var doubt = look is LookResult.CannotTell cannot ? cannot.Fault : fault;
        // What was never tried stands nowhere, whatever else a look finds hard to tell.
        return doubt is null || (doubt.Kind == ChannelFaultKind.Refused && record.Attempts == 0)
            ? new DeliveryStep.Stop("The network shows an answer of ours that Listener did not send.", report with { Answers = unknown })
            : FromFault(record, doubt);
    }

    private async Task<List<string>> UnknownAsync(ReplyRecord record, IReadOnlyList<string> answers, CancellationToken token)
    {
        var unknown = new List<string>();
        if (answers.Count == 0)
            return unknown;
        var decided = await DecidedAsync(record, token);
        var elsewhere = await mentions.AnswersElsewhereAsync(record.Reply.Mention, token);
        var known = elsewhere.Where(a => !IsSince(a.NotedAt, decided)).Select(a => a.NativeId).ToHashSet(StringComparer.Ordinal);
        foreach (var answer in answers.Where(a => !known.Contains(a)))
        {
            if (!await IsAnothersAsync(record, answer, token))
                unknown.Add(answer);
        }
        return unknown;
    }

    // Where the mention was found, in which thread and who wrote it does not change with its text; a look does not tell all of it.
    private static Mention AsRead(Mention current, Mention known) => current with
    {
        Watch = known.Watch,
        Author = known.Author,
        Conversation = current.Conversation with { ThreadId = known.Conversation.ThreadId },
    };

    [LoggerMessage(1222, LogLevel.Error, "Looking at {Channel} failed in a way nobody foresaw")]
    private partial void LogUnforeseen(Exception error, ChannelKey channel);
}
