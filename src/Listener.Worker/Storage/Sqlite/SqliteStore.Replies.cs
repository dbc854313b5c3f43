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
        ReadAsync<IReadOnlyList<LedgerEntry>>(db =>
        {
            using var rows = db.Sql(
                "SELECT seq, reply, at, state, actor, attempt, fence, detail FROM ledger WHERE reply = ?1 AND erased = 0 ORDER BY seq").With(id.ToString());
            var all = new List<LedgerEntry>();
            while (rows.Step())
                all.Add(ReadLedger(rows));
            return all;
        }, token);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ReplyRecord>> DeliveredAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken token) =>
        ReadAsync(db => Records(db.Sql(ReplyRows.Select + "WHERE state = 2 AND changed_at >= ?1 AND changed_at < ?2 ORDER BY changed_at, seq")
            .With(from).With(to)), token);

    /// <inheritdoc/>
    public Task<(int Channel, int Thread)> SentSinceAsync(ConversationRef conversation, DateTimeOffset since, CancellationToken token) =>
        ReadAsync(db =>
        {
            using var row = db.Sql("SELECT count(*), count(CASE WHEN thread_id = ?2 THEN 1 END) FROM reply WHERE channel = ?1 AND begun_at >= ?3")
                .With(conversation.Channel.Value).With(conversation.ThreadId).With(since);
            row.Step();
            return (row.Int(0), row.Int(1));
        }, token);

    /// <summary>Reads a ledger row whose first eight columns are those of <see cref="LedgerEntry"/>.</summary>
    internal static LedgerEntry ReadLedger(SqlStatement row) => new(
        row.Long(0), new ReplyId(Guid.ParseExact(row.Text(1), "n")), row.Time(2), (ReplyState)row.Int(3), row.Text(4), row.Int(5), row.Long(6),
        row.TextOrNull(7));

    private static IReadOnlyList<ReplyRecord> Records(SqlStatement rows) => [.. ReplyRows.All(rows).Select(row => row.Record)];
}
