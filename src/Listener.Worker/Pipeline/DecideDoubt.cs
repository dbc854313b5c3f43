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

    /// <summary>Nobody knows whether it is there, and Listener shall not send it again by itself: the person looks and decides.</summary>
    Hold,

    /// <summary>It is not there and shall not be sent.</summary>
    GiveUp,
}

/// <summary>A person settles a reply that waits for one: It is there, or it is not.</summary>
public sealed class DecideDoubt(IReplyStore replies, IOperationsStore operations, TimeProvider clock)
{
    /// <summary>Detail of a doubtful reply that a person kept from being sent again.</summary>
    public const string Held = "A person stopped it before it was sent once more.";

    /// <summary>Detail of a reply that a person gave up.</summary>
    public const string GivenUp = "A person gave it up.";

    /// <summary>Settles a reply that waits for a person, is in doubt or was refused.</summary>
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
            DoubtVerdict.Hold => new Settlement(ReplyState.NeedsPerson, now, by, Detail: Held),
            _ => new Settlement(ReplyState.Cancelled, now, by, Detail: GivenUp),
        };
        if (!await replies.SettleAsync(id, record.Fence, settlement, token))
            return false;
        await operations.AuditAsync(new AuditEntry(now, by, "reply-decided", $"reply {id}", record.State.ToString(), verdict.ToString()), token);
        return true;
    }

    /// <summary>
    /// True if a reply in NeedsPerson may stand on the network: something of its last attempt may have left, and no look settled it.
    /// False if nothing was ever sent, or what was sent is surely not there; then only an obstacle keeps it from being sent.
    /// </summary>
    /// <param name="reply">Reply.</param>
    /// <param name="steps">Its steps from the ledger, oldest first; where they are lost, an attempt counts as doubtful.</param>
    public static bool IsInDoubt(ReplyRecord reply, IReadOnlyList<LedgerEntry> steps)
    {
        if (reply.State != ReplyState.NeedsPerson || reply.Attempts == 0)
            return false;
        return steps.LastOrDefault(s => s.State != ReplyState.NeedsPerson)?.State switch
        {
            // To be sent again means: looked for twice, refused for now, or denied by a person. A look finds nothing below a deleted mention, though.
            ReplyState.Approved or ReplyState.RetryLater => reply.Detail is CheckBeforeSending.Gone or CheckBeforeSending.Deleted && steps.Any(s => s.State is ReplyState.Unknown or ReplyState.Checking),
            ReplyState.Sending => reply.Detail?.StartsWith(AttemptHistory.NotPosted, StringComparison.Ordinal) != true,
            _ => true,
        };
    }

    private static bool MayDecide(ReplyState state, DoubtVerdict verdict) => state switch
    {
        ReplyState.NeedsPerson => verdict != DoubtVerdict.Hold,
        ReplyState.Refused => verdict == DoubtVerdict.ItIsThere,
        ReplyState.ManualHandOff => verdict is DoubtVerdict.ItIsThere or DoubtVerdict.GiveUp,
        ReplyState.Unknown or ReplyState.Checking => verdict is DoubtVerdict.ItIsThere or DoubtVerdict.Hold,
        // Taken back altogether only by whoever may stop a reply; this leaves it to the look of a person.
        ReplyState.Approved or ReplyState.RetryLater => verdict == DoubtVerdict.Hold,
        _ => false,
    };
}
