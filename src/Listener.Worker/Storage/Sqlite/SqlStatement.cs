using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>A prepared statement, kept by its session. Disposing it ends its use and keeps it prepared.</summary>
internal sealed class SqlStatement(sqlite3 database, sqlite3_stmt statement) : IDisposable
{
    private byte[] _buffer = new byte[1024];
    private int _next = 1;

    /// <summary>Binds the next parameter.</summary>
    public SqlStatement With(long value)
    {
        Check(raw.sqlite3_bind_int64(statement, _next++, value));
        return this;
    }

    /// <inheritdoc cref="With(long)"/>
    public SqlStatement With(long? value) => value is { } number ? With(number) : WithNull();

    /// <inheritdoc cref="With(long)"/>
    public SqlStatement With(bool value) => With(value ? 1L : 0L);

    /// <inheritdoc cref="With(long)"/>
    public SqlStatement With(DateTimeOffset value) => With(value.ToUnixTimeMilliseconds());

    /// <inheritdoc cref="With(long)"/>
    public SqlStatement With(DateTimeOffset? value) => value is { } time ? With(time) : WithNull();

    /// <inheritdoc cref="With(long)"/>
    public SqlStatement With(double value)
    {
        Check(raw.sqlite3_bind_double(statement, _next++, value));
        return this;
    }

    /// <inheritdoc cref="With(long)"/>
    public SqlStatement With(string? value)
    {
        if (value is null)
            return WithNull();
        if (value.Length == 0)
        {
            Check(raw.sqlite3_bind_text(statement, _next++, ""));
            return this;
        }
        if (_buffer.Length < value.Length * 3)
            _buffer = new byte[value.Length * 3];
        var length = Encoding.UTF8.GetBytes(value, _buffer);
        Check(raw.sqlite3_bind_text(statement, _next++, _buffer.AsSpan(0, length)));
        return this;
    }

    /// <inheritdoc cref="With(long)"/>
    public SqlStatement With(ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(statement, _next++, value));
        return this;
    }

    /// <summary>Binds NULL to the next parameter.</summary>
    public SqlStatement WithNull()
    {
        Check(raw.sqlite3_bind_null(statement, _next++));
        return this;
    }

    /// <summary>Steps to the next row; false after the last.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(statement);
        if (code == raw.SQLITE_ROW)
            return true;
        if (code != raw.SQLITE_DONE)
            throw Failure(code);
        return false;
    }

    /// <summary>Runs a statement without rows to its end and makes it ready for the next use.</summary>
    /// <returns>Rows changed.</returns>
    public int Run()
    {
        try
        {
            while (Step())
            {
                // A pragma may answer with rows that nobody needs.
            }
            return raw.sqlite3_changes(database);
        }
        finally
        {
            Dispose();
        }
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public long Long(int column) => raw.sqlite3_column_int64(statement, column);

    public int Int(int column) => raw.sqlite3_column_int(statement, column);

    public bool Bool(int column) => raw.sqlite3_column_int(statement, column) != 0;

    public double Double(int column) => raw.sqlite3_column_double(statement, column);

    public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

    public string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(statement, column));

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public byte[] Bytes(int column) => raw.sqlite3_column_blob(statement, column).ToArray();

    public DateTimeOffset Time(int column) => DateTimeOffset.FromUnixTimeMilliseconds(Long(column));

    public DateTimeOffset? TimeOrNull(int column) => IsNull(column) ? null : Time(column);

    /// <summary>Makes the statement ready for its next use; ends its hold on the database.</summary>
    public void Dispose()
    {
        _next = 1;
        raw.sqlite3_reset(statement);
        if (_buffer.Length > 65_536)
            _buffer = new byte[1024];
    }

    /// <summary>Frees the statement for good.</summary>
    public void Close() => raw.sqlite3_finalize(statement);

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw Failure(code);
    }

    private SqliteException Failure(int code) =>
        new(raw.sqlite3_errmsg(database).utf8_to_string(), code & 0xFF, raw.sqlite3_extended_errcode(database));
}
