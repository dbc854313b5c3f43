using System.Globalization;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>Checks a database: structure, row hashes, chains, totals. Names table and row of every fault.</summary>
internal static class StoreCheck
{
    /// <summary>Faults found, at most 1,000.</summary>
    public static IReadOnlyList<string> Run(SqliteSession db, LedgerKey key)
    {
        var faults = Structure(db);
        if (faults.Count > 0)
            return faults;
        return [.. Ledger(db, key).Concat(Audit(db, key)).Concat(Replies(db, key)).Concat(Totals(db)).Take(1_000)];
    }

    private static List<string> Structure(SqliteSession db)
    {
        var faults = new List<string>();
        using (var rows = db.Sql("PRAGMA integrity_check(100)"))
        {
            while (rows.Step())
            {
                if (rows.Text(0) is var text && text != "ok")
                    faults.Add($"structure: {text}");
            }
        }
        using var keys = db.Sql("PRAGMA foreign_key_check");
        while (keys.Step())
            faults.Add(Row(keys.Text(0), keys.Long(1), $"its {keys.Text(2)} is missing"));
        return faults;
    }

    private static List<string> Ledger(SqliteSession db, LedgerKey key)
    {
        var chain = new ChainCheck(LedgerRows.Ledger, key);
        using var rows = db.Sql("SELECT seq, reply, at, state, actor, attempt, fence, detail, erased, content, chain FROM ledger ORDER BY seq");
        while (rows.Step())
        {
            var content = rows.Bytes(9);
            var right = Readable(() => LedgerRows.Content(key, SqliteStore.ReadLedger(rows), rows.Bool(8)));
            chain.Next(rows.Long(0), content, rows.Bytes(10), right is not null && content.AsSpan().SequenceEqual(right));
        }
        return chain.End(db);
    }

    private static List<string> Audit(SqliteSession db, LedgerKey key)
    {
        var chain = new ChainCheck(LedgerRows.Audit, key);
        using var rows = db.Sql("SELECT seq, at, who, what, object, before, after, erased, content, chain FROM audit ORDER BY seq");
        while (rows.Step())
        {
            var content = rows.Bytes(8);
            var right = rows.IsNull(7)
                ? Readable(() => LedgerRows.Content(key, rows.Long(0), SqliteStore.ReadAudit(rows, 1)))
                : LedgerRows.Erased(key, rows.Long(0), content);
            var stored = rows.IsNull(7) ? content : rows.Bytes(7);
            chain.Next(rows.Long(0), content, rows.Bytes(9), right is not null && stored.AsSpan().SequenceEqual(right));
        }
        return chain.End(db);
    }

    private static List<string> Replies(SqliteSession db, LedgerKey key)
    {
        var faults = new List<string>();
        using (var rows = db.Sql(ReplyRows.Select + "ORDER BY seq"))
        {
            while (rows.Step())
            {
                var row = Readable(() => ReplyRows.Read(rows));
                if (row is null || rows.Text(ReplyRows.HashColumn) != row.Record.Reply.TextHash
                    || !rows.Bytes(ReplyRows.MacColumn).AsSpan().SequenceEqual(row.Hash(key)))
                    faults.Add(Row("reply", rows.Long(ReplyRows.SequenceColumn), "its content does not match its hash"));
            }
        }
        using var apart = db.Sql("""
            SELECT l.seq, l.reply, r.seq FROM ledger l LEFT JOIN reply r ON r.id = l.reply
            WHERE l.seq = (SELECT max(seq) FROM ledger WHERE reply = l.reply)
              AND ((r.seq IS NULL AND l.erased = 0) OR r.state <> l.state OR r.ledger_seq <> l.seq)
            """);
        while (apart.Step())
            faults.Add(apart.IsNull(2)
                ? Row("ledger", apart.Long(0), $"its reply {apart.Text(1)} is missing")
                : Row("reply", apart.Long(2), $"its state is not the one of ledger row {apart.Long(0)}"));
        return faults;
    }

    private static List<string> Totals(SqliteSession db)
    {
        var faults = new List<string>();
        using var rows = db.Sql("""
            SELECT sum(n) FROM (
              SELECT channel, state, sentiment, intent, language, priority, needs_answer, unsure, open_draft, assignee, n FROM tally WHERE n <> 0
              EXCEPT
              SELECT channel, state, sentiment, intent, language, priority, needs_answer, unsure, open_draft, assignee, count(*) FROM work
              GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
            """);
        if (rows.Step() && !rows.IsNull(0))
            faults.Add($"tally: totals of {rows.Long(0)} mentions do not match table work");
        if (db.Number("SELECT (SELECT count(*) FROM mention) <> (SELECT count(*) FROM work)") != 0)
            faults.Add("work: its rows do not match those of table mention");
        return faults;
    }

    /// <summary>A tampered row may not even be readable.</summary>
    private static T? Readable<T>(Func<T> read) where T : class
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is FormatException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>One fault as text.</summary>
    public static string Row(string table, long row, string what) => string.Create(CultureInfo.InvariantCulture, $"{table}, row {row}: {what}");
}

/// <summary>Walks along one hash chain.</summary>
internal sealed class ChainCheck(string table, LedgerKey key)
{
    private readonly List<string> _faults = [];
    private long _last;
    private byte[] _chain = [];

    /// <summary>Takes the next row; <paramref name="sound"/> tells whether its content matches its own hash.</summary>
    public void Next(long sequence, byte[] content, byte[] chain, bool sound)
    {
        if (!sound)
            _faults.Add(StoreCheck.Row(table, sequence, "its content does not match its hash"));
        if (sequence != _last + 1)
            _faults.Add(StoreCheck.Row(table, _last + 1, "it was removed"));
        else if (!chain.AsSpan().SequenceEqual(LedgerRows.Link(key, _chain, content)))
            _faults.Add(StoreCheck.Row(table, sequence, "the chain is broken here"));
        _last = sequence;
        _chain = chain;
    }

    /// <summary>Compares the end of the chain with the head that was written apart.</summary>
    public List<string> End(SqliteSession db)
    {
        using var head = db.Sql("SELECT seq, mac FROM chain_head WHERE name = ?1").With(table);
        var found = head.Step();
        if (found ? head.Long(0) != _last : _last != 0)
            _faults.Add(StoreCheck.Row(table, _last + 1, "rows at the end were removed or added"));
        else if (found && !head.Bytes(1).AsSpan().SequenceEqual(LedgerRows.HeadMac(key, table, _last, _chain)))
            _faults.Add(StoreCheck.Row(table, _last, "the head of the chain does not match"));
        return _faults;
    }
}
