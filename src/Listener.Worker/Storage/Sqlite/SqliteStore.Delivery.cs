using Listener.Worker.Domain;

namespace Listener.Worker.Storage.Sqlite;

// The delivery state machine: leases, attempts, settlements.
public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<ReplyRecord>> LeaseDueAsync(DateTimeOffset now, TimeSpan lease, int max, CancellationToken token) =>
        WriteAsync<IReadOnlyList<ReplyRecord>>(scope =>
        {
            var expired = ReplyRows.All(scope.Db.Sql(ReplyRows.Select + "WHERE state = 1 AND (lease_until IS NULL OR lease_until <= ?1)").With(now));
            foreach (var row in expired)
                Doubt(scope, row, "the lease ran out during the attempt", now);
            ClockSetBack.Mend(scope, now, lease);
            var due = ReplyRows.All(scope.Db.Sql(ReplyRows.Select + """
                WHERE state IN (0, 3, 5, 6) AND next_action_at <= ?1 AND (lease_until IS NULL OR lease_until <= ?1)
                ORDER BY next_action_at, seq LIMIT ?2
                """).With(now).With(max));
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
            if (record.Fence != fence || record.LeaseUntil is not { } until || until <= now)
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
            if ((Undecided(scope.Db, parent, textHash) ?? GivenUp(scope.Db, parent, textHash, nativeId)) is not { } found)
                return (ReplyId?)null;
            // The fence rises, so a sender still under way cannot overwrite what the network has shown.
            var row = found with { Record = found.Record with { Fence = found.Record.Fence + 1 } };
            Settle(scope, row, new Settlement(ReplyState.Delivered, now, Draft.ProductAuthor, null, nativeId, permalink));
            return row.Record.Reply.Id;
        }, token);

    private static ReplyRow? Undecided(SqliteSession db, MentionId parent, string textHash) => ReplyRows.All(db.Sql(ReplyRows.Select + """
        WHERE channel = ?1 AND text_hash = ?2 AND (native_id = ?3 OR parent_id = ?3) AND state NOT IN (2, 4, 8) ORDER BY seq LIMIT 1
        """).With(parent.Channel.Value).With(textHash).With(parent.NativeId)).FirstOrDefault();

    // What was attempted and then refused or given up stands all the same, unless this post is known to be another reply's.
    private static ReplyRow? GivenUp(SqliteSession db, MentionId parent, string textHash, string nativeId) => ReplyRows.All(db.Sql(ReplyRows.Select + """
        WHERE channel = ?1 AND text_hash = ?2 AND (native_id = ?3 OR parent_id = ?3) AND state IN (4, 8) AND attempts > 0
          AND NOT EXISTS (SELECT 1 FROM reply k WHERE k.mention = reply.mention AND k.state = 2
            AND k.text_hash = ?2 AND (k.posted_id = ?4 OR k.posted_id LIKE 'by-hand-%' OR k.posted_id = k.permalink))
        ORDER BY seq LIMIT 1
        """).With(parent.Channel.Value).With(textHash).With(parent.NativeId).With(nativeId)).FirstOrDefault();

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
        ReplyWrites.Move(scope, row with { Record = record }, settlement.At, settlement.Actor, settlement.Detail);
        var mention = record.Reply.Mention.Value;
        if (delivered)
            Answer(scope, row.Record, settlement.At);
        else if (ReplySteps.NeedsSomebody(settlement.State))
            WorkRow.Change(scope, mention, w => ToOpen(w, settlement));
    }

    private static bool IsChangedSince(SqliteSession db, Reply reply)
    {
        using var row = db.Sql("SELECT 1 FROM mention WHERE number = ?1 AND edited_at > ?2").With(reply.Mention.Value).With(reply.ApprovedAt);
        return row.Step();
    }

    private static void Answer(WriteScope scope, ReplyRecord before, DateTimeOffset at)
    {
        var mention = before.Reply.Mention.Value;
        var changed = IsChangedSince(scope.Db, before.Reply);
        // Whoever took it for unanswered may have a draft by now.
        if (!changed && ReplySteps.NeedsSomebody(before.State))
            DraftWrites.Supersede(scope, mention);
        WorkRow.Change(scope, mention, w => w with
        {
            AnsweredAt = w.AnsweredAt ?? at.ToUnixTimeMilliseconds(),
            Dimensions = w.Dimensions with { State = (int)StateAfterAnswer(w.State, changed) },
        });
    }

    // Where the text changed the answer stands, but what the customer says now was never answered: it must not rest among the answered ones.
    private static MentionState StateAfterAnswer(MentionState state, bool changed) => state switch
    {
        MentionState.Pending when changed => MentionState.Open,
        MentionState.New or MentionState.Open when !changed => MentionState.Pending,
        _ => state,
    };

    private static WorkRow ToOpen(WorkRow row, Settlement settlement)
    {
        var opens = row.State switch
        {
            MentionState.Pending => settlement.State != ReplyState.ManualHandOff,
            // Whoever closed the mention counted on the reply. A person who ends it knows that it does not come; when Listener stops it, nobody does.
            MentionState.Resolved or MentionState.Snoozed => settlement.State != ReplyState.Cancelled || settlement.Actor == Draft.ProductAuthor,
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
