using Listener.Worker.Domain;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>The append-only ledger of deliveries and the log of audit, each a keyed hash chain.</summary>
internal static class LedgerRows
{
    public const string Ledger = "ledger";
    public const string Audit = "audit";

    /// <summary>Adds a row for the state a reply has now.</summary>
    /// <returns>Its sequence number.</returns>
    public static long Append(WriteScope scope, ReplyRecord record, string actor, string? detail, bool erased = false) =>
        Append(scope, [LedgerRow.Of(scope.Key, record, actor, detail, erased)]);

    /// <summary>Adds a row for what became of a draft.</summary>
    public static void Append(WriteScope scope, Draft draft, DraftState state, string actor, DateTimeOffset at) =>
        Append(scope, [LedgerRow.Of(scope.Key, draft, state, actor, at)]);

    /// <summary>Adds rows in their order; the end of the chain is read and written once for all.</summary>
    /// <returns>Sequence number of the last.</returns>
    public static long Append(WriteScope scope, IReadOnlyList<LedgerRow> rows)
    {
        var (sequence, chain) = Head(scope.Db, Ledger);
        foreach (var row in rows)
        {
            var next = row with { Sequence = ++sequence };
            var content = next.Content(scope.Key)!;
            chain = Link(scope.Key, chain, content);
            Insert(scope.Db, next, content, chain);
        }
        SaveHead(scope, Ledger, sequence, chain);
        return sequence;
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

    /// <summary>Keyed hash of an audit row's fields.</summary>
    public static byte[] Content(LedgerKey key, long sequence, AuditEntry entry) =>
        key.Begin().Add(Audit).Add(sequence).Add(entry.At).Add(entry.Who).Add(entry.What).Add(entry.Object).Add(entry.Before).Add(entry.After).End();

    /// <summary>Proof that the texts of an audit row were taken out by an erasure, and of what is left of it.</summary>
    public static byte[] Erased(LedgerKey key, long sequence, byte[] content, AuditEntry left) =>
        key.Begin().Add("erased-2").Add(sequence).Add(content).Add(left.At).Add(left.Who).Add(left.What).Add(left.Object).Add(left.Before)
            .Add(left.After).End();

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

    /// <summary>Chain value of one row; nothing if it is not there.</summary>
    public static byte[] ChainAt(SqliteSession db, string table, long sequence)
    {
        using var row = db.Sql(table == Ledger ? "SELECT chain FROM ledger WHERE seq = ?1" : "SELECT chain FROM audit WHERE seq = ?1").With(sequence);
        return row.Step() ? row.Bytes(0) : [];
    }

    private static void Insert(SqliteSession db, LedgerRow row, byte[] content, byte[] chain)
    {
        var sql = db.Sql("""
            INSERT INTO ledger (seq, reply, at, state, actor, attempt, fence, detail, erased, form, draft, version, until, idempotency_key,
              text_mac, content, chain)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
            """)
            .With(row.Sequence).With(row.Reply).With(row.At).With(row.State).With(row.Actor).With(row.Attempt).With(row.Fence).With(row.Detail)
            .With(row.Erased).With(row.FormOf).With(row.Draft).With(row.Version).With(row.Until).With(row.Key);
        (row.TextMac is null ? sql.WithNull() : sql.With(row.TextMac)).With(content).With(chain).Run();
    }

    private static void SaveHead(WriteScope scope, string table, long sequence, byte[] chain)
    {
        var mac = HeadMac(scope.Key, table, sequence, chain);
        scope.Db.Sql("INSERT INTO chain_head (name, seq, mac) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET seq = excluded.seq, mac = excluded.mac")
            .With(table).With(sequence).With(mac).Run();
        scope.Heads[table] = new ChainHead(sequence, mac);
    }
}
