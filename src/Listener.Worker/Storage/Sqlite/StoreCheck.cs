using System.Globalization;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>Checks a database: structure, row hashes, chains, totals. Names table and row of every fault.</summary>
internal static class StoreCheck
{
    /// <summary>Faults found, at most 1,000.</summary>
    /// <param name="db">Database.</param>
    /// <param name="key">Key of the hashes.</param>
    /// <param name="heads">Ends of the chains as kept beside the database, read before it; null leaves them out, for a copy that has none.</param>
    public static IReadOnlyList<string> Run(SqliteSession db, LedgerKey key, ChainHeads? heads)
    {
        var faults = Structure(db);
        if (faults.Count > 0)
            return faults;
        if (KeyCheck.IsForeign(db, key))
            return [KeyCheck.Foreign];
        return
        [
            .. Ledger(db, key, heads?.Ledger).Concat(Audit(db, key, heads?.Audit)).Concat(Replies(db, key)).Concat(Drafts(db, key)).Concat(Totals(db))
                .Take(1_000),
        ];
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

    private static List<string> Ledger(SqliteSession db, LedgerKey key, ChainHead? head)
    {
        var chain = new ChainCheck(LedgerRows.Ledger, key, head);
        using var rows = db.Sql(LedgerRow.Select + "ORDER BY seq");
        while (rows.Step())
        {
            var content = rows.Bytes(LedgerRow.ContentColumn);
            var right = Readable(() => LedgerRow.Read(rows).Content(key) ?? []);
            chain.Next(rows.Long(0), content, rows.Bytes(LedgerRow.ChainColumn), right is not null && content.AsSpan().SequenceEqual(right));
        }
        return chain.End(db);
    }

    private static List<string> Audit(SqliteSession db, LedgerKey key, ChainHead? head)
    {
        var chain = new ChainCheck(LedgerRows.Audit, key, head);
        using var rows = db.Sql("SELECT seq, at, who, what, object, before, after, erased, content, chain FROM audit ORDER BY seq");
        while (rows.Step())
        {
            var content = rows.Bytes(8);
            var right = Readable(() => rows.IsNull(7)
                ? LedgerRows.Content(key, rows.Long(0), SqliteStore.ReadAudit(rows, 1))
                : LedgerRows.Erased(key, rows.Long(0), content, SqliteStore.ReadAudit(rows, 1)));
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
                if (row is null || row.IsTampered(key))
                    faults.Add(Row("reply", rows.Long(ReplyRows.SequenceColumn), "its content does not match its hash"));
            }
        }
        using var apart = db.Sql("""
            SELECT l.seq, l.reply, r.seq FROM ledger l LEFT JOIN reply r ON r.id = l.reply
            WHERE l.reply <> '' AND l.seq = (SELECT max(seq) FROM ledger WHERE reply = l.reply AND reply <> '')
              AND ((r.seq IS NULL AND l.erased = 0) OR r.state <> l.state OR r.ledger_seq <> l.seq)
            """);
        while (apart.Step())
            faults.Add(apart.IsNull(2)
                ? Row("ledger", apart.Long(0), $"its reply {apart.Text(1)} is missing")
                : Row("reply", apart.Long(2), $"its state is not the one of ledger row {apart.Long(0)}"));
        return faults;
    }

    /// <summary>A draft says what the ledger says it said; drafts of schema 1 have no row there.</summary>
    private static List<string> Drafts(SqliteSession db, LedgerKey key)
    {
        var faults = new List<string>();
        using var rows = db.Sql("""
            SELECT d.id, d.version, d.text, l.seq, l.version, l.text_mac FROM draft d JOIN ledger l ON l.seq =
              (SELECT max(seq) FROM ledger WHERE draft = d.id AND reply = '' AND state IN (100, 101))
            """);
        while (rows.Step())
        {
            if (rows.Int(1) != rows.Int(4) || !rows.Bytes(5).AsSpan().SequenceEqual(key.Text(rows.Text(2))))
                faults.Add(Row("draft", rows.Long(0), $"its text is not the one of ledger row {rows.Long(3)}"));
        }
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
