using Listener.Worker.Domain;

namespace Listener.Worker.Storage;

/// <summary>Drafts, decisions, the delivery ledger and claims. Every write is on disk when its task completes.</summary>
public interface IReplyStore
{
    /// <summary>Stores a new draft or a new version (Id kept, Version + 1). Other open drafts of the mention stay.</summary>
    /// <exception cref="StaleWriteException">Somebody stored the same version first, or the draft was decided meanwhile.</exception>
    Task<Draft> SaveDraftAsync(Draft draft, CancellationToken token);

    /// <summary>Latest version of every draft of a mention, newest first.</summary>
    Task<IReadOnlyList<Draft>> DraftsAsync(MentionNumber mention, CancellationToken token);

    /// <summary>Latest version of a draft; null if unknown.</summary>
    Task<Draft?> FindDraftAsync(DraftId id, CancellationToken token);

    /// <summary>Rejects an open draft.</summary>
    /// <exception cref="StaleWriteException">The draft is no longer open, or <paramref name="version"/> is not its latest.</exception>
    Task RejectAsync(DraftId id, int version, Decision decision, CancellationToken token);

    /// <summary>
    /// Approves: in one transaction the draft becomes Approved, other open drafts of the mention Superseded, the reply enters the ledger as
    /// Approved with <paramref name="sendAfter"/> as its next action, and the mention becomes Pending.
    /// </summary>
    /// <exception cref="StaleWriteException">The draft is not open, the version is not the latest, the mention changed since
    /// <paramref name="mentionVersion"/>, or an undelivered reply of this mention is already on its way.</exception>
    Task<ReplyRecord> ApproveAsync(Reply reply, DraftId draft, int version, string? mentionVersion, Decision decision, DateTimeOffset sendAfter, bool byHand, CancellationToken token);

    /// <summary>
    /// Stops a reply that is Approved, RetryLater or ManualHandOff and of which nothing can stand: it was never attempted, or surely refused each
    /// time. The mention is Open, and the draft too, unless the mention is gone or has another version now.
    /// </summary>
    /// <returns>False if something of it may stand, or it is in another state.</returns>
    Task<bool> CancelAsync(ReplyId id, string by, string? reason, DateTimeOffset now, CancellationToken token);

    /// <summary>
    /// Leases replies whose next action is due, raising their fence: Approved and RetryLater (to send), Unknown and Checking (to look).
    /// A reply under a running lease is left alone. Sending whose lease has run out is turned to Unknown first.
    /// </summary>
    /// <param name="now">Now.</param>
    /// <param name="lease">Length of the leases.</param>
    /// <param name="max">Most replies.</param>
    /// <param name="except">Channels whose replies are left for later.</param>
    /// <param name="token">Stops before the write.</param>
    Task<IReadOnlyList<ReplyRecord>> LeaseDueAsync(DateTimeOffset now, TimeSpan lease, int max, IReadOnlyCollection<ChannelKey> except, CancellationToken token);

    /// <summary>After a start: every Sending of this store becomes Unknown with a look due now. Returns how many.</summary>
    Task<int> RecoverAfterStartAsync(DateTimeOffset now, CancellationToken token);

    /// <summary>Writes the attempt before the first byte leaves: state Sending, attempts + 1.</summary>
    /// <returns>The record to send with; null if the fence is no longer the newest, or the state is not Approved or RetryLater.</returns>
    Task<ReplyRecord?> BeginAttemptAsync(ReplyId id, long fence, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken token);

    /// <summary>
    /// Moves a reply on. Delivered also sets the mention's first response time. Refused, NeedsPerson and Cancelled open a Pending mention
    /// again; Refused, NeedsPerson, ManualHandOff and a Cancelled of Listener's own a Resolved or Snoozed one as well.
    /// </summary>
    /// <returns>False if the fence is no longer the newest; nothing was written then. A Delivered is accepted from any undelivered state.</returns>
    Task<bool> SettleAsync(ReplyId id, long fence, Settlement settlement, CancellationToken token);

    /// <summary>A post of our own came back through a poll: settles the reply that answers <paramref name="parent"/> with this text, if one is undecided.</summary>
    Task<ReplyId?> SettleByOwnPostAsync(MentionId parent, string textHash, string nativeId, Uri? permalink, DateTimeOffset now, CancellationToken token);

    /// <summary>One reply; null if unknown.</summary>
    Task<ReplyRecord?> FindReplyAsync(ReplyId id, CancellationToken token);

    /// <summary>Replies to a mention, oldest first.</summary>
    Task<IReadOnlyList<ReplyRecord>> RepliesAsync(MentionNumber mention, CancellationToken token);

    /// <summary>Replies in these states, longest unchanged first.</summary>
    Task<IReadOnlyList<ReplyRecord>> RepliesInAsync(IReadOnlyList<ReplyState> states, int max, CancellationToken token);

    /// <summary>The steps of a reply, oldest first.</summary>
    Task<IReadOnlyList<LedgerEntry>> LedgerAsync(ReplyId id, CancellationToken token);

    /// <summary>The whole life of a reply, with that of its draft before; null if the ledger never heard of it.</summary>
    Task<ReplyLife?> LifeAsync(ReplyId id, CancellationToken token);

    /// <summary>The newest replies delivered within [from, to), newest first, at most <paramref name="max"/>.</summary>
    Task<IReadOnlyList<ReplyRecord>> DeliveredAsync(DateTimeOffset from, DateTimeOffset to, int max, CancellationToken token);

    /// <summary>How many replies were begun since a time on the channel of a reply, and to the same author in the same thread; for caps.</summary>
    Task<(int Channel, int Author)> SentSinceAsync(Reply reply, DateTimeOffset since, CancellationToken token);

    /// <summary>Takes or renews the claim on a mention; <paramref name="takeOver"/> takes it from its owner.</summary>
    /// <returns>The claim that stands now; compare its owner.</returns>
    Task<Claim> ClaimAsync(MentionNumber mention, string by, TimeSpan length, bool takeOver, DateTimeOffset now, CancellationToken token);

    /// <summary>Gives a claim back if it is held by this person.</summary>
    Task ReleaseClaimAsync(MentionNumber mention, string by, CancellationToken token);

    /// <summary>The running claim; null if none.</summary>
    Task<Claim?> ClaimOfAsync(MentionNumber mention, DateTimeOffset now, CancellationToken token);
}

/// <summary>Next state of a reply.</summary>
/// <param name="State">State entered.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Actor">User name, or <c>Listener</c>.</param>
/// <param name="NextActionAt">When the next step is due, UTC; null if none.</param>
/// <param name="NativeId">Needed for Delivered.</param>
/// <param name="Permalink">Address if there is one.</param>
/// <param name="Detail">Reason without customer text.</param>
/// <param name="Looks">Looks that found nothing since the last attempt.</param>
public sealed record Settlement(
    ReplyState State, DateTimeOffset At, string Actor, DateTimeOffset? NextActionAt = null,
    string? NativeId = null, Uri? Permalink = null, string? Detail = null, int Looks = 0);

/// <summary>What was read is no longer what is stored. The message says what changed.</summary>
public sealed class StaleWriteException(string message) : Exception(message);
