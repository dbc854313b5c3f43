using System.Runtime.InteropServices;
using Listener.Worker.Domain;
using Microsoft.Data.Sqlite;

namespace Listener.Worker.Storage.Sqlite;

// Care of the store: checking, copying, erasing.
public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> VerifyAsync(CancellationToken token) => ReadAsync<IReadOnlyList<string>>(db =>
    {
        // The file first: it may lag behind the database, but the database never behind it.
        var heads = LedgerHead.Read(options.Head, _key!);
        var faults = StoreCheck.Run(db, _key!, heads);
        return heads is null && SchemaMigrations.VersionOf(db) >= 2
            ? [.. faults, $"ledger.head: {options.Head} is missing or unreadable, so nobody can tell whether rows were cut off the end of the ledger; if you know why, accept the end as it stands: listener db verify --renew-head"]
            : faults;
    }, token);

    /// <inheritdoc/>
    /// <exception cref="StoreException">The target cannot be written, or lies on a full disk; no half copy is left.</exception>
    public async Task BackupAsync(string file, CancellationToken token)
    {
        if (Path.GetFullPath(file) == Path.GetFullPath(options.Database))
            throw new StoreException($"A backup cannot overwrite the store itself ({file}). Name another file.");
        await ReadAsync(db =>
        {
            StoreFiles.Copy(db, file);
            return true;
        }, token);
    }

    /// <inheritdoc/>
    public async Task<ErasedAuthor> EraseAuthorAsync(ChannelKey channel, string authorNativeId, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        var removed = await WriteAsync(scope => new Erasure(scope, channel, authorNativeId).Run(now), token, rows: 1_000);
        // The log still holds the old pages until it is folded into the database and cut.
        await FoldLogAsync(token);
        return removed;
    }

    private async Task FoldLogAsync(CancellationToken token)
    {
        var writer = _writer ?? throw new StoreException("The store is not open.");
        for (var round = 0; round < 50; round++)
        {
            var folded = await writer.AddAlone(db =>
            {
                using var answer = db.Sql("PRAGMA wal_checkpoint(TRUNCATE)");
                return answer.Step() && answer.Int(0) == 0;
            }, token);
            if (folded)
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(100), clock, token);
        }
        throw new StoreException("The author was erased, but a long reading keeps old pages in the log. Run the erasure again to cut the log.");
    }
}

/// <summary>Copies of whole databases.</summary>
internal static partial class StoreFiles
{
    /// <summary>Copies a database in use to a file, through a temporary name, so that a half copy never looks like a backup.</summary>
    public static void Copy(SqliteSession source, string file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var part = file + ".part";
        try
        {
            Directory.CreateDirectory(folder);
            File.Delete(part);
            using (var target = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = part, Pooling = false }.ConnectionString))
            {
                target.Open();
                source.Connection.BackupDatabase(target);
                // One file, without a log beside it, until it is used as a store again.
                using var single = target.CreateCommand();
                single.CommandText = "PRAGMA journal_mode = DELETE";
                single.ExecuteNonQuery();
            }
            Flush(part);
            File.Move(part, file, overwrite: true);
            FlushFolder(folder);
        }
        catch (Exception error) when (error is SqliteException or IOException or UnauthorizedAccessException)
        {
            DeletePart(part);
            throw new StoreException($"The copy to {file} failed: {error.Message} Check the folder, its rights and the free space.", error);
        }
    }

    /// <summary>Makes sure that files created, renamed or deleted in a folder are so on the disk itself.</summary>
    public static void FlushFolder(string folder)
    {
        // Windows keeps no such promise and needs no such call: its journal orders names before contents.
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = open(folder, 0);
        if (descriptor < 0)
            throw new IOException($"{folder} cannot be opened to be written to disk.");
        try
        {
            // Some network file systems refuse; they order names themselves.
            _ = fsync(descriptor);
        }
        finally
        {
            _ = close(descriptor);
        }
    }

    /// <summary>Makes sure a file is on the disk itself.</summary>
    public static void Flush(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Flush(flushToDisk: true);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc")]
    private static partial int fsync(int descriptor);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);

    private static void DeletePart(string part)
    {
        try
        {
            File.Delete(part);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The first error is the one worth telling.
        }
    }
}
