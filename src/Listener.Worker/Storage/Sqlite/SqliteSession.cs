using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>One connection with its prepared statements. Used by one thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly Dictionary<string, SqlStatement> _statements = [];

    static SqliteSession()
    {
        Batteries_V2.Init();
        // Each connection is used by one thread at a time, so SQLite need not lock for us. Too late, and harmless, once SQLite has started.
        raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
        raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    private SqliteSession(SqliteConnection connection) => Connection = connection;

    /// <summary>The connection, for backups.</summary>
    public SqliteConnection Connection { get; }

    /// <summary>True while no transaction is open; SQLite ends one by itself on some disk errors.</summary>
    public bool IsOutsideTransaction => raw.sqlite3_get_autocommit(Connection.Handle) != 0;

    /// <summary>Opens the writing connection; creates the file if there is none.</summary>
    public static SqliteSession OpenWriter(string file, bool survivesPowerCut = true)
    {
        var session = Open(file, SqliteOpenMode.ReadWriteCreate);
        try
        {
            session.Execute("PRAGMA journal_mode = WAL");
            session.Execute(survivesPowerCut ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = OFF");
            session.Execute("PRAGMA secure_delete = ON");
            // Small, because memory goes on growing with the store until the cache is full (the soak in docs/reliability.md).
            session.Execute("PRAGMA cache_size = -8192");
            session.Execute("PRAGMA foreign_keys = ON");
            session.Execute("PRAGMA temp_store = MEMORY");
            session.Execute("PRAGMA wal_autocheckpoint = 8000");
            session.Execute("PRAGMA journal_size_limit = 67108864");
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Opens a reading connection.</summary>
    public static SqliteSession OpenReader(string file)
    {
        var session = Open(file, SqliteOpenMode.ReadOnly);
        session.Execute("PRAGMA cache_size = -2048");
        session.Execute("PRAGMA temp_store = MEMORY");
        return session;
    }

    /// <summary>The prepared statement for this text, unbound.</summary>
    public SqlStatement Sql(string sql)
    {
        if (_statements.TryGetValue(sql, out var known))
            return known;
        var code = raw.sqlite3_prepare_v3(Connection.Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement);
        if (code != raw.SQLITE_OK)
            throw Failure(code);
        return _statements[sql] = new SqlStatement(Connection.Handle!, statement);
    }

    /// <summary>Runs one or more statements without parameters.</summary>
    public void Execute(string sql)
    {
        var code = raw.sqlite3_exec(Connection.Handle, sql);
        if (code != raw.SQLITE_OK)
            throw Failure(code);
    }

    /// <summary>First column of the first row; <paramref name="missing"/> if there is none.</summary>
    public long Number(string sql, long missing = 0)
    {
        using var statement = Sql(sql);
        return statement.Step() ? statement.Long(0) : missing;
    }

    /// <summary>Row id of the last insertion.</summary>
    public long LastId() => raw.sqlite3_last_insert_rowid(Connection.Handle);

    /// <summary>Ends an open transaction, if there is one.</summary>
    public void RollBack()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        if (!IsOutsideTransaction)
            Execute("ROLLBACK");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Close();
        _statements.Clear();
        Connection.Dispose();
    }

    private static SqliteSession Open(string file, SqliteOpenMode mode)
    {
        var text = new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false };
        var connection = new SqliteConnection(text.ConnectionString);
        try
        {
            connection.Open();
            raw.sqlite3_extended_result_codes(connection.Handle, 1);
            raw.sqlite3_busy_timeout(connection.Handle, 5000);
            return new SqliteSession(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private SqliteException Failure(int code) =>
        new(raw.sqlite3_errmsg(Connection.Handle).utf8_to_string(), code & 0xFF, raw.sqlite3_extended_errcode(Connection.Handle));
}
