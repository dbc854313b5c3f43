using Microsoft.Data.Sqlite;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>The embedded store: one SQLite file, one writing thread, some readers. Split by topic over partial files.</summary>
/// <remarks>Must be opened before use. Safe for use by many threads.</remarks>
public sealed partial class SqliteStore(SqliteStoreOptions options, TimeProvider clock, ILogger<SqliteStore> logger)
    : IMentionStore, IReplyStore, IOperationsStore, IStoreAdministration, IChangeFeed, IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(5);

    private readonly ChangeRing _changes = new();
    private readonly SemaphoreSlim _opening = new(1);
    private FileStream? _lock;
    private LedgerKey? _key;
    private WriteQueue? _writer;
    private SqliteSession? _writeSession;
    private ReaderPool? _readers;
    private ITimer? _probe;
    private volatile bool _writable;

    /// <inheritdoc/>
    public bool IsWritable => _writer is not null && _writable;

    /// <inheritdoc/>
    public long Latest => _changes.Latest;

    /// <summary>Transactions committed since the store was opened.</summary>
    internal long Commits => _writer?.Commits ?? 0;

    /// <inheritdoc/>
    public IAsyncEnumerable<StoreChange> FollowAsync(long number, CancellationToken token) => _changes.FollowAsync(number, token);

    /// <inheritdoc/>
    public async Task OpenAsync(bool forService, CancellationToken token)
    {
        await _opening.WaitAsync(token);
        try
        {
            if (_readers is not null)
                return;
            Open(forService);
        }
        catch (SqliteException error)
        {
            Close();
            throw SqliteErrors.Translate(error, options.Database);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            Close();
            throw new StoreException($"The data folder {options.Folder} cannot be used: {error.Message} Give the service's account the right to write there.", error);
        }
        catch (StoreException)
        {
            Close();
            throw;
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        _opening.Dispose();
    }

    /// <summary>Limits the database's length as a full disk would; null reads the present length. For tests.</summary>
    /// <returns>Length in pages.</returns>
    internal Task<long> LimitPagesAsync(long? pages) => _writer!.AddAlone(db =>
    {
        if (pages is { } limit)
            db.Execute($"PRAGMA max_page_count = {limit}");
        return db.Number("PRAGMA page_count");
    }, CancellationToken.None);

    private void Open(bool forService)
    {
        Directory.CreateDirectory(options.Folder);
        _lock = StoreFolder.TryLock(options);
        if (_lock is null && forService)
            throw new StoreLockedException($"Another Listener is using the data folder {options.Folder} ({options.Lock} is held). Stop it first, or set another folder.");
        if (_lock is not null)
            StoreFolder.RequireWritable(options);
        var exists = StoreFolder.Inspect(options);
        if (_lock is null && !exists)
            throw new StoreLockedException($"{options.Database} is just being created by another Listener. Try again in a moment.");
        _key = LedgerKey.Load(options.Key, mayCreate: _lock is not null && !exists);
        if (_lock is not null)
            StartWriting();
        else
            SchemaMigrations.CheckNewest(options.Database);
        _readers = new ReaderPool(options.Database);
    }

    private void StartWriting()
    {
        _writeSession = SqliteSession.OpenWriter(options.Database, options.SurvivesPowerCut);
        if (KeyCheck.IsForeign(_writeSession, _key!))
            throw new StoreException($"{options.Key} is not the key that the ledger in {options.Database} was written with. Nothing was changed. Copy the right key back from where you keep it.");
        PrepareHead(_writeSession);
        SchemaMigrations.Apply(_writeSession, _key!);
        OpenHead(_writeSession);
        options.Mark();
        _writer = new WriteQueue(_writeSession, _key!, AfterCommit, AfterFailure);
        _writable = true;
        _probe = clock.CreateTimer(_ => Probe(), null, ProbeInterval, ProbeInterval);
    }

    private void Close()
    {
        _probe?.Dispose();
        _probe = null;
        _writer?.Dispose();
        _writer = null;
        _readers?.Dispose();
        _readers = null;
        _writeSession?.Dispose();
        _writeSession = null;
        _head?.Dispose();
        _head = null;
        _lock?.Dispose();
        _lock = null;
        _writable = false;
    }

    private Task<T> WriteAsync<T>(Func<WriteScope, T> write, CancellationToken token, int rows = 1)
    {
        if (token.IsCancellationRequested)
            return Task.FromCanceled<T>(token);
        if (_readers is null)
            throw new StoreException("The store is not open.");
        return _writer is { } writer
            ? writer.Add(write, rows, token)
            : throw new StoreException($"{options.Database} is open for reading only, because the Listener service is using it. Use the running service, or stop it first.");
    }

    private Task<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken token) =>
        (_readers ?? throw new StoreException("The store is not open.")).ReadAsync(read, token);

    private void AfterCommit(WriteScope scope)
    {
        if (!_writable)
        {
            _writable = true;
            logger.LogWarning("The store takes writes again");
        }
        SaveHeads(scope);
        _changes.Publish(scope.Changes);
    }

    private Exception AfterFailure(SqliteException error)
    {
        var told = SqliteErrors.Translate(error, options.Database);
        if (SqliteErrors.IsDisk(error) && _writable)
        {
            _writable = false;
            logger.LogError("The store takes no writes: {Reason}", told.Message);
        }
        return told;
    }

    /// <summary>While writes fail, tries one now and then, so that the store recovers without anybody's help.</summary>
    private void Probe()
    {
        if (_writable || _writer is not { } writer)
            return;
        _ = writer.Add(scope => scope.Reserve("probe", 1), 1, CancellationToken.None)
            .ContinueWith(task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }
}
