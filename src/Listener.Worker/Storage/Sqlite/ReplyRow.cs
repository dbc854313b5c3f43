using Listener.Worker.Domain;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>A row of table <c>reply</c>: the record, and what only the store needs.</summary>
/// <param name="Record">The reply in the state machine.</param>
/// <param name="BegunAt">Start of the latest attempt; null before the first.</param>
/// <param name="LedgerSequence">Newest ledger row of this reply.</param>
internal sealed record ReplyRow(ReplyRecord Record, DateTimeOffset? BegunAt, long LedgerSequence)
{
    private (ReplyRow Row, byte[] Seal, string TextHash)? _read;

    public string Id => Record.Reply.Id.ToString();

    /// <summary>Same row, given up before any attempt; nobody holding an older fence may send it.</summary>
    public ReplyRow Cancelled() => this with
    {
        Record = Record with { State = ReplyState.Cancelled, NextActionAt = null, LeaseUntil = null, Fence = Record.Fence + 1 },
    };

    /// <summary>Same row, remembered as it was read with its hashes.</summary>
    public ReplyRow ReadWith(byte[] seal, string textHash) => this with { _read = (this, seal, textHash) };

    /// <summary>True if something else than this program changed it on the disk.</summary>
    public bool IsTampered(LedgerKey key) =>
        _read is { } read && (read.TextHash != read.Row.Record.Reply.TextHash || !read.Seal.AsSpan().SequenceEqual(read.Row.Hash(key)));

    /// <summary>Hash to store with it. One that was tampered with keeps the broken one, so that whatever becomes of it, the check still names it.</summary>
    public byte[] Seal(LedgerKey key) => IsTampered(key) ? _read!.Value.Seal : Hash(key);

    /// <summary>Keyed hash over all that is stored of it.</summary>
    public byte[] Hash(LedgerKey key)
    {
        var reply = Record.Reply;
        return key.Begin().Add("reply").Add(Id).Add(reply.Mention.Value).Add(reply.Answers.Channel.Value).Add(reply.Answers.NativeId)
            .Add(reply.Conversation.ThreadId).Add(reply.Conversation.ParentId).Add((long)reply.Conversation.Audience)
            .Add(reply.Conversation.ChannelState).Add(reply.Text).Add(reply.TextHash).Add(reply.Language).Add(reply.TargetVersion)
            .Add(reply.ApprovedAt).Add(Record.Draft.Value).Add(Record.ApprovedBy).Add((long)Record.State).Add((long)Record.Attempts)
            .Add((long)Record.Looks).Add(Record.Fence).Add(Record.LeaseUntil).Add(Record.NextActionAt).Add(Record.NativeId)
            .Add(Record.Permalink?.AbsoluteUri).Add(Record.Detail).Add(Record.ChangedAt).Add(BegunAt).Add(LedgerSequence).End();
    }
}

/// <summary>Reading replies.</summary>
internal static class ReplyRows
{
    public const string Select = """
        SELECT id, mention, channel, native_id, thread_id, parent_id, audience, channel_state, text, language, target_version, approved_at,
          draft, approved_by, state, attempts, looks, fence, lease_until, next_action_at, posted_id, permalink, detail, changed_at, begun_at,
          ledger_seq, text_hash, mac, seq,
          (SELECT l.until FROM ledger l WHERE l.reply = reply.id AND l.reply <> '' AND l.state = 0 AND l.actor <> 'Listener' ORDER BY l.seq DESC LIMIT 1)
        FROM reply 
        """;

    public const int HashColumn = 26;
    public const int MacColumn = 27;
    public const int SequenceColumn = 28;
    private const int DueColumn = 29;

    public static ReplyRow Read(SqlStatement row)
    {
        var channel = new ChannelKey(row.Text(2));
        var reply = Reply.Restore(
            new ReplyId(Guid.ParseExact(row.Text(0), "n")), new MentionNumber(row.Long(1)),
            new ConversationRef(channel, row.Text(4), row.Text(5), (Audience)row.Int(6), row.TextOrNull(7)),
            new MentionId(channel, row.Text(3)), row.Text(8), row.Text(9), row.TextOrNull(10), row.Time(11));
        var record = new ReplyRecord(
            reply, new DraftId(row.Long(12)), row.Text(13), (ReplyState)row.Int(14), row.Int(15), row.Int(16), row.Long(17),
            row.TimeOrNull(18), row.TimeOrNull(19), row.TextOrNull(20), MentionRows.Address(row.TextOrNull(21)), row.TextOrNull(22), row.Time(23)) { DueAt = row.TimeOrNull(DueColumn) };
        return new ReplyRow(record, row.TimeOrNull(24), row.Long(25)).ReadWith(row.Bytes(MacColumn), row.Text(HashColumn));
    }

    public static ReplyRow? Find(SqliteSession db, ReplyId id)
    {
        using var row = db.Sql(Select + "WHERE id = ?1").With(id.ToString());
        return row.Step() ? Read(row) : null;
    }

    public static List<ReplyRow> All(SqlStatement rows)
    {
        using (rows)
        {
            var all = new List<ReplyRow>();
            while (rows.Step())
                all.Add(Read(rows));
            return all;
        }
    }

    /// <summary>Replies of a mention that could still be stopped.</summary>
    public static List<ReplyRow> UnattemptedOf(SqliteSession db, long mention) =>
        All(db.Sql(Select + "WHERE mention = ?1 AND state IN (0, 9) AND attempts = 0").With(mention));

    /// <summary>True if a reply of this mention is neither delivered nor given up.</summary>
    public static bool AnyOnItsWay(SqliteSession db, long mention)
    {
        using var any = db.Sql("SELECT 1 FROM reply WHERE mention = ?1 AND state NOT IN (2, 4, 8)").With(mention);
        return any.Step();
    }
}
