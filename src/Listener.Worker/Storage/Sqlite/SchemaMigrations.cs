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

    /// <summary>Applies what is missing.</summary>
    public static void Apply(SqliteSession db)
    {
        foreach (var (version, name) in Resources().Where(r => r.Version > VersionOf(db)).OrderBy(r => r.Version))
        {
            var set = string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {version};");
            try
            {
                db.Execute($"BEGIN IMMEDIATE; {Read(name)}; {set} COMMIT;");
            }
            catch
            {
                db.RollBack();
                throw;
            }
        }
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
