namespace Listener.Worker.Storage.Sqlite;

/// <summary>Tells the key of another store from this one's, before anything is written with it.</summary>
internal static class KeyCheck
{
    /// <summary>What a foreign key means, as a fault of a check.</summary>
    public const string Foreign = "ledger.key: it is not the key that this ledger was written with";

    /// <summary>
    /// True if not one of the newest proofs was made with this key. Where some hold and some do not, the key is right and rows were tampered with.
    /// </summary>
    public static bool IsForeign(SqliteSession db, LedgerKey key)
    {
        if (SchemaMigrations.VersionOf(db) == 0)
            return false;
        var proofs = Proofs(db, key, LedgerRows.Ledger).Concat(Proofs(db, key, LedgerRows.Audit)).ToList();
        return proofs.Count > 0 && !proofs.Contains(true);
    }

    private static List<bool> Proofs(SqliteSession db, LedgerKey key, string table)
    {
        var proofs = new List<bool>();
        using (var head = db.Sql("SELECT seq, mac FROM chain_head WHERE name = ?1").With(table))
        {
            if (head.Step())
                proofs.Add(head.Bytes(1).AsSpan().SequenceEqual(LedgerRows.HeadMac(key, table, head.Long(0), LedgerRows.ChainAt(db, table, head.Long(0)))));
        }
        using var newest = db.Sql($"SELECT n.chain, n.content, coalesce(b.chain, x'') FROM {table} n LEFT JOIN {table} b ON b.seq = n.seq - 1 ORDER BY n.seq DESC LIMIT 1");
        if (newest.Step())
            proofs.Add(newest.Bytes(0).AsSpan().SequenceEqual(LedgerRows.Link(key, newest.Bytes(2), newest.Bytes(1))));
        return proofs;
    }
}
