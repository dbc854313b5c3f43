using Listener.Worker.Domain;

namespace Listener.Worker.Storage.Sqlite;

// The delivery state machine: leases, attempts, settlements.
public sealed partial class SqliteStore
{
    private const string Tampered = "Its row in the store was changed by something else than Listener, so it is not sent. Give it up and write the reply anew; 'listener db verify' names the row.";

    /// <inheritdoc/>
    public Task<IReadOnlyList<ReplyRecord>> LeaseDueAsync(
        DateTimeOffset now, TimeSpan lease, int max, IReadOnlyCollection<ChannelKey> except, CancellationToken token) =>
        WriteAsync<IReadOnlyList<ReplyRecord>>(scope =>
        {
            var busy = $" {string.Join(' ', except)} ";
            var expired = ReplyRows.All(scope.Db.Sql(ReplyRows.Select + """
                WHERE state = 1 AND (lease_until IS NULL OR lease_until <= ?1) AND instr(?2, ' ' || channel || ' ') = 0
                """).With(now).With(busy));
            foreach (var row in expired)
                Doubt(scope, row, "the lease ran out during the attempt", now);
            ClockSetBack.Mend(scope, now, lease, busy);
            var due = ReplyRows.All(scope.Db.Sql(ReplyRows.Select + """
                WHERE state IN (0, 3, 5, 6) AND next_action_at <= ?1 AND (lease_until IS NULL OR lease_until <= ?1)
                  AND instr(?3, ' ' || channel || ' ') = 0
                ORDER BY next_action_at, seq LIMIT ?2
                """).With(now).With(max).With(busy));
            due.RemoveAll(row => Withhold(scope, row, now));
            return [.. due.Select(row => Lease(scope, row, now + lease))];
        }, token);

    /// <inheritdoc/>
    public Task<int> RecoverAfterStartAsync(DateTimeOffset now, CancellationToken token) => WriteAsync(scope =>
    {
        var sending = ReplyRows.All(scope.Db.Sql(ReplyRows.Select + "WHERE state = 1"));
        foreach (var row in sending)
            Doubt(scope, row, "the service stopped during the attempt", now);
        // The process that held the other leases is gone: this one holds the lock.
        foreach (var row in ReplyRows.All(scope.Db.Sql(ReplyRows.Select + "WHERE lease_until IS NOT NULL")))
            ReplyWrites.Update(scope, row with { Record = row.Record with { LeaseUntil = null, Fence = row.Record.Fence + 1 } });
        return sending.Count;
    }, token);

    /// <inheritdoc/>
    public Task<ReplyRecord?> BeginAttemptAsync(ReplyId id, long fence, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken token) =>
        WriteAsync(scope =>
        {
            if (ReplyRows.Find(scope.Db, id) is not { Record: { State: ReplyState.Approved or ReplyState.RetryLater } record } row)
                return null;
            // A lease that ran out may already be somebody else's turn: whoever slept through it has to ask again.
            if (record.Fence != fence || record.LeaseUntil is not { } until || until <= now || row.IsTampered(scope.Key))
                return null;
            var begun = record with
            {
                State = ReplyState.Sending, Attempts = record.Attempts + 1, Looks = 0, LeaseUntil = leaseUntil, NextActionAt = null,
            };
            var moved = ReplyWrites.Move(scope, row with { Record = begun, BegunAt = now }, now, Draft.ProductAuthor, null);
            return (ReplyRecord?)Stored(scope.Db, moved);
        }, token);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The step is not part of the state machine.</exception>
    public Task<bool> SettleAsync(ReplyId id, long fence, Settlement settlement, CancellationToken token) => WriteAsync(scope =>
    {
        if (ReplyRows.Find(scope.Db, id) is not { } row || row.Record.Fence != fence || row.Record.State == ReplyState.Delivered)
            return false;
        if (!ReplySteps.Allows(row.Record.State, settlement.State))
            throw new InvalidOperationException($"Reply {id} cannot go from {row.Record.State} to {settlement.State}.");
        Settle(scope, row, settlement);
        return true;
    }, token);

    /// <inheritdoc/>
    public Task<ReplyId?> SettleByOwnPostAsync(
        MentionId parent, string textHash, string nativeId, Uri? permalink, DateTimeOffset now, CancellationToken token) =>
        WriteAsync(scope =>
        {
            // The plus keeps the planner from reading all replies in the order of seq: those on their way have an index of their own.
            var rows = ReplyRows.All(scope.Db.Sql(ReplyRows.Select + """
                WHERE channel = ?1 AND text_hash = ?2 AND state NOT IN (2, 4, 8) AND (native_id = ?3 OR parent_id = ?3)
                  AND NOT EXISTS (SELECT 1 FROM reply earlier WHERE earlier.mention = reply.mention AND earlier.text_hash = ?2 AND earlier.state = 2 AND earlier.posted_id = ?4)
                ORDER BY +seq LIMIT 1
                """).With(parent.Channel.Value).With(textHash).With(parent.NativeId).With(nativeId));
            if (rows.Count == 0)
                return (ReplyId?)null;
            // The fence rises, so a sender still under way cannot overwrite what the network has shown.
            var row = rows[0] with { Record = rows[0].Record with { Fence = rows[0].Record.Fence + 1 } };
            Settle(scope, row, new Settlement(ReplyState.Delivered, now, Draft.ProductAuthor, null, nativeId, permalink));
            return row.Record.Reply.Id;
        }, token);

    /// <summary>What was changed behind our back is nobody's approval any more: a person decides.</summary>
    private bool Withhold(WriteScope scope, ReplyRow row, DateTimeOffset now)
    {
        if (!row.IsTampered(scope.Key))
            return false;
        logger.LogError("Reply {Reply} was changed in the store by something else than Listener and is not sent. Run 'listener db verify'", row.Record.Reply.Id);
        Settle(scope, row, new Settlement(ReplyState.NeedsPerson, now, Draft.ProductAuthor, Detail: Tampered, Looks: row.Record.Looks));
        return true;
    }

    private static void Settle(WriteScope scope, ReplyRow row, Settlement settlement)
    {
        var delivered = settlement.State == ReplyState.Delivered;
        if (delivered && string.IsNullOrEmpty(settlement.NativeId))
            throw new ArgumentException("A delivered reply needs the network's id.", nameof(settlement));
        var record = row.Record with
        {
            State = settlement.State,
            Looks = settlement.Looks,
            LeaseUntil = null,
            NextActionAt = settlement.NextActionAt,
            NativeId = delivered ? settlement.NativeId : row.Record.NativeId,
            Permalink = delivered ? settlement.Permalink : row.Record.Permalink,
        };
        if (!delivered && (record.State, settlement.Detail) == (row.Record.State, row.Record.Detail))
        {
            // It waits on for the same reason: no step of its life, but a later time.
            ReplyWrites.Update(scope, row with { Record = record with { ChangedAt = settlement.At } });
            scope.Changed("reply", record.Reply.Mention.Value);
            return;
        }
        ReplyWrites.Move(scope, row with { Record = record }, settlement.At, settlement.Actor, settlement.Detail);
        var mention = record.Reply.Mention.Value;
        if (delivered)
            WorkRow.Change(scope, mention, w => w with { AnsweredAt = w.AnsweredAt ?? settlement.At.ToUnixTimeMilliseconds() });
        else if (ReplySteps.NeedsSomebody(settlement.State))
            WorkRow.Change(scope, mention, w => ToOpen(w, settlement));
    }

    private static WorkRow ToOpen(WorkRow row, Settlement settlement)
    {
        var opens = row.State switch
        {
            MentionState.Pending => settlement.State != ReplyState.ManualHandOff,
            // Whoever closed the mention counted on the reply. A person who gives it up knows that it does not come.
            MentionState.Resolved or MentionState.Snoozed => settlement.State != ReplyState.Cancelled,
            _ => false,
        };
        return opens ? row with { Dimensions = row.Dimensions with { State = (int)MentionState.Open }, SnoozedUntil = null } : row;
    }

    /// <summary>An attempt whose end nobody saw: Unknown, to be looked up now, and the sender has lost its right.</summary>
    internal static void Doubt(WriteScope scope, ReplyRow row, string why, DateTimeOffset now)
    {
        var record = row.Record with
        {
            State = ReplyState.Unknown, Fence = row.Record.Fence + 1, LeaseUntil = null, NextActionAt = now, Looks = 0,
        };
        ReplyWrites.Move(scope, row with { Record = record }, now, Draft.ProductAuthor, why);
    }

    private static ReplyRecord Lease(WriteScope scope, ReplyRow row, DateTimeOffset until)
    {
        var leased = row with { Record = row.Record with { Fence = row.Record.Fence + 1, LeaseUntil = until } };
        ReplyWrites.Update(scope, leased);
        return Stored(scope.Db, leased);
    }
}
