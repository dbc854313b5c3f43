using System.Collections.Concurrent;
using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Storage;

namespace Listener.Worker.Pipeline;

/// <summary>
/// Counts the time from the doubt and from the first look to the second one on the monotonic clock: a wall clock that is set forward in between would
/// bring it while the request may still be on its way into the network's lists. Kept in memory; after a restart the wall clock is believed.
/// </summary>
internal sealed class SecondLooks(DeliveryRules rules, TimeProvider clock)
{
    private readonly ConcurrentDictionary<ReplyId, long> _doubt = [];
    private readonly ConcurrentDictionary<ReplyId, long> _first = [];

    /// <summary>The same wait once more, if this second look came too early to prove anything; null if it counts.</summary>
    public Settlement? Early(ReplyRecord record, LookResult look, ChannelTraits traits)
    {
        if (record.State != ReplyState.Checking || look is not LookResult.NotFound)
            return null;
        var (early, late) = traits.LookDelays;
        var (sinceDoubt, sinceFirst) = (Left(_doubt, record.Reply.Id, late), Left(_first, record.Reply.Id, late - early));
        var left = sinceDoubt > sinceFirst ? sinceDoubt : sinceFirst;
        var now = clock.GetUtcNow();
        return left > TimeSpan.Zero ? new Settlement(ReplyState.Checking, now, Draft.ProductAuthor, now + left, Detail: record.Detail, Looks: record.Looks) : null;
    }

    /// <summary>Remembers when a reply came in doubt and was looked for first, and forgets it when that is over.</summary>
    public void Note(ReplyId reply, Settlement settlement)
    {
        if (settlement.State == ReplyState.Unknown)
            Begin(_doubt, reply);
        else if (settlement.State == ReplyState.Checking)
            Begin(_first, reply);
        else
            _ = _doubt.TryRemove(reply, out _) | _first.TryRemove(reply, out _);
    }

    // What a person or a poll settled is not noted here: whatever is older than any wait goes with the next doubt.
    private void Begin(ConcurrentDictionary<ReplyId, long> since, ReplyId reply)
    {
        foreach (var (old, at) in since)
            if (clock.GetElapsedTime(at) > TimeSpan.FromDays(1))
                since.TryRemove(old, out _);
        since.TryAdd(reply, clock.GetTimestamp());
    }

    private TimeSpan Left(ConcurrentDictionary<ReplyId, long> since, ReplyId reply, TimeSpan wait) =>
        since.TryGetValue(reply, out var at) ? (wait / rules.Speed) - clock.GetElapsedTime(at) : TimeSpan.Zero;
}
