using System.Collections.Concurrent;
using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Storage;

namespace Listener.Worker.Pipeline;

/// <summary>
/// Seventh stage: posts approved replies at most once. Order per reply: lease, checks, look at the target, attempt on disk, one post, settle.
/// A doubtful post is looked for twice before anything is sent again. Every step can be cut off by a crash and is resumed from the store.
/// </summary>
public sealed partial class DeliverReply(
    IReplyStore replies, OpenChannels channels, CheckBeforeSending checks, DeliveryRules rules, TimeProvider clock, ILogger<DeliverReply> log)
{
    private const int MaxRounds = 100;
    private readonly SemaphoreSlim _leasing = new(1, 1);
    private readonly ConcurrentDictionary<ChannelKey, byte> _busy = [];
    private readonly SecondLooks _looks = new(rules, clock);
    private bool _stopped;

    /// <summary>
    /// Works on everything that is due: sends, and looks for doubtful replies. May run several times at once: each run leaves the channels alone
    /// that another one is working on, so a network that does not answer holds up nobody else's replies.
    /// </summary>
    /// <param name="token">Shutdown. A post in flight gets <see cref="DeliveryRules.StopGrace"/> to finish; its outcome is always written.</param>
    /// <returns>Replies worked on.</returns>
    /// <exception cref="StoreException">The store cannot lease; nothing was sent.</exception>
    public async Task<int> RunAsync(CancellationToken token)
    {
        var count = 0;
        for (var round = 0; round < MaxRounds && !token.IsCancellationRequested; round++)
        {
            if (await IsStoppedAsync(token))
                break;
            var due = await TakeAsync(token);
            if (due.Count == 0)
                break;
            count += due.Sum(channel => channel.Count());
            await Task.WhenAll(due.Select(channel => WorkAsync(channel, token)));
        }
        return count;
    }

    private async Task<bool> IsStoppedAsync(CancellationToken token)
    {
        var stopped = await checks.IsStoppedAsync(token);
        // Told once, not each second for as long as it lasts.
        if (Interlocked.Exchange(ref _stopped, stopped) != stopped && stopped)
            LogStopped();
        return stopped;
    }

    /// <summary>Leases what is due on channels that nobody works on, and takes these channels; nothing while another run does so.</summary>
    private async Task<IReadOnlyList<IGrouping<ChannelKey, ReplyRecord>>> TakeAsync(CancellationToken token)
    {
        // Not waited for: runs must not pile up behind a store that is slow to write.
        if (!await _leasing.WaitAsync(TimeSpan.Zero, token))
            return [];
        try
        {
            var due = await replies.LeaseDueAsync(clock.GetUtcNow(), rules.Lease, rules.BatchSize, [.. _busy.Keys], token);
            var channels = due.GroupBy(r => r.Reply.Conversation.Channel).ToList();
            channels.ForEach(channel => _busy[channel.Key] = 0);
            return channels;
        }
        finally
        {
            _leasing.Release();
        }
    }

    // One after the other within a channel keeps threads in order and caps exact.
    private async Task WorkAsync(IGrouping<ChannelKey, ReplyRecord> channel, CancellationToken token)
    {
        try
        {
            await WorkAsync(channel.AsEnumerable(), token);
        }
        finally
        {
            _busy.TryRemove(channel.Key, out _);
        }
    }

    private async Task WorkAsync(IEnumerable<ReplyRecord> records, CancellationToken token)
    {
        foreach (var record in records)
        {
            if (token.IsCancellationRequested || clock.GetUtcNow() >= record.LeaseUntil)
                return;
            try
            {
                await StepAsync(record, token);
            }
            catch (OperationCanceledException) when (token.IsCancellationRequested)
            {
                return;
            }
            // Edge of the job: one reply's fault must not hold up the others. Its lease runs out and it is taken up again.
            catch (Exception error)
            {
                LogStepFailed(error, record.Reply.Id, record.State, record.Reply.Conversation.Channel);
            }
        }
    }

    private async Task StepAsync(ReplyRecord record, CancellationToken token)
    {
        if (channels.Find(record.Reply.Conversation.Channel) is not IReplyPoster poster)
            await SettleAsync(record, DeliveryDecisions.Person(clock.GetUtcNow(), $"Channel {record.Reply.Conversation.Channel} is switched off or cannot post."));
        else if (record.State is ReplyState.Unknown or ReplyState.Checking)
            await LookAsync(poster, record, token);
        else
            await SendAsync(poster, record, token);
    }

    private async Task LookAsync(IReplyPoster poster, ReplyRecord record, CancellationToken token)
    {
        var doubtful = await DoubtfulOnlyAsync(record, token);
        var look = poster.Traits.Delivery == DeliveryClass.None
            ? new LookResult.CannotTell(new ChannelFault(ChannelFaultKind.Refused, "own posts cannot be listed", poster.Key.Value, "Look at the thread."))
            : await AskAsync(poster, record.Reply, token);
        look = await OwnAsync(poster, record, look, token);
        var settlement = _looks.Early(record, look, poster.Traits) ?? DeliveryDecisions.AfterLook(doubtful, look, poster.Traits, rules, clock.GetUtcNow());
        await SettleAsync(record, settlement);
        _looks.Note(record.Reply.Id, settlement);
    }

    /// <summary>The same reply, but for attempts that the network surely refused: they stand nowhere, so nothing that guards against doubles counts them.</summary>
    private async Task<ReplyRecord> DoubtfulOnlyAsync(ReplyRecord record, CancellationToken token)
    {
        if (record.Attempts == 0)
            return record;
        var refused = AttemptHistory.SurelyRefused(await replies.LedgerAsync(record.Reply.Id, token));
        return record with { Attempts = Math.Max(record.Attempts - refused, 0) };
    }

    // An earlier reply with the same words answers the look as well; whether this one stands beside it, only a person can tell.
    private async Task<LookResult> OwnAsync(IReplyPoster poster, ReplyRecord record, LookResult look, CancellationToken token) =>
        look is LookResult.Found found && poster.Traits.Delivery != DeliveryClass.Upsert && await checks.IsAnothersAsync(record, found.NativeId, token)
            ? new LookResult.CannotTell(new ChannelFault(ChannelFaultKind.Refused, "an earlier reply with the same text stands there", poster.Key.Value, "Look at the thread and decide."))
            : look;

    private async Task<LookResult> AskAsync(IReplyPoster poster, Reply reply, CancellationToken token)
    {
        var (look, fault) = await checks.CallAsync(poster.Key, t => poster.FindAsync(reply, t), token);
        return look ?? new LookResult.CannotTell(fault!);
    }

    private async Task SendAsync(IReplyPoster poster, ReplyRecord record, CancellationToken token)
    {
        var doubtful = await DoubtfulOnlyAsync(record, token);
        var step = await checks.RunAsync(poster, doubtful, token);
        if (step is not DeliveryStep.Go)
        {
            await ObeyAsync(step, doubtful, token);
            return;
        }
        // Nothing may delay the post between this write and the call: who finds the attempt begun must assume that bytes have left.
        var began = clock.GetTimestamp();
        var leaseUntil = clock.GetUtcNow() + rules.Lease;
        var attempt = await replies.BeginAttemptAsync(record.Reply.Id, record.Fence, clock.GetUtcNow(), leaseUntil, token);
        if (attempt is null)
        {
            LogLostRight(record.Reply.Id);
            return;
        }
        var result = await PostOnceAsync(poster, attempt, began, leaseUntil, token);
        var settlement = DeliveryDecisions.AfterPost(attempt, result, poster.Traits, rules, clock.GetUtcNow());
        await SettleAsync(attempt, settlement);
        _looks.Note(attempt.Reply.Id, settlement);
    }

    private async Task<PostResult> PostOnceAsync(IReplyPoster poster, ReplyRecord attempt, long began, DateTimeOffset leaseUntil, CancellationToken stop)
    {
        // A process that was frozen here past its lease must not wake up and send: somebody else may have sent meanwhile.
        if (clock.GetElapsedTime(began) >= rules.Lease - rules.PostTimeout || clock.GetUtcNow() >= leaseUntil - rules.PostTimeout)
            return Doubt("this process stood still between the attempt and the post");
        using var limit = new CancellationTokenSource(rules.PostTimeout, clock);
        await using var grace = stop.Register(() => limit.CancelAfter(rules.StopGrace));
        try
        {
            return await poster.PostAsync(attempt.Reply, limit.Token);
        }
        catch (ChannelException error)
        {
            return new PostResult.Unknown(error.Fault);
        }
        catch (OperationCanceledException)
        {
            return Doubt($"no answer within {rules.PostTimeout.TotalSeconds:0} s");
        }
        // Whatever a channel throws, bytes may have left.
        catch (Exception error)
        {
            LogPostThrew(error, attempt.Reply.Id, poster.Key);
            return Doubt($"posting failed: {error.GetType().Name}");
        }

        PostResult.Unknown Doubt(string what) => new(new ChannelFault(ChannelFaultKind.Transient, what, poster.Key.Value, "Listener looks for the reply by itself."));
    }

    private Task ObeyAsync(DeliveryStep step, ReplyRecord record, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        return step switch
        {
            DeliveryStep.Wait wait => SettleAsync(record, new Settlement(record.State, now, Draft.ProductAuthor, wait.Until, Detail: wait.Why)),
            DeliveryStep.Stop stop => StopAsync(record, stop, now, token),
            DeliveryStep.Standing found => SettleAsync(record, DeliveryDecisions.Delivered(now, found.NativeId, found.Permalink)),
            DeliveryStep.AskPerson ask => SettleAsync(record, DeliveryDecisions.Person(now, ask.Why)),
            _ => throw new ArgumentOutOfRangeException(nameof(step)),
        };
    }

    private async Task StopAsync(ReplyRecord record, DeliveryStep.Stop stop, DateTimeOffset now, CancellationToken token)
    {
        if (record.Attempts == 0 && await replies.CancelAsync(record.Reply.Id, Draft.ProductAuthor, stop.Why, now, token))
            LogCancelled(record.Reply.Id, stop.Why);
        else
            // Also when the target is gone: an earlier attempt may stand where no look finds it any more, because what it answers is deleted.
            await SettleAsync(record, DeliveryDecisions.Person(now, stop.Why));
        if (stop.Seen is { } seen)
            await checks.LearnAsync(record.Reply, seen, token);
    }

    // Outcomes are written even while the service stops: an unwritten outcome costs a person's time.
    private async Task SettleAsync(ReplyRecord record, Settlement settlement)
    {
        var written = await replies.SettleAsync(record.Reply.Id, record.Fence, settlement, CancellationToken.None);
        if (!written)
            LogLostRight(record.Reply.Id);
        else if (settlement.State == ReplyState.Delivered)
            LogDelivered(record.Reply.Id, record.Reply.Conversation.Channel, record.Attempts);
        else if (settlement.State is ReplyState.NeedsPerson or ReplyState.Refused)
            LogNeedsPerson(record.Reply.Id, record.Reply.Conversation.Channel, settlement.State, settlement.Detail);
        else
            LogMoved(record.Reply.Id, record.Reply.Conversation.Channel, settlement.State, settlement.NextActionAt, settlement.Detail);
    }

    [LoggerMessage(1201, LogLevel.Information, "Reply {Reply} on {Channel} is delivered (attempt {Attempt})")]
    private partial void LogDelivered(ReplyId reply, ChannelKey channel, int attempt);

    [LoggerMessage(1202, LogLevel.Warning, "Reply {Reply} on {Channel} is {State}: {Detail}")]
    private partial void LogNeedsPerson(ReplyId reply, ChannelKey channel, ReplyState state, string? detail);

    [LoggerMessage(1203, LogLevel.Information, "Reply {Reply} on {Channel} is {State}, next step at {Next}: {Detail}")]
    private partial void LogMoved(ReplyId reply, ChannelKey channel, ReplyState state, DateTimeOffset? next, string? detail);

    [LoggerMessage(1204, LogLevel.Information, "Reply {Reply} was stopped before sending: {Why}")]
    private partial void LogCancelled(ReplyId reply, string why);

    [LoggerMessage(1205, LogLevel.Information, "Reply {Reply} is in other hands now; this sender steps back")]
    private partial void LogLostRight(ReplyId reply);

    [LoggerMessage(1206, LogLevel.Error, "Work on reply {Reply} ({State}) on {Channel} failed; it is taken up again when its lease has run out")]
    private partial void LogStepFailed(Exception error, ReplyId reply, ReplyState state, ChannelKey channel);

    [LoggerMessage(1207, LogLevel.Error, "Posting reply {Reply} on {Channel} threw; the outcome is unknown and will be looked up")]
    private partial void LogPostThrew(Exception error, ReplyId reply, ChannelKey channel);

    [LoggerMessage(1208, LogLevel.Information, "Sending is stopped; replies wait")]
    private partial void LogStopped();
}
