using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>Puts a backup in the place of the store, while no service runs.</summary>
public static class SqliteRestore
{
    /// <summary>Checks the backup, puts the present database aside under a name with the time, and moves a copy of the backup into its place.</summary>
    /// <returns>Where the database that stood there was put; null if there was none.</returns>
    /// <exception cref="StoreException">A service is running, or the backup is missing or unsound; nothing was changed then.</exception>
    public static async Task<string?> RunAsync(SqliteStoreOptions options, string backup, TimeProvider clock, CancellationToken token)
    {
        if (!File.Exists(backup))
            throw new StoreException($"There is no backup {backup}.");
        Directory.CreateDirectory(options.Folder);
        await using var held = StoreFolder.TryLock(options)
            ?? throw new StoreLockedException($"Another Listener is using the data folder {options.Folder}. Stop it first.");
        var copy = options.Database + ".restoring";
        await Task.Run(() => CheckedCopy(options, backup, copy), token);
        token.ThrowIfCancellationRequested();
        var aside = PutAside(options, clock);
        RenewHead(options, copy);
        File.Move(copy, options.Database);
        options.Mark();
        StoreFiles.FlushFolder(options.Folder);
        return aside;
    }

    private static void CheckedCopy(SqliteStoreOptions options, string backup, string copy)
    {
        try
        {
            File.Copy(backup, copy, overwrite: true);
            // A backup is often kept read-only, and a copy has the rights of what it was copied from.
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(copy, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            var key = LedgerKey.Load(options.Key, mayCreate: false);
            Upgrade(copy, backup, key);
            using (var db = SqliteSession.OpenReader(copy))
            {
                if (StoreCheck.Run(db, key, heads: null) is { Count: > 0 } faults)
                    throw new StoreException($"The backup {backup} is unsound ({faults[0]}{(faults.Count > 1 ? $" and {faults.Count - 1} more" : "")}). Nothing was changed; take another backup.");
            }
            StoreFiles.Flush(copy);
        }
        catch (Exception error)
        {
            foreach (var ending in new[] { "-wal", "-shm", "" })
                File.Delete(copy + ending);
            throw error is SqliteException sqlite ? SqliteErrors.Translate(sqlite, backup) : new StoreException(error.Message, error);
        }
    }

    /// <summary>A backup made by an older program is brought to this one's schema before it is checked.</summary>
    private static void Upgrade(string copy, string backup, LedgerKey key)
    {
        using (var db = SqliteSession.OpenReader(copy))
        {
            SchemaMigrations.Check(db, backup);
            if (SchemaMigrations.VersionOf(db) == SchemaMigrations.Newest)
                return;
        }
        using var writer = SqliteSession.OpenWriter(copy);
        SchemaMigrations.Apply(writer, key);
        writer.Execute("PRAGMA journal_mode = DELETE");
    }

    /// <summary>A backup ends earlier than the store did: its own end counts from now on.</summary>
    private static void RenewHead(SqliteStoreOptions options, string copy)
    {
        var key = LedgerKey.Load(options.Key, mayCreate: false);
        using var db = SqliteSession.OpenReader(copy);
        LedgerHead.Create(options.Head, key, LedgerHead.Of(db, key));
    }

    private static string? PutAside(SqliteStoreOptions options, TimeProvider clock)
    {
        var stamp = clock.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture);
        var aside = $"{options.Database}.before-{stamp}";
        foreach (var ending in new[] { "-wal", "-shm", "" })
        {
            if (File.Exists(options.Database + ending))
                File.Move(options.Database + ending, aside + ending);
        }
        return File.Exists(aside) ? aside : null;
    }
}
