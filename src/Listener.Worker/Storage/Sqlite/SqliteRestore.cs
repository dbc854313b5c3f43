using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>What a restore did beside putting the backup in place.</summary>
/// <param name="Aside">Where the database that stood there was put; null if there was none.</param>
/// <param name="Kept">Names of the values taken over from it.</param>
/// <param name="Unreadable">True if it could not be read, so that nobody knows what was set there.</param>
public sealed record RestoredStore(string? Aside, IReadOnlyList<string> Kept, bool Unreadable);

/// <summary>Puts a backup in the place of the store, while no service runs.</summary>
public static class SqliteRestore
{
    /// <summary>Checks the backup, puts the present database aside under a name with the time, and moves a copy of the backup into its place.</summary>
    /// <param name="options">Store.</param>
    /// <param name="backup">File of the backup.</param>
    /// <param name="keep">Names of values that stay set if they are set now: a backup from before must not take back what somebody switched off since.</param>
    /// <param name="clock">Names the file put aside.</param>
    /// <param name="token">Stops before anything is changed.</param>
    /// <exception cref="StoreException">A service is running, or the backup is missing or unsound; nothing was changed then.</exception>
    public static async Task<RestoredStore> RunAsync(SqliteStoreOptions options, string backup, IReadOnlyList<string> keep, TimeProvider clock, CancellationToken token)
    {
        if (!File.Exists(backup))
            throw new StoreException($"There is no backup {backup}.");
        Directory.CreateDirectory(options.Folder);
        await using var held = StoreFolder.TryLock(options)
            ?? throw new StoreLockedException($"Another Listener is using the data folder {options.Folder}. Stop it first.");
        var copy = options.Database + ".restoring";
        var present = Present(options, keep);
        await Task.Run(() => CheckedCopy(options, backup, copy, present ?? []), token);
        token.ThrowIfCancellationRequested();
        var aside = PutAside(options, clock);
        RenewHead(options, copy);
        File.Move(copy, options.Database);
        options.Mark();
        StoreFiles.FlushFolder(options.Folder);
        return new RestoredStore(aside, [.. (present ?? []).Keys], present is null);
    }

    /// <summary>Values of the database that stands there now; null if it cannot be read.</summary>
    private static Dictionary<string, string>? Present(SqliteStoreOptions options, IReadOnlyList<string> keep)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!File.Exists(options.Database))
            return values;
        try
        {
            using var db = SqliteSession.OpenReader(options.Database);
            foreach (var name in keep)
            {
                using var row = db.Sql("SELECT value FROM named_value WHERE key = ?1").With(name);
                if (row.Step())
                    values[name] = row.Text(0);
            }
            return values;
        }
        catch (Exception error) when (error is SqliteException or StoreException)
        {
            // Damage is why most stores are restored.
            return null;
        }
    }

    private static void Keep(string copy, Dictionary<string, string> values)
    {
        if (values.Count == 0)
            return;
        using var writer = SqliteSession.OpenWriter(copy);
        foreach (var (name, value) in values)
            writer.Sql("INSERT OR REPLACE INTO named_value (key, value) VALUES (?1, ?2)").With(name).With(value).Run();
        writer.Execute("PRAGMA journal_mode = DELETE");
    }

    private static void CheckedCopy(SqliteStoreOptions options, string backup, string copy, Dictionary<string, string> present)
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
            Keep(copy, present);
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
