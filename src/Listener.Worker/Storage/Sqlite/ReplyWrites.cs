using Listener.Worker.Domain;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>Writing replies and their ledger rows, always together.</summary>
internal static class ReplyWrites
{
    /// <summary>Adds a reply with its first ledger row.</summary>
    public static ReplyRow Insert(WriteScope scope, ReplyRecord record, string actor)
    {
        var sequence = LedgerRows.Append(scope, record, actor, record.Detail);
        var row = new ReplyRow(record, null, sequence);
        var reply = record.Reply;
        var sql = scope.Db.Sql("""
            INSERT INTO reply (id, mention, channel, native_id, thread_id, parent_id, audience, channel_state, text, text_hash, language,
              target_version, approved_at, draft, approved_by, state, attempts, looks, fence, lease_until, next_action_at, posted_id, permalink,
              detail, changed_at, begun_at, ledger_seq, mac)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26,
              ?27, ?28)
            """)
            .With(row.Id).With(reply.Mention.Value).With(reply.Answers.Channel.Value).With(reply.Answers.NativeId)
            .With(reply.Conversation.ThreadId).With(reply.Conversation.ParentId).With((int)reply.Conversation.Audience)
            .With(reply.Conversation.ChannelState).With(reply.Text).With(reply.TextHash).With(reply.Language).With(reply.TargetVersion)
            .With(reply.ApprovedAt).With(record.Draft.Value).With(record.ApprovedBy);
        Bind(sql, scope, row).Run();
        return row;
    }

    /// <summary>Stores a new state with its ledger row, and publishes it.</summary>
    public static ReplyRow Move(WriteScope scope, ReplyRow row, DateTimeOffset at, string actor, string? detail)
    {
        var record = row.Record with { ChangedAt = at, Detail = detail };
        var said = record.State == ReplyState.Delivered ? record.NativeId : detail;
        var moved = row with { Record = record, LedgerSequence = LedgerRows.Append(scope, record, actor, said) };
        Update(scope, moved);
        scope.Changed("reply", record.Reply.Mention.Value);
        return moved;
    }

    /// <summary>Stores lease and fence; no step of the state machine, so no ledger row.</summary>
    public static void Update(WriteScope scope, ReplyRow row) =>
        Bind(scope.Db.Sql("""
            UPDATE reply SET state = ?2, attempts = ?3, looks = ?4, fence = ?5, lease_until = ?6, next_action_at = ?7, posted_id = ?8,
              permalink = ?9, detail = ?10, changed_at = ?11, begun_at = ?12, ledger_seq = ?13, mac = ?14
            WHERE id = ?1
            """).With(row.Id), scope, row).Run();

    private static SqlStatement Bind(SqlStatement sql, WriteScope scope, ReplyRow row)
    {
        var record = row.Record;
        return sql.With((int)record.State).With(record.Attempts).With(record.Looks).With(record.Fence).With(record.LeaseUntil)
            .With(record.NextActionAt).With(record.NativeId).With(record.Permalink?.AbsoluteUri).With(record.Detail).With(record.ChangedAt)
            .With(row.BegunAt).With(row.LedgerSequence).With(row.Seal(scope.Key));
    }
}
