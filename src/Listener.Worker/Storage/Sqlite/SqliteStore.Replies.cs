using System.Globalization;
using Listener.Worker.Domain;

namespace Listener.Worker.Storage.Sqlite;

// Looking at replies and their ledger.
public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public Task<ReplyRecord?> FindReplyAsync(ReplyId id, CancellationToken token) =>
        ReadAsync(db => ReplyRows.Find(db, id)?.Record, token);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ReplyRecord>> RepliesAsync(MentionNumber mention, CancellationToken token) =>
        ReadAsync(db => Records(db.Sql(ReplyRows.Select + "WHERE mention = ?1 ORDER BY seq").With(mention.Value)), token);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ReplyRecord>> RepliesInAsync(IReadOnlyList<ReplyState> states, int max, CancellationToken token)
    {
        var list = string.Join(',', states.Select(s => ((int)s).ToString(CultureInfo.InvariantCulture)).Order(StringComparer.Ordinal));
        return ReadAsync(db => Records(db.Sql(ReplyRows.Select + $"WHERE state IN ({list}) ORDER BY changed_at, seq LIMIT ?1").With(max)), token);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<LedgerEntry>> LedgerAsync(ReplyId id, CancellationToken token) =>
        ReadAsync<IReadOnlyList<LedgerEntry>>(db => StepsOf(db, id), token);

    private static List<LedgerEntry> StepsOf(SqliteSession db, ReplyId id)
    {
        var rows = LedgerRowsOf(db.Sql(LedgerRow.Select + "WHERE reply = ?1 AND reply <> '' AND erased = 0 ORDER BY seq").With(id.ToString()));
        return [.. rows.Select(row => row.ToEntry())];
    }

    /// <inheritdoc/>
    public Task<ReplyLife?> LifeAsync(ReplyId id, CancellationToken token) => ReadAsync(db =>
    {
        var rows = LedgerRowsOf(db.Sql(LedgerRow.Select + "WHERE reply = ?1 AND reply <> '' ORDER BY seq").With(id.ToString()));
        if (rows.Count == 0)
            return null;
        var drafts = rows.Find(row => row.Draft is not null) is { Draft: { } draft } approved
            ? LedgerRowsOf(db.Sql(LedgerRow.Select + "WHERE reply = '' AND draft = ?1 AND seq < ?2 ORDER BY seq").With(draft).With(approved.Sequence))
            : [];
        return (ReplyLife?)new ReplyLife(
            ReplyRows.Find(db, id)?.Record, [.. drafts.Select(row => row.ToDraftEntry())],
            [.. rows.Where(row => !row.Erased).Select(row => row.ToEntry())], rows.Find(row => row.Erased)?.At);
    }, token);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ReplyRecord>> DeliveredAsync(DateTimeOffset from, DateTimeOffset to, int max, CancellationToken token) =>
        ReadAsync(db => Records(db.Sql(ReplyRows.Select + "WHERE state = 2 AND changed_at >= ?1 AND changed_at < ?2 ORDER BY changed_at DESC, seq DESC LIMIT ?3")
            .With(from).With(to).With(max)), token);

    /// <inheritdoc/>
    public Task<(int Channel, int Author)> SentSinceAsync(Reply reply, DateTimeOffset since, CancellationToken token) =>
        ReadAsync(db =>
        {
            // Attempts of the future were begun on a clock that has been set back since; they would count for years.
            using var row = db.Sql("""
                SELECT count(*), count(CASE WHEN r.thread_id = ?2 AND m.author_key = (SELECT author_key FROM mention WHERE number = ?5) THEN 1 END)
                FROM reply r LEFT JOIN mention m ON m.number = r.mention WHERE r.channel = ?1 AND r.begun_at BETWEEN ?3 AND ?4
                """).With(reply.Conversation.Channel.Value).With(reply.Conversation.ThreadId).With(since).With(clock.GetUtcNow() + ClockSetBack.Slack)
                .With(reply.Mention.Value);
            row.Step();
            return (row.Int(0), row.Int(1));
        }, token);

    private static List<LedgerRow> LedgerRowsOf(SqlStatement rows)
    {
        using (rows)
        {
            var all = new List<LedgerRow>();
            while (rows.Step())
                all.Add(LedgerRow.Read(rows));
            return all;
        }
    }

    private static IReadOnlyList<ReplyRecord> Records(SqlStatement rows) => [.. ReplyRows.All(rows).Select(row => row.Record)];
}
