using Microsoft.Data.Sqlite;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>
/// The one thread that writes. It commits everything that waits in one transaction (group commit), each write inside its own savepoint, so
/// one that fails takes nothing with it. A task completes after its commit is on disk. Short writes go before long ones.
/// </summary>
internal sealed class WriteQueue : IDisposable
{
    /// <summary>Rows after which a transaction is committed though more is waiting, so that nobody waits long.</summary>
    private const int MaxRows = 4_000;

    private readonly object _gate = new();
    private readonly Queue<WriteItem> _short = new();
    private readonly Queue<WriteItem> _long = new();
    private readonly SqliteSession _session;
    private readonly LedgerKey _key;
    private readonly Action<WriteScope> _committed;
    private readonly Func<SqliteException, Exception> _failed;
    private readonly Thread _thread;
    private bool _closing;

    public WriteQueue(SqliteSession session, LedgerKey key, Action<WriteScope> committed, Func<SqliteException, Exception> failed)
    {
        _session = session;
        _key = key;
        _committed = committed;
        _failed = failed;
        _thread = new Thread(Run) { IsBackground = true, Name = "store-writer" };
        _thread.Start();
    }

    /// <summary>Transactions committed so far.</summary>
    public long Commits { get; private set; }

    /// <summary>Queues a write of about <paramref name="rows"/> rows.</summary>
    public Task<T> Add<T>(Func<WriteScope, T> write, int rows, CancellationToken token) => Enqueue(new WriteItem<T>(write, rows, token));

    /// <summary>Queues work on the connection outside any transaction.</summary>
    public Task<T> AddAlone<T>(Func<SqliteSession, T> work, CancellationToken token) =>
        Enqueue(new WriteItem<T>(scope => work(scope.Db), 1, token) { IsAlone = true });

    /// <summary>Finishes what is queued and ends the thread.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closing = true;
            Monitor.Pulse(_gate);
        }
        _thread.Join();
    }

    private Task<T> Enqueue<T>(WriteItem<T> item)
    {
        lock (_gate)
        {
            if (_closing)
                throw new StoreException("The store is closed.");
            (item.Rows > 100 || item.IsAlone ? _long : _short).Enqueue(item);
            Monitor.Pulse(_gate);
        }
        return item.Task;
    }

    private void Run()
    {
        var batch = new List<WriteItem>();
        while (Take(batch))
        {
            if (batch[0].IsAlone)
                RunAlone(batch[0]);
            else
                Commit(batch);
            batch.Clear();
        }
    }

    private bool Take(List<WriteItem> batch)
    {
        lock (_gate)
        {
            while (_short.Count == 0 && _long.Count == 0)
            {
                if (_closing)
                    return false;
                Monitor.Wait(_gate);
            }
            var rows = 0;
            while (rows < MaxRows && Next(batch.Count == 0) is { } item)
            {
                batch.Add(item);
                rows += item.Rows;
                if (item.IsAlone)
                    break;
            }
            return true;
        }
    }

    private WriteItem? Next(bool first)
    {
        if (_short.TryDequeue(out var item))
            return item;
        if (!_long.TryPeek(out item) || (item.IsAlone && !first))
            return null;
        return _long.Dequeue();
    }

    private void RunAlone(WriteItem item)
    {
        try
        {
            item.Execute(new WriteScope(_session, _key));
            item.Complete();
        }
        catch (SqliteException error)
        {
            item.Fail(_failed(error));
        }
        catch (Exception error)
        {
            item.Fail(error);
        }
    }

    private void Commit(List<WriteItem> batch)
    {
        var done = new List<(WriteItem Item, WriteScope Scope)>(batch.Count);
        try
        {
            _session.Sql("BEGIN IMMEDIATE").Run();
            foreach (var item in batch)
            {
                if (TryWrite(item) is { } scope)
                    done.Add((item, scope));
            }
            _session.Sql("COMMIT").Run();
            Commits++;
        }
        catch (Exception error)
        {
            GiveUp(batch, error);
            return;
        }
        foreach (var (item, scope) in done)
        {
            _committed(scope);
            item.Complete();
        }
    }

    /// <summary>Runs one write in its savepoint.</summary>
    /// <returns>Its scope; null if the write itself failed, which its caller was told.</returns>
    private WriteScope? TryWrite(WriteItem item)
    {
        if (item.IsCancelled())
            return null;
        _session.Sql("SAVEPOINT one").Run();
        try
        {
            var scope = new WriteScope(_session, _key);
            item.Execute(scope);
            scope.Tally.Write(_session);
            _session.Sql("RELEASE one").Run();
            return scope;
        }
        catch (Exception error) when (!_session.IsOutsideTransaction && error is not SqliteException { SqliteErrorCode: 10 or 11 or 13 })
        {
            _session.Sql("ROLLBACK TO one").Run();
            _session.Sql("RELEASE one").Run();
            item.Fail(error is SqliteException sqlite ? _failed(sqlite) : error);
            return null;
        }
    }

    /// <summary>The transaction is lost: every write of it that was not told yet learns so.</summary>
    private void GiveUp(List<WriteItem> batch, Exception error)
    {
        var told = error is SqliteException sqlite ? _failed(sqlite) : error;
        try
        {
            _session.RollBack();
        }
        catch (SqliteException second)
        {
            told = _failed(second);
        }
        foreach (var item in batch)
            item.Fail(told);
    }
}
