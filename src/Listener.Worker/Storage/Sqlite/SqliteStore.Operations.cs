using Listener.Worker.Channels;
using Listener.Worker.Domain;

namespace Listener.Worker.Storage.Sqlite;

// Health, polls, small values, digests, audit.
public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public Task<StoredHealth> HealthAsync(ChannelKey channel, CancellationToken token) => ReadAsync(db =>
    {
        var watches = new Dictionary<string, WatchHealth>(StringComparer.Ordinal);
        using var rows = db.Sql("""
            SELECT watch, back_off_level, paused_until, last_poll_at, last_success_at, last_new, failing_since, fault_kind, fault_what,
              fault_where, fault_next, fault_retry_at, read_without_gaps_since
            FROM watch_health WHERE channel = (SELECT id FROM channel WHERE key = ?1)
            """).With(channel.Value);
        while (rows.Step())
            watches[rows.Text(0)] = ReadHealth(rows);
        using var paused = db.Sql("SELECT 1 FROM paused_channel WHERE channel = (SELECT id FROM channel WHERE key = ?1)").With(channel.Value);
        return new StoredHealth(paused.Step(), watches);
    }, token);

    /// <inheritdoc/>
    public Task SaveHealthAsync(ChannelKey channel, string watch, WatchHealth health, CancellationToken token) => WriteAsync(scope =>
    {
        var fault = health.LastFault;
        scope.Db.Sql("""
            INSERT OR REPLACE INTO watch_health (channel, watch, back_off_level, paused_until, last_poll_at, last_success_at, last_new,
              failing_since, fault_kind, fault_what, fault_where, fault_next, fault_retry_at, read_without_gaps_since)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
            """)
            .With(scope.Channel(channel)).With(watch).With(health.BackOffLevel).With(health.PausedUntil).With(health.LastPollAt)
            .With(health.LastSuccessAt).With(health.LastNew).With(health.FailingSince).With((long?)fault?.Kind).With(fault?.What)
            .With(fault?.Where).With(fault?.Next).With(fault?.RetryAt).With(health.ReadWithoutGapsSince).Run();
        scope.Changed("channel");
        return true;
    }, token);

    /// <inheritdoc/>
    public Task PauseAsync(ChannelKey channel, bool pause, CancellationToken token) => WriteAsync(scope =>
    {
        var id = scope.Channel(channel);
        if (pause)
        {
            scope.Db.Sql("INSERT OR REPLACE INTO paused_channel (channel) VALUES (?1)").With(id).Run();
        }
        else
        {
            scope.Db.Sql("DELETE FROM paused_channel WHERE channel = ?1").With(id).Run();
            scope.Db.Sql("UPDATE watch_health SET paused_until = NULL WHERE channel = ?1").With(id).Run();
        }
        scope.Changed("channel");
        return true;
    }, token);

    /// <inheritdoc/>
    public Task AddPollAsync(PollResult result, CancellationToken token) => WriteAsync(scope =>
    {
        scope.Db.Sql("INSERT INTO poll (channel, watch, at, took, read, added, quarantined, fault) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
            .With(scope.Channel(result.Channel)).With(result.Watch).With(result.At).With((long)result.Took.TotalMilliseconds)
            .With(result.Read).With(result.Added).With(result.Quarantined).With(result.Fault).Run();
        scope.Changed("channel");
        return true;
    }, token);

    /// <inheritdoc/>
    public Task<IReadOnlyList<PollResult>> PollsAsync(ChannelKey channel, DateTimeOffset since, CancellationToken token) =>
        ReadAsync<IReadOnlyList<PollResult>>(db =>
        {
            using var rows = db.Sql("""
                SELECT watch, at, took, read, added, quarantined, fault FROM poll
                WHERE channel = (SELECT id FROM channel WHERE key = ?1) AND at >= ?2 ORDER BY at, id
                """).With(channel.Value).With(since);
            var all = new List<PollResult>();
            while (rows.Step())
                all.Add(new PollResult(
                    channel, rows.Text(0), rows.Time(1), TimeSpan.FromMilliseconds(rows.Long(2)), rows.Int(3), rows.Int(4), rows.Int(5), rows.TextOrNull(6)));
            return all;
        }, token);

    /// <inheritdoc/>
    public Task<string?> ReadValueAsync(string key, CancellationToken token) =>
        ReadAsync(db => OneText(db.Sql("SELECT value FROM named_value WHERE key = ?1").With(key)), token);

    /// <inheritdoc/>
    public Task WriteValueAsync(string key, string? value, CancellationToken token) => WriteAsync(scope => value is null
        ? scope.Db.Sql("DELETE FROM named_value WHERE key = ?1").With(key).Run()
        : scope.Db.Sql("INSERT OR REPLACE INTO named_value (key, value) VALUES (?1, ?2)").With(key).With(value).Run(), token);

    /// <inheritdoc/>
    public Task<bool> AddDigestAsync(string key, string json, DateTimeOffset builtAt, CancellationToken token) => WriteAsync(scope =>
    {
        var added = scope.Db.Sql("INSERT INTO digest (key, json, built_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")
            .With(key).With(json).With(builtAt).Run() > 0;
        if (added)
            scope.Changed("digest");
        return added;
    }, token);

    /// <inheritdoc/>
    public Task<string?> DigestAsync(string key, CancellationToken token) =>
        ReadAsync(db => OneText(db.Sql("SELECT json FROM digest WHERE key = ?1").With(key)), token);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> DigestKeysAsync(int max, CancellationToken token) =>
        ReadAsync<IReadOnlyList<string>>(db =>
        {
            using var rows = db.Sql("SELECT key FROM digest ORDER BY built_at DESC, seq DESC LIMIT ?1").With(max);
            var all = new List<string>();
            while (rows.Step())
                all.Add(rows.Text(0));
            return all;
        }, token);

    /// <inheritdoc/>
    public Task AuditAsync(AuditEntry entry, CancellationToken token) => WriteAsync(scope =>
    {
        LedgerRows.Append(scope, entry);
        return true;
    }, token);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AuditEntry>> AuditAsync(int max, CancellationToken token) =>
        ReadAsync<IReadOnlyList<AuditEntry>>(db =>
        {
            using var rows = db.Sql("SELECT at, who, what, object, before, after FROM audit ORDER BY seq DESC LIMIT ?1").With(max);
            var all = new List<AuditEntry>();
            while (rows.Step())
                all.Add(ReadAudit(rows, 0));
            return all;
        }, token);

    internal static AuditEntry ReadAudit(SqlStatement row, int first) => new(
        row.Time(first), row.Text(first + 1), row.Text(first + 2), row.Text(first + 3), row.TextOrNull(first + 4), row.TextOrNull(first + 5));

    private static WatchHealth ReadHealth(SqlStatement row)
    {
        var fault = row.IsNull(7)
            ? null
            : new ChannelFault((ChannelFaultKind)row.Int(7), row.Text(8), row.Text(9), row.Text(10), row.TimeOrNull(11));
        return new WatchHealth(
            row.Int(1), row.TimeOrNull(2), row.TimeOrNull(3), row.TimeOrNull(4), row.Int(5), row.TimeOrNull(6), fault, row.TimeOrNull(12));
    }

    private static string? OneText(SqlStatement row)
    {
        using (row)
            return row.Step() ? row.TextOrNull(0) : null;
    }
}
