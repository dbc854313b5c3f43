using Microsoft.Data.Sqlite;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>Says in plain words what a database error means and what to do.</summary>
internal static class SqliteErrors
{
    private const int Busy = 5, ReadOnly = 8, InOut = 10, Corrupt = 11, Full = 13, CannotOpen = 14, Constraint = 19, NotADatabase = 26;

    /// <summary>True if a unique or other rule of the schema refused a row.</summary>
    public static bool IsConstraint(SqliteException error) => error.SqliteErrorCode == Constraint;

    /// <summary>True if the disk, not the statement, is the reason; later writes may succeed.</summary>
    public static bool IsDisk(SqliteException error) => error.SqliteErrorCode is Full or InOut or ReadOnly or CannotOpen;

    /// <summary>The exception callers see.</summary>
    public static StoreException Translate(SqliteException error, string file) => new(error.SqliteErrorCode switch
    {
        Full => $"The disk that holds {file} is full. Free some space; writing starts again by itself.",
        ReadOnly => $"{file}, its -wal or -shm, or their folder is read-only. Give the service's account the right to write; writing starts again by itself.",
        InOut => $"Reading or writing {file} failed ({error.Message}). Check the disk; writing starts again by itself.",
        CannotOpen => $"{file}, its -wal or -shm cannot be opened ({error.Message}). Check that the folder exists and the service's account may use it.",
        Corrupt => Damaged(file, error.Message),
        NotADatabase => Damaged(file, "it is not a database"),
        Busy => $"{file} is held by another program. End that program and try again.",
        _ => $"The store {file} refused a statement: {error.Message}.",
    }, error);

    /// <summary>Message for a damaged file.</summary>
    public static string Damaged(string file, string detail) =>
        $"{file} is damaged: {detail}. It was left as it is. Restore a backup with 'listener db restore <file>', or move the damaged file away and ask for help before starting anew.";
}
