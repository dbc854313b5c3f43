using System.Globalization;
using System.Reflection;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>Brings a database to the schema of this program: embedded files 001.sql, 002.sql and so on, each once, in one transaction.</summary>
internal static class SchemaMigrations
{
    /// <summary>Marks the file as ours ("LISN").</summary>
    public const long ApplicationId = 0x4C49534E;

    private const string Prefix = "Listener.Worker.Storage.Sqlite.Migrations.";

    /// <summary>Schema version this program needs.</summary>
    public static int Newest { get; } = Resources().Max(r => r.Version);

    /// <summary>Version of a database, 0 for an empty one.</summary>
    public static long VersionOf(SqliteSession db) => db.Number("PRAGMA user_version");

    /// <summary>Refuses a foreign database and one of a newer program.</summary>
    /// <exception cref="StoreException">It is one of these.</exception>
    public static void Check(SqliteSession db, string file)
    {
        var tables = db.Number("SELECT count(*) FROM sqlite_master");
        if (tables > 0 && db.Number("PRAGMA application_id") != ApplicationId)
            throw new StoreException($"{file} is a database of another program. Set another data folder, or move that file away.");
        var version = VersionOf(db);
        if (version > Newest)
            throw new StoreException($"{file} was written by a newer version of Listener (schema {version}, this program knows {Newest}). Start the newer version, or restore a backup made by this one.");
    }

    /// <summary>Refuses to read beside a service of an older program, which has not brought the database to this one's schema.</summary>
    /// <exception cref="StoreException">The database has an older schema.</exception>
    public static void CheckNewest(string file)
    {
        using var db = SqliteSession.OpenReader(file);
        if (VersionOf(db) is var version && version < Newest)
            throw new StoreException($"{file} is in use by an older version of Listener (schema {version}, this program needs {Newest}). Restart the service with this version first.");
    }

    /// <summary>Applies what is missing.</summary>
    public static void Apply(SqliteSession db, LedgerKey key)
    {
        foreach (var (version, name) in Resources().Where(r => r.Version > VersionOf(db)).OrderBy(r => r.Version))
        {
            var set = string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {version};");
            try
            {
                db.Execute($"BEGIN IMMEDIATE; {Read(name)}; {set}");
                if (version == 2)
                    SealErased(db, key);
                db.Execute("COMMIT");
            }
            catch
            {
                db.RollBack();
                throw;
            }
        }
    }

    /// <summary>Schema 1 proved of an erased audit row only that it was erased; from schema 2 on, what is left of it is proved too.</summary>
    private static void SealErased(SqliteSession db, LedgerKey key)
    {
        var rows = new List<(long Sequence, byte[] Seal)>();
        using (var erased = db.Sql("SELECT seq, content, at, who, what, object, before, after FROM audit WHERE erased IS NOT NULL"))
        {
            while (erased.Step())
                rows.Add((erased.Long(0), LedgerRows.Erased(key, erased.Long(0), erased.Bytes(1), SqliteStore.ReadAudit(erased, 2))));
        }
        foreach (var (sequence, seal) in rows)
            db.Sql("UPDATE audit SET erased = ?2 WHERE seq = ?1").With(sequence).With(seal).Run();
    }

    private static IReadOnlyList<(int Version, string Name)> Resources() =>
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => (int.Parse(name.AsSpan(Prefix.Length, 3), CultureInfo.InvariantCulture), name))];

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
