using Dapper;
using Listener.Worker.Domain;
using Microsoft.Data.Sqlite;

namespace Listener.Reliability.Campaigns;

/// <summary>A reply as the store has it.</summary>
public sealed record StoredReply(string Id, long Mention, string Channel, string ParentId, ReplyState State, long Attempts, string? PostedId, string? Detail);

/// <summary>Reads the store of a service from outside, without writing to it.</summary>
public static class StoreView
{
    /// <summary>All replies.</summary>
    public static async Task<IReadOnlyList<StoredReply>> RepliesAsync(string dataFolder)
    {
        await using var db = await OpenAsync(dataFolder);
        var rows = await db.QueryAsync<(string Id, long Mention, string Channel, string Parent, long State, long Attempts, string? Posted, string? Detail)>(
            "SELECT id, mention, channel, parent_id, state, attempts, posted_id, detail FROM reply");
        return [.. rows.Select(r => new StoredReply(r.Id, r.Mention, r.Channel, r.Parent, (ReplyState)r.State, r.Attempts, r.Posted, r.Detail))];
    }

    /// <summary>Native ids of all mentions.</summary>
    public static async Task<HashSet<string>> MentionsAsync(string dataFolder)
    {
        await using var db = await OpenAsync(dataFolder);
        return [.. await db.QueryAsync<string>("SELECT native_id FROM mention")];
    }

    /// <summary>All replies of a service that just died, read from a copy so that the dead one's files stay as they are.</summary>
    public static async Task<IReadOnlyList<StoredReply>> RepliesOfDeadAsync(string dataFolder)
    {
        var copy = Directory.CreateTempSubdirectory("listener-reliability-copy-");
        try
        {
            foreach (var name in new[] { "listener.db", "listener.db-wal" })
            {
                var file = Path.Combine(dataFolder, name);
                if (File.Exists(file))
                    File.Copy(file, Path.Combine(copy.FullName, name));
            }
            return File.Exists(Path.Combine(copy.FullName, "listener.db")) ? await RepliesAsync(copy.FullName) : [];
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    private static async Task<SqliteConnection> OpenAsync(string dataFolder)
    {
        var db = new SqliteConnection($"Data Source={Path.Combine(dataFolder, "listener.db")};Mode=ReadOnly;Pooling=False;Default Timeout=30");
        await db.OpenAsync();
        return db;
    }
}
