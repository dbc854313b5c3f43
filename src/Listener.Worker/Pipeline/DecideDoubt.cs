using Listener.Worker.Domain;
using Listener.Worker.Storage;

namespace Listener.Worker.Pipeline;

/// <summary>What a person saw in the thread.</summary>
public enum DoubtVerdict
{
    /// <summary>The reply stands there.</summary>
    ItIsThere,

    /// <summary>It is not there: send it once more.</summary>
    SendAgain,

    /// <summary>It is not there and shall not be sent.</summary>
    GiveUp,
}

/// <summary>A person settles a reply that waits for one: It is there, or it is not.</summary>
public sealed class DecideDoubt(IReplyStore replies, IOperationsStore operations, TimeProvider clock)
{
    /// <summary>Settles a reply in NeedsPerson, ManualHandOff, Unknown, Checking or Refused.</summary>
    /// <param name="id">Reply.</param>
    /// <param name="verdict">What the person saw.</param>
    /// <param name="permalink">Address of the post if known.</param>
    /// <param name="by">User name.</param>
    /// <param name="token">Stops before the write.</param>
    /// <returns>True if written; false if the reply is unknown, being sent, or settled meanwhile.</returns>
    public async Task<bool> RunAsync(ReplyId id, DoubtVerdict verdict, Uri? permalink, string by, CancellationToken token)
    {
        var record = await replies.FindReplyAsync(id, token);
        if (record is null || !MayDecide(record.State, verdict))
            return false;
        var now = clock.GetUtcNow();
        var settlement = verdict switch
        {
            DoubtVerdict.ItIsThere => new Settlement(ReplyState.Delivered, now, by, NativeId: permalink?.ToString() ?? $"by-hand-{id}", Permalink: permalink, Detail: "Seen in the thread by a person."),
            DoubtVerdict.SendAgain => new Settlement(ReplyState.Approved, now, by, now, Detail: null),
            _ => new Settlement(ReplyState.Cancelled, now, by, Detail: "A person gave it up."),
        };
        if (!await replies.SettleAsync(id, record.Fence, settlement, token))
            return false;
        await operations.AuditAsync(new AuditEntry(now, by, "reply-decided", $"reply {id}", record.State.ToString(), verdict.ToString()), token);
        return true;
    }

    private static bool MayDecide(ReplyState state, DoubtVerdict verdict) => state switch
    {
        ReplyState.NeedsPerson => true,
        ReplyState.Refused => true,
        ReplyState.ManualHandOff => verdict != DoubtVerdict.SendAgain,
        ReplyState.Unknown or ReplyState.Checking => verdict == DoubtVerdict.ItIsThere,
        _ => false,
    };
}
