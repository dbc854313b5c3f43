namespace Listener.Worker.Storage.Sqlite;

/// <summary>Walks along one hash chain.</summary>
/// <param name="table">Table that is walked along.</param>
/// <param name="key">Key of the hashes.</param>
/// <param name="kept">End of the chain as kept beside the database; null if it is not known.</param>
internal sealed class ChainCheck(string table, LedgerKey key, ChainHead? kept)
{
    private readonly List<string> _faults = [];
    private long _last;
    private byte[] _chain = [];
    private byte[]? _keptMac;

    /// <summary>Takes the next row; <paramref name="sound"/> tells whether its content matches its own hash.</summary>
    public void Next(long sequence, byte[] content, byte[] chain, bool sound)
    {
        if (!sound)
            _faults.Add(StoreCheck.Row(table, sequence, "its content does not match its hash"));
        if (sequence != _last + 1)
            _faults.Add(StoreCheck.Row(table, _last + 1, "it was removed"));
        else if (!chain.AsSpan().SequenceEqual(LedgerRows.Link(key, _chain, content)))
            _faults.Add(StoreCheck.Row(table, sequence, "the chain is broken here"));
        if (sequence == kept?.Sequence)
            _keptMac = LedgerRows.HeadMac(key, table, sequence, chain);
        _last = sequence;
        _chain = chain;
    }

    /// <summary>Compares the end of the chain with the heads that were written apart, in the database and beside it.</summary>
    public List<string> End(SqliteSession db)
    {
        using var head = db.Sql("SELECT seq, mac FROM chain_head WHERE name = ?1").With(table);
        var found = head.Step();
        if (found ? head.Long(0) != _last : _last != 0)
            _faults.Add(StoreCheck.Row(table, _last + 1, "rows at the end were removed or added"));
        else if (found && !head.Bytes(1).AsSpan().SequenceEqual(LedgerRows.HeadMac(key, table, _last, _chain)))
            _faults.Add(StoreCheck.Row(table, _last, "the head of the chain does not match"));
        if (kept is { Sequence: > 0 } && kept.Sequence > _last)
            _faults.Add(StoreCheck.Row(table, _last + 1, $"rows up to {kept.Sequence} were removed, or an older copy of the store was put back"));
        else if (kept is { Sequence: > 0 } && _keptMac?.AsSpan().SequenceEqual(kept.Mac) != true)
            _faults.Add(StoreCheck.Row(table, kept.Sequence, "another row stood here"));
        return _faults;
    }
}
