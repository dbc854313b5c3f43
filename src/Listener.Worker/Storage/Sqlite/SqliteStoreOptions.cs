namespace Listener.Worker.Storage.Sqlite;

/// <summary>Where the embedded store lies.</summary>
/// <param name="Folder">Data folder; created if missing. Holds the database, its marker, the lock and the ledger key.</param>
public sealed record SqliteStoreOptions(string Folder)
{
    /// <summary>False does not wait for the disk: faster, and a power cut may damage the store. For throw-away stores only.</summary>
    public bool SurvivesPowerCut { get; init; } = true;

    /// <summary>The database.</summary>
    public string Database => Path.Combine(Folder, "listener.db");

    /// <summary>Says that a database belongs here, so that a lost one is noticed.</summary>
    public string Marker => Path.Combine(Folder, "listener.marker");

    /// <summary>Writes the marker, if there is none.</summary>
    internal void Mark()
    {
        if (!File.Exists(Marker))
            File.WriteAllText(Marker, "A Listener database belongs into this folder. While this file is here, a missing database is an error and not a new start.\n");
    }

    /// <summary>Held open by the one process that may write.</summary>
    public string Lock => Path.Combine(Folder, "listener.lock");

    /// <summary>Newest rows of the ledger and the audit log, so that rows cut off their end are noticed.</summary>
    public string Head => Path.Combine(Folder, "ledger.head");

    /// <summary>Key of the ledger's hashes and of tombstones, 32 bytes, readable by the owner only.</summary>
    public string Key => Path.Combine(Folder, "ledger.key");
}
