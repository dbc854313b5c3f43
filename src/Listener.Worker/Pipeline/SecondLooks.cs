using System.Collections.Concurrent;
using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Storage;

namespace Listener.Worker.Pipeline;

/// <summary>
/// Counts the time between first and second look on the monotonic clock: a wall clock that is set forward in between would bring the second one
/// while the first request may still be on its way into the network's lists. Kept in memory; after a restart the wall clock is believed.
/// </summary>
internal sealed class SecondLooks(DeliveryRules rules, TimeProvider clock)
{
    private readonly ConcurrentDictionary<ReplyId, long> _first = [];

    /// <summary>The same wait once more, if this second look came too early to prove anything; null if it counts.</summary>
    public Settlement? Early(ReplyRecord record, LookResult look, ChannelTraits traits)
    {
        if (record.State != ReplyState.Checking || look is not LookResult.NotFound || !_first.TryGetValue(record.Reply.Id, out var first))
            return null;
        var (early, late) = traits.LookDelays;
        var left = ((late - early) / rules.Speed) - clock.GetElapsedTime(first);
        var now = clock.GetUtcNow();
        return left > TimeSpan.Zero ? new Settlement(ReplyState.Checking, now, Draft.ProductAuthor, now + left, Detail: record.Detail, Looks: record.Looks) : null;
    }

    /// <summary>Remembers when a reply began to wait for its second look, and forgets it when that is over.</summary>
    public void Note(ReplyId reply, Settlement settlement)
    {
        if (settlement.State == ReplyState.Checking)
            _first.TryAdd(reply, clock.GetTimestamp());
        else
            _first.TryRemove(reply, out _);
    }
}
