using Listener.Worker.Domain;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>What one write may use: the writing connection, the key of its hashes, and places to note what it changed.</summary>
internal sealed class WriteScope(SqliteSession db, LedgerKey key)
{
    private readonly Dictionary<string, long> _channels = new(StringComparer.Ordinal);

    /// <summary>The writing connection, inside a transaction.</summary>
    public SqliteSession Db { get; } = db;

    /// <summary>Key of hashes and tombstones.</summary>
    public LedgerKey Key { get; } = key;

    /// <summary>Counts to bring up to date when the write is done.</summary>
    public Tally Tally { get; } = new();

    /// <summary>Ends of the chains that this write made longer, by table.</summary>
    public Dictionary<string, ChainHead> Heads { get; } = new(StringComparer.Ordinal);

    /// <summary>Changes to publish after the commit.</summary>
    public List<(string Kind, MentionNumber? Mention)> Changes { get; } = [];

    /// <summary>Notes a change.</summary>
    public void Changed(string kind, long? mention = null) =>
        Changes.Add((kind, mention is { } number ? new MentionNumber(number) : null));

    /// <summary>Number of a channel, given on first use.</summary>
    public long Channel(ChannelKey channel)
    {
        if (_channels.TryGetValue(channel.Value, out var known))
            return known;
        using (var find = Db.Sql("SELECT id FROM channel WHERE key = ?1").With(channel.Value))
        {
            if (find.Step())
                return _channels[channel.Value] = find.Long(0);
        }
        Db.Sql("INSERT INTO channel (key) VALUES (?1)").With(channel.Value).Run();
        return _channels[channel.Value] = Db.LastId();
    }

    /// <summary>Reserves <paramref name="count"/> rising numbers and returns the first; a number is never given twice.</summary>
    public long Reserve(string counter, int count)
    {
        using var next = Db.Sql(
            "INSERT INTO counter (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = value + ?2 RETURNING value")
            .With(counter).With(count);
        next.Step();
        var last = next.Long(0);
        while (next.Step())
        {
            // One row only; stepping on ends the statement.
        }
        return last - count + 1;
    }
}
