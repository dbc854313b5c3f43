using Listener.Worker.Domain;
using Listener.Worker.Storage;

namespace Listener.Worker.Tests.Support;

public sealed partial class InMemoryStore : IReplyStore
{
    private static readonly ReplyState[] OnItsWay = [ReplyState.Approved, ReplyState.Sending, ReplyState.RetryLater, ReplyState.Unknown, ReplyState.Checking, ReplyState.NeedsPerson, ReplyState.ManualHandOff];

    public Task<Draft> SaveDraftAsync(Draft draft, CancellationToken token) => Done(() =>
    {
        if (draft.Id.Value == 0)
            return StoreNew(draft);
        var before = _drafts[draft.Id];
        if (before.Version != draft.Version - 1 || !IsOpen(before))
            throw new StaleWriteException("Somebody changed the draft first.");
        return _drafts[draft.Id] = draft;
    });

    public Task<IReadOnlyList<Draft>> DraftsAsync(MentionNumber mention, CancellationToken token) => Done<IReadOnlyList<Draft>>(() => [.. _drafts.Values.Where(d => d.Mention == mention)]);

    public Task<Draft?> FindDraftAsync(DraftId id, CancellationToken token) => Done(() => _drafts.GetValueOrDefault(id));

    public Task RejectAsync(DraftId id, int version, Decision decision, CancellationToken token) => Done(() => { _drafts[id] = _drafts[id] with { State = DraftState.Rejected }; });

    public Task<ReplyRecord> ApproveAsync(Reply reply, DraftId draft, int version, string? mentionVersion, Decision decision, DateTimeOffset sendAfter, bool byHand, CancellationToken token) => Done(() =>
    {
        var stored = _drafts[draft];
        if (!IsOpen(stored) || stored.Version != version)
            throw new StaleWriteException("The draft was decided meanwhile.");
        if (_mentions[reply.Mention].Mention.Version != mentionVersion)
            throw new StaleWriteException("The mention changed meanwhile.");
        if (_replies.Values.Any(r => r.Reply.Mention == reply.Mention && OnItsWay.Contains(r.State)))
            throw new StaleWriteException("A reply to this mention is on its way.");
        foreach (var other in _drafts.Values.Where(d => d.Mention == reply.Mention && IsOpen(d)).ToList())
            _drafts[other.Id] = other with { State = other.Id == draft ? DraftState.Approved : DraftState.Superseded };
        _mentions[reply.Mention] = _mentions[reply.Mention] with { State = MentionState.Pending };
        return Enter(new ReplyRecord(reply, draft, decision.By, byHand ? ReplyState.ManualHandOff : ReplyState.Approved, 0, 0, 0, null, byHand ? null : sendAfter, null, null, null, decision.At) { DueAt = byHand ? null : sendAfter }, decision.By);
    });

    public Task<bool> CancelAsync(ReplyId id, string by, string? reason, DateTimeOffset now, CancellationToken token) => Done(() =>
    {
        var record = _replies[id];
        if (record.State is not (ReplyState.Approved or ReplyState.RetryLater or ReplyState.ManualHandOff)
            || AttemptHistory.MayStand(record.Attempts, [.. _ledger.Where(e => e.Reply == id)]))
            return false;
        if (_mentions[record.Reply.Mention] is { GoneAt: null } asked && asked.Mention.Version == record.Reply.TargetVersion)
            _drafts[record.Draft] = _drafts[record.Draft] with { State = DraftState.Proposed };
        _mentions[record.Reply.Mention] = _mentions[record.Reply.Mention] with { State = MentionState.Open };
        Enter(record with { State = ReplyState.Cancelled, NextActionAt = null, LeaseUntil = null, Fence = record.Fence + 1, Detail = reason, ChangedAt = now }, by);
        return true;
    });

    public Task<IReadOnlyList<ReplyRecord>> LeaseDueAsync(DateTimeOffset now, TimeSpan lease, int max, IReadOnlyCollection<ChannelKey> except, CancellationToken token) => Done<IReadOnlyList<ReplyRecord>>(() =>
    {
        foreach (var lost in _replies.Values.Where(r => r.State == ReplyState.Sending && r.LeaseUntil <= now).ToList())
            Enter(Doubt(lost, now), "Listener");
        var due = _replies.Values
            .Where(r => r.State is ReplyState.Approved or ReplyState.RetryLater or ReplyState.Unknown or ReplyState.Checking && r.NextActionAt <= now && (r.LeaseUntil is null || r.LeaseUntil <= now))
            .Where(r => !except.Contains(r.Reply.Conversation.Channel)).OrderBy(r => r.NextActionAt).Take(max).ToList();
        return [.. due.Select(r => _replies[r.Reply.Id] = r with { Fence = r.Fence + 1, LeaseUntil = now + lease })];
    });

    public Task<int> RecoverAfterStartAsync(DateTimeOffset now, CancellationToken token) => Done(() =>
    {
        var lost = _replies.Values.Where(r => r.State == ReplyState.Sending).ToList();
        foreach (var record in lost)
            Enter(Doubt(record, now), "Listener");
        return lost.Count;
    });

    public Task<ReplyRecord?> BeginAttemptAsync(ReplyId id, long fence, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken token) => Done<ReplyRecord?>(() =>
    {
        var record = _replies[id];
        if (record.Fence != fence || record.State is not (ReplyState.Approved or ReplyState.RetryLater))
            return null;
        _begunAt[id] = now.UtcTicks;
        return Enter(record with { State = ReplyState.Sending, Attempts = record.Attempts + 1, LeaseUntil = leaseUntil, NextActionAt = null, Looks = 0, ChangedAt = now }, "Listener");
    });

    public Task<bool> SettleAsync(ReplyId id, long fence, Settlement settlement, CancellationToken token) => Done(() =>
    {
        var record = _replies[id];
        if (record.State == ReplyState.Delivered || record.Fence != fence)
            return false;
        Settle(record, settlement);
        return true;
    });

    public Task<ReplyId?> SettleByOwnPostAsync(MentionId parent, string textHash, string nativeId, Uri? permalink, DateTimeOffset now, CancellationToken token) => Done<ReplyId?>(() =>
    {
        var record = _replies.Values.FirstOrDefault(r => r.Reply.Answers == parent && r.Reply.TextHash == textHash && r.State is not (ReplyState.Delivered or ReplyState.Cancelled) && r.Attempts > 0);
        if (record is null)
            return null;
        Settle(record, new Settlement(ReplyState.Delivered, now, "Listener", NativeId: nativeId, Permalink: permalink));
        return record.Reply.Id;
    });

    public Task<ReplyRecord?> FindReplyAsync(ReplyId id, CancellationToken token) => Done(() => _replies.GetValueOrDefault(id));

    public Task<IReadOnlyList<ReplyRecord>> RepliesAsync(MentionNumber mention, CancellationToken token) => Done<IReadOnlyList<ReplyRecord>>(() => [.. _replies.Values.Where(r => r.Reply.Mention == mention)]);

    public Task<IReadOnlyList<ReplyRecord>> RepliesInAsync(IReadOnlyList<ReplyState> states, int max, CancellationToken token) => Done<IReadOnlyList<ReplyRecord>>(() => [.. _replies.Values.Where(r => states.Contains(r.State)).Take(max)]);

    public Task<IReadOnlyList<LedgerEntry>> LedgerAsync(ReplyId id, CancellationToken token) => Done<IReadOnlyList<LedgerEntry>>(() => [.. _ledger.Where(e => e.Reply == id)]);

    public Task<ReplyLife?> LifeAsync(ReplyId id, CancellationToken token) => Done(() =>
        _replies.TryGetValue(id, out var record) ? new ReplyLife(record, [], [.. _ledger.Where(e => e.Reply == id)], null) : null);

    public Task<IReadOnlyList<ReplyRecord>> DeliveredAsync(DateTimeOffset from, DateTimeOffset to, int max, CancellationToken token) =>
        Done<IReadOnlyList<ReplyRecord>>(() =>
            [.. _replies.Values.Where(r => r.State == ReplyState.Delivered && r.ChangedAt >= from && r.ChangedAt < to).OrderByDescending(r => r.ChangedAt).Take(max)]);

    public Task<(int Channel, int Author)> SentSinceAsync(Reply reply, DateTimeOffset since, CancellationToken token) => Done(() =>
    {
        var begun = _replies.Values.Where(r => r.Reply.Conversation.Channel == reply.Conversation.Channel && _begunAt.TryGetValue(r.Reply.Id, out var at) && at >= since.UtcTicks).ToList();
        return (begun.Count, begun.Count(r => r.Reply.Conversation.ThreadId == reply.Conversation.ThreadId && AuthorOf(r.Reply) == AuthorOf(reply)));
    });

    private string? AuthorOf(Reply reply) => _mentions.GetValueOrDefault(reply.Mention)?.Mention.Author.NativeId;

    public Task<Claim> ClaimAsync(MentionNumber mention, string by, TimeSpan length, bool takeOver, DateTimeOffset now, CancellationToken token) => Done(() =>
    {
        var running = _claims.GetValueOrDefault(mention) is { } c && c.Until > now ? c : null;
        if (running is not null && running.By != by && !takeOver)
            return running;
        var fence = (_claims.GetValueOrDefault(mention)?.Fence ?? 0) + (running?.By == by ? 0 : 1);
        return _claims[mention] = new Claim(mention, by, now + length, fence);
    });

    public Task ReleaseClaimAsync(MentionNumber mention, string by, CancellationToken token) => Done(() => { _claims.Remove(mention); });

    public Task<Claim?> ClaimOfAsync(MentionNumber mention, DateTimeOffset now, CancellationToken token) => Done(() => _claims.GetValueOrDefault(mention) is { } c && c.Until > now ? c : null);

    private static bool IsOpen(Draft draft) => draft.State is DraftState.Proposed or DraftState.Edited;

    private static ReplyRecord Doubt(ReplyRecord record, DateTimeOffset now) =>
        record with { State = ReplyState.Unknown, NextActionAt = now, LeaseUntil = null, Looks = 0, ChangedAt = now, Fence = record.Fence + 1 };

    private Draft StoreNew(Draft draft)
    {
        var id = new DraftId(_drafts.Count + 1);
        return _drafts[id] = draft with { Id = id };
    }

    private void Settle(ReplyRecord record, Settlement to)
    {
        Enter(
            record with
            {
                State = to.State, NextActionAt = to.NextActionAt, NativeId = to.NativeId ?? record.NativeId, Permalink = to.Permalink ?? record.Permalink,
                Detail = to.Detail, Looks = to.Looks, LeaseUntil = null, ChangedAt = to.At,
                DueAt = to.State == ReplyState.Approved && to.Actor != Draft.ProductAuthor ? to.NextActionAt : record.DueAt,
            },
            to.Actor);
        var mention = _mentions[record.Reply.Mention];
        if (to.State == ReplyState.Delivered && mention.FirstRespondedAt is null)
            _mentions[mention.Number] = mention with { FirstRespondedAt = to.At };
        else if (Opens(mention.State, to))
            _mentions[mention.Number] = mention with { State = MentionState.Open, SnoozedUntil = null };
    }

    private static bool Opens(MentionState mention, Settlement to) => to.State switch
    {
        ReplyState.Refused or ReplyState.NeedsPerson or ReplyState.Cancelled when mention == MentionState.Pending => true,
        ReplyState.Refused or ReplyState.NeedsPerson or ReplyState.ManualHandOff => mention is MentionState.Resolved or MentionState.Snoozed,
        _ => false,
    };

    private ReplyRecord Enter(ReplyRecord record, string actor)
    {
        _ledger.Add(new LedgerEntry(_ledger.Count + 1, record.Reply.Id, record.ChangedAt, record.State, actor, record.Attempts, record.Fence, record.Detail));
        return _replies[record.Reply.Id] = record;
    }
}
