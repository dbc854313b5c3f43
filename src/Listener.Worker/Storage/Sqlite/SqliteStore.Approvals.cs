using Listener.Worker.Domain;
using Microsoft.Data.Sqlite;

namespace Listener.Worker.Storage.Sqlite;

// Approving a draft and taking the approval back.
public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public Task<ReplyRecord> ApproveAsync(
        Reply reply, DraftId draft, int version, string? mentionVersion, Decision decision, DateTimeOffset sendAfter, bool byHand, CancellationToken token) =>
        WriteAsync(scope =>
        {
            var open = OpenDraft(scope.Db, draft, version);
            if (open.Mention != reply.Mention)
                throw new StaleWriteException($"Draft {draft} answers mention {open.Mention}, not {reply.Mention}.");
            CheckUnchanged(scope.Db, reply.Mention, mentionVersion);
            var record = new ReplyRecord(
                reply, draft, decision.By, ReplyState.Approved, 0, 0, 0, null, sendAfter, null, null, null, decision.At);
            var row = Insert(scope, record, decision.By);
            if (byHand)
                row = ReplyWrites.Move(
                    scope, row with { Record = record with { State = ReplyState.ManualHandOff, NextActionAt = null } }, decision.At, decision.By, null);
            DraftWrites.SetState(scope.Db, draft, DraftState.Approved, decision);
            DraftWrites.Supersede(scope, reply.Mention.Value);
            SetState(scope, reply.Mention.Value, MentionState.Pending);
            scope.Changed("reply", reply.Mention.Value);
            return Stored(scope.Db, row);
        }, token);

    /// <inheritdoc/>
    public Task<bool> CancelAsync(ReplyId id, string by, string? reason, DateTimeOffset now, CancellationToken token) => WriteAsync(scope =>
    {
        if (ReplyRows.Find(scope.Db, id) is not { Record: { State: ReplyState.Approved or ReplyState.RetryLater or ReplyState.ManualHandOff } record } row)
            return false;
        if (record.Attempts > 0 && AttemptHistory.MayStand(record.Attempts, StepsOf(scope.Db, id)))
            return false;
        ReplyWrites.Move(scope, row.Cancelled(), now, by, reason);
        Reopen(scope, record);
        SetState(scope, record.Reply.Mention.Value, MentionState.Open);
        return true;
    }, token);

    private static ReplyRow Insert(WriteScope scope, ReplyRecord record, string actor)
    {
        try
        {
            return ReplyWrites.Insert(scope, record, actor);
        }
        catch (SqliteException error) when (SqliteErrors.IsConstraint(error))
        {
            throw new StaleWriteException($"Another reply to mention {record.Reply.Mention} is already on its way.");
        }
    }

    private static bool IsAsApproved(SqliteSession db, Reply reply)
    {
        using var row = db.Sql("SELECT version, gone_at FROM mention WHERE number = ?1").With(reply.Mention.Value);
        return row.Step() && row.IsNull(1) && row.TextOrNull(0) == reply.TargetVersion;
    }

    private static void CheckUnchanged(SqliteSession db, MentionNumber number, string? version)
    {
        using var row = db.Sql("SELECT version, gone_at FROM mention WHERE number = ?1").With(number.Value);
        if (!row.Step())
            throw new StaleWriteException($"Mention {number} is no longer there.");
        if (!row.IsNull(1))
            throw new StaleWriteException($"Mention {number} was removed by the customer.");
        if (row.TextOrNull(0) != version)
            throw new StaleWriteException($"Mention {number} was edited by the customer since you read it.");
    }

    /// <summary>The draft of a cancelled reply is open again, unless it is gone, or what it answers is gone or another text now.</summary>
    private static void Reopen(WriteScope scope, ReplyRecord record)
    {
        if (DraftWrites.Find(scope.Db, record.Draft) is not { State: DraftState.Approved } draft || !IsAsApproved(scope.Db, record.Reply))
            return;
        DraftWrites.SetState(scope.Db, draft.Id, draft.Version > 1 ? DraftState.Edited : DraftState.Proposed, null);
        DraftWrites.NoteOpen(scope, draft.Mention.Value);
        scope.Changed("draft", draft.Mention.Value);
    }

    /// <summary>The record as a later reading gives it, times in whole milliseconds.</summary>
    private static ReplyRecord Stored(SqliteSession db, ReplyRow row) => ReplyRows.Find(db, row.Record.Reply.Id)!.Record;

    private static void SetState(WriteScope scope, long mention, MentionState state)
    {
        var known = WorkRow.Change(scope, mention, row => row with
        {
            Dimensions = row.Dimensions with { State = (int)state },
            SnoozedUntil = null,
        });
        if (known)
            scope.Changed("mention-changed", mention);
    }
}
