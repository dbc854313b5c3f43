using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>Reading connections, at most four at a time; readers never wait for the writer.</summary>
internal sealed class ReaderPool(string file) : IDisposable
{
    private readonly ConcurrentBag<SqliteSession> _free = [];
    private readonly SemaphoreSlim _places = new(4);

    /// <summary>Runs <paramref name="read"/> on one consistent state of the store.</summary>
    public async Task<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken token)
    {
        await _places.WaitAsync(token);
        try
        {
            if (!_free.TryTake(out var session))
                session = SqliteSession.OpenReader(file);
            return Read(session, read);
        }
        catch (SqliteException error)
        {
            throw SqliteErrors.Translate(error, file);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Closes connections nobody uses at the moment.</summary>
    public void Trim()
    {
        while (_free.TryTake(out var session))
            session.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Trim();
        _places.Dispose();
    }

    private T Read<T>(SqliteSession session, Func<SqliteSession, T> read)
    {
        var sound = false;
        try
        {
            session.Sql("BEGIN").Run();
            var result = read(session);
            session.Sql("COMMIT").Run();
            sound = true;
            return result;
        }
        finally
        {
            if (sound)
                _free.Add(session);
            else
                session.Dispose();
        }
    }
}
