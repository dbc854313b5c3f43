using System.Buffers.Binary;
using Microsoft.Data.Sqlite;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>Looks at the data folder before anything is written to it.</summary>
internal static class StoreFolder
{
    /// <summary>Files up to this size are checked as a whole at start; larger ones by header, length and schema.</summary>
    private const long SmallFile = 32L * 1024 * 1024;

    /// <summary>Bytes before each page in the log.</summary>
    private const int LogFrameHeader = 24;

    /// <summary>Takes the lock for the life of the returned stream; null if another process holds it.</summary>
    public static FileStream? TryLock(SqliteStoreOptions options)
    {
        try
        {
            return new FileStream(options.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (IsHeld(error))
        {
            return null;
        }
    }

    // Another reason, such as a read-only disk, must not look like a second Listener. EAGAIN of Linux and of macOS, sharing violation of Windows.
    private static bool IsHeld(IOException error) => error.HResult is 11 or 35 or unchecked((int)0x80070020);

    /// <summary>
    /// Checks that the files of a store can be written, before the database opens them: it would open a read-only one all the same and leave a log beside
    /// it with the same rights, which then is in the way when the file itself is mended.
    /// </summary>
    /// <exception cref="StoreException">One cannot be; the message names it.</exception>
    public static void RequireWritable(SqliteStoreOptions options)
    {
        foreach (var file in new[] { "", "-wal", "-shm" }.Select(ending => options.Database + ending).Where(File.Exists))
        {
            try
            {
                File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete).Dispose();
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new StoreException($"{file} cannot be written: {error.Message} Give the service's account the right to write this file, then start again.", error);
            }
        }
    }

    /// <summary>Checks that the database is there and sound, without writing to it.</summary>
    /// <returns>True if there is a database, false for a new folder.</returns>
    /// <exception cref="StoreException">Missing or empty beside its marker, damaged, foreign, or of a newer program.</exception>
    public static bool Inspect(SqliteStoreOptions options)
    {
        var length = File.Exists(options.Database) ? new FileInfo(options.Database).Length : -1;
        var emptyWithLog = length == 0 && File.Exists(options.Database + "-wal") && new FileInfo(options.Database + "-wal").Length > 0;
        if (length <= 0 && !emptyWithLog)
        {
            if (File.Exists(options.Marker))
                throw new StoreException($"{options.Database} is {(length < 0 ? "missing" : "empty")}, though this folder was in use. Restore a backup with 'listener db restore <file>'; to start anew, delete {options.Marker}.");
            return false;
        }
        try
        {
            var whole = CheckLength(options.Database);
            using var db = SqliteSession.OpenReader(options.Database);
            SchemaMigrations.Check(db, options.Database);
            if (length <= SmallFile || !whole)
                CheckPages(db, options.Database);
            return true;
        }
        catch (SqliteException error)
        {
            throw SqliteErrors.Translate(error, options.Database);
        }
    }

    private static void CheckPages(SqliteSession db, string file)
    {
        using var check = db.Sql("PRAGMA quick_check(1)");
        if (check.Step() && check.Text(0) is var answer && answer != "ok")
            throw new StoreException(SqliteErrors.Damaged(file, answer));
    }

    /// <summary>
    /// The header states how long the file is; a shorter one was cut. Unless a log lies beside it that can hold all that is missing: then power was
    /// cut while the log was folded into the file, in whatever order the disk liked, and the log has it all.
    /// </summary>
    /// <returns>False if pages have to come from the log.</returns>
    private static bool CheckLength(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (stream.Length == 0)
            return true;
        Span<byte> header = stackalloc byte[100];
        if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length || !header.StartsWith("SQLite format 3\0"u8))
            throw new StoreException(SqliteErrors.Damaged(file, "its header is not that of a database"));
        var stated = BinaryPrimitives.ReadUInt16BigEndian(header[16..]);
        var pageSize = stated == 1 ? 65_536L : stated;
        var expected = BinaryPrimitives.ReadUInt32BigEndian(header[28..]) * pageSize;
        if (stream.Length >= expected)
            return true;
        var log = new FileInfo(file + "-wal");
        var pagesInLog = log.Exists ? log.Length / (pageSize + LogFrameHeader) : 0;
        return expected - stream.Length <= pagesInLog * pageSize
            ? false
            : throw new StoreException(SqliteErrors.Damaged(file, $"it has {stream.Length} bytes instead of {expected}"));
    }
}
