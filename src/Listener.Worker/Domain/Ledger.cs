namespace Listener.Worker.Domain;

/// <summary>One line of a reply's life, as the ledger keeps it.</summary>
/// <param name="Sequence">Rising over the whole ledger.</param>
/// <param name="Reply">Reply it belongs to.</param>
/// <param name="At">When, UTC.</param>
/// <param name="State">State entered.</param>
/// <param name="Actor">User name, or <c>Listener</c>.</param>
/// <param name="Attempt">Attempt number, 0 before the first.</param>
/// <param name="Fence">Fence number of the sender, 0 if none.</param>
/// <param name="Detail">Reason or native id; no customer text.</param>
public sealed record LedgerEntry(
    long Sequence, ReplyId Reply, DateTimeOffset At, ReplyState State, string Actor, int Attempt, long Fence, string? Detail)
{
    /// <summary>Draft that was approved; null in rows written before schema 2.</summary>
    public DraftId? Draft { get; init; }

    /// <summary>End of the undo window (Approved), of the lease (Sending), or when the next step is due, UTC; null if none.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Key for networks that take one; null in rows written before schema 2.</summary>
    public string? Key { get; init; }

    /// <summary>
    /// Keyed hash of the text, 64 small hexadecimal digits: the same text gives the same hash, and nobody without the ledger's key can
    /// guess a text from it, so it may outlive an erased author. Null in rows written before schema 2.
    /// </summary>
    public string? TextHash { get; init; }
}

/// <summary>One line of the life of a draft, before it is approved.</summary>
/// <param name="Sequence">Rising over the whole ledger.</param>
/// <param name="Draft">Draft.</param>
/// <param name="Version">1 for the proposal, rising with each edit.</param>
/// <param name="At">When, UTC.</param>
/// <param name="State">Proposed, Edited or Rejected.</param>
/// <param name="Actor">User name, or <c>Listener</c>.</param>
/// <param name="TextHash">Keyed hash of the text, as in <see cref="LedgerEntry.TextHash"/>.</param>
public sealed record DraftEntry(long Sequence, DraftId Draft, int Version, DateTimeOffset At, DraftState State, string Actor, string TextHash);

/// <summary>All that the ledger tells of one reply, oldest first.</summary>
/// <param name="Reply">The reply now; null if it was erased with its author.</param>
/// <param name="Drafts">Proposal and edits of the draft it came from; empty if that was written before schema 2.</param>
/// <param name="Steps">Its own steps, at least one.</param>
/// <param name="ErasedAt">When it was erased, UTC; null if it was not.</param>
public sealed record ReplyLife(ReplyRecord? Reply, IReadOnlyList<DraftEntry> Drafts, IReadOnlyList<LedgerEntry> Steps, DateTimeOffset? ErasedAt);
