namespace Listener.Worker.Storage.Sqlite;

// The ends of the chains, kept beside the database.
public sealed partial class SqliteStore
{
    private const string LedgerAdvice =
        "Run 'listener db verify'. If you did not put back an older copy yourself, stop the service and restore a backup; if you did, accept it with 'listener db verify --renew-head'";

    private LedgerHead? _head;
    private volatile string? _headFault;

    /// <inheritdoc/>
    public string? LedgerFault => _headFault is { } fault ? $"{fault}. {LedgerAdvice}" : null;

    /// <inheritdoc/>
    public async Task RenewLedgerHeadAsync(string by, CancellationToken token)
    {
        if (_writer is not { } writer)
            throw new StoreException($"{options.Database} is open for reading only. Use the running service, or stop it first.");
        await AuditAsync(new AuditEntry(clock.GetUtcNow(), by, "ledger head renewed", options.Head, _headFault, null), token);
        await writer.AddAlone(db =>
        {
            _head?.Dispose();
            _head = null;
            LedgerHead.Create(options.Head, _key!, LedgerHead.Of(db, _key!));
            _head = LedgerHead.Open(options.Head, _key!);
            _headFault = null;
            return true;
        }, token);
    }

    /// <summary>A store that never had the file gets it before its schema asks for it, so that a power cut in between does no harm.</summary>
    private void PrepareHead(SqliteSession db)
    {
        if (SchemaMigrations.VersionOf(db) < 2)
            LedgerHead.Create(options.Head, _key!, SchemaMigrations.VersionOf(db) == 0 ? Empty() : LedgerHead.Of(db, _key!));
    }

    /// <summary>Compares the file with the database. A file that does not fit is left as it is: it is the evidence.</summary>
    private void OpenHead(SqliteSession db)
    {
        var head = LedgerHead.Open(options.Head, _key!);
        _headFault = head is null
            ? $"{options.Head} is missing or unreadable; it tells whether rows were cut off the end of the ledger"
            : HeadFault(db, head.Heads);
        if (_headFault is null)
        {
            _head = head;
            return;
        }
        head?.Dispose();
        logger.LogError("The ledger does not fit its head: {Fault}. See 'listener db verify'", _headFault);
    }

    private string? HeadFault(SqliteSession db, ChainHeads kept)
    {
        foreach (var (table, head) in new[] { (LedgerRows.Ledger, kept.Ledger), (LedgerRows.Audit, kept.Audit) })
        {
            var (last, _) = LedgerRows.Head(db, table);
            if (head.Sequence > last)
                return StoreCheck.Row(table, last + 1, $"rows up to {head.Sequence} were removed, or an older copy of the store was put back");
            if (head.Sequence > 0 && !LedgerRows.HeadMac(_key!, table, head.Sequence, LedgerRows.ChainAt(db, table, head.Sequence)).AsSpan().SequenceEqual(head.Mac))
                return StoreCheck.Row(table, head.Sequence, "another row stood here");
        }
        return null;
    }

    private ChainHeads Empty() => new(
        new ChainHead(0, LedgerRows.HeadMac(_key!, LedgerRows.Ledger, 0, [])), new ChainHead(0, LedgerRows.HeadMac(_key!, LedgerRows.Audit, 0, [])));

    private void SaveHeads(WriteScope scope)
    {
        if (scope.Heads.Count == 0 || _head is not { } head)
            return;
        try
        {
            head.Save(scope.Heads.GetValueOrDefault(LedgerRows.Ledger), scope.Heads.GetValueOrDefault(LedgerRows.Audit));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // The rows themselves are on disk; the file lags behind and catches up with the next row.
            logger.LogWarning("{File} could not be written: {Reason}", options.Head, error.Message);
        }
    }
}
