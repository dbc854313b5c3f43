using Listener.Worker.Domain;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>The append-only ledger of deliveries and the log of audit, each a keyed hash chain.</summary>
internal static class LedgerRows
{
    public const string Ledger = "ledger";
    public const string Audit = "audit";

    /// <summary>Adds a row for the state a reply has now.</summary>
    /// <returns>Its sequence number.</returns>
    public static long Append(WriteScope scope, ReplyRecord record, string actor, string? detail, bool erased = false)
    {
        var (sequence, before) = Head(scope.Db, Ledger);
        var entry = new LedgerEntry(
            sequence + 1, record.Reply.Id, record.ChangedAt, record.State, actor, record.Attempts, record.Fence, detail);
        var content = Content(scope.Key, entry, erased);
        var chain = Link(scope.Key, before, content);
        scope.Db.Sql("""
            INSERT INTO ledger (seq, reply, at, state, actor, attempt, fence, detail, erased, content, chain)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            """)
            .With(entry.Sequence).With(entry.Reply.ToString()).With(entry.At).With((int)entry.State).With(actor).With(entry.Attempt)
            .With(entry.Fence).With(detail).With(erased).With(content).With(chain).Run();
        SaveHead(scope, Ledger, entry.Sequence, chain);
        return entry.Sequence;
    }

    /// <summary>Adds a row to the audit log.</summary>
    public static void Append(WriteScope scope, AuditEntry entry)
    {
        var (last, before) = Head(scope.Db, Audit);
        var content = Content(scope.Key, last + 1, entry);
        var chain = Link(scope.Key, before, content);
        scope.Db.Sql("""
            INSERT INTO audit (seq, at, who, what, object, before, after, content, chain) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """)
            .With(last + 1).With(entry.At).With(entry.Who).With(entry.What).With(entry.Object).With(entry.Before).With(entry.After)
            .With(content).With(chain).Run();
        SaveHead(scope, Audit, last + 1, chain);
    }

    /// <summary>Keyed hash of a ledger row's fields.</summary>
    public static byte[] Content(LedgerKey key, LedgerEntry entry, bool erased) =>
        key.Begin().Add(Ledger).Add(entry.Sequence).Add(entry.Reply.ToString()).Add(entry.At).Add((long)entry.State).Add(entry.Actor)
            .Add((long)entry.Attempt).Add(entry.Fence).Add(entry.Detail).Add(erased ? 1L : 0L).End();

    /// <summary>Keyed hash of an audit row's fields.</summary>
    public static byte[] Content(LedgerKey key, long sequence, AuditEntry entry) =>
        key.Begin().Add(Audit).Add(sequence).Add(entry.At).Add(entry.Who).Add(entry.What).Add(entry.Object).Add(entry.Before).Add(entry.After).End();

    /// <summary>Proof that the texts of an audit row were taken out by an erasure.</summary>
    public static byte[] Erased(LedgerKey key, long sequence, byte[] content) => key.Begin().Add("erased").Add(sequence).Add(content).End();

    /// <summary>Chain value of a row after one with <paramref name="before"/>.</summary>
    public static byte[] Link(LedgerKey key, byte[] before, byte[] content) => key.Begin().Add("link").Add(before).Add(content).End();

    /// <summary>Proof of the newest row.</summary>
    public static byte[] HeadMac(LedgerKey key, string table, long sequence, byte[] chain) =>
        key.Begin().Add("head").Add(table).Add(sequence).Add(chain).End();

    /// <summary>Sequence and chain value of the newest row; 0 and nothing before the first.</summary>
    public static (long Sequence, byte[] Chain) Head(SqliteSession db, string table)
    {
        using var row = db.Sql(table == Ledger
            ? "SELECT seq, chain FROM ledger ORDER BY seq DESC LIMIT 1"
            : "SELECT seq, chain FROM audit ORDER BY seq DESC LIMIT 1");
        return row.Step() ? (row.Long(0), row.Bytes(1)) : (0, []);
    }

    private static void SaveHead(WriteScope scope, string table, long sequence, byte[] chain) =>
        scope.Db.Sql("INSERT INTO chain_head (name, seq, mac) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET seq = excluded.seq, mac = excluded.mac")
            .With(table).With(sequence).With(HeadMac(scope.Key, table, sequence, chain)).Run();
}
