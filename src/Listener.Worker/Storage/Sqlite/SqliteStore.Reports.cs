using Listener.Worker.Channels;
using Listener.Worker.Domain;

namespace Listener.Worker.Storage.Sqlite;

// What reports and the channels page add up.
public sealed partial class SqliteStore
{
    // Labels come from work alone. Of the wide tables only unsure rows are looked up, and removed ones by their own small index.
    private const string ReportColumns = """
        SELECT channel, posted_at,
          CASE WHEN understood = 0 OR (unsure = 1 AND (SELECT sentiment_unsure FROM understanding u WHERE u.number = work.number) = 1)
            THEN -1 ELSE sentiment END,
          intent, language, topics, priority, needs_answer, due_key, answered_at,
          closed = 1 OR number IN (SELECT number FROM mention WHERE gone_at IS NOT NULL), understood
        FROM work
        """;

    /// <inheritdoc/>
    public Task ReadForReportAsync(DateTimeOffset from, DateTimeOffset to, Action<ReportRow> add, CancellationToken token) => ReadAsync(db =>
    {
        var names = ReportNames.Read(db);
        // Walking the index costs about twice a plain walk for each row, so it pays only for a small part of a long history.
        var inside = db.Sql("SELECT count(*) FROM work WHERE closed IN (0, 1) AND posted_at >= ?1 AND posted_at < ?2").With(from).With(to);
        var count = Counted(inside);
        var part = count * 3 < Counted(db.Sql("SELECT count(*) FROM work")) ? "closed IN (0, 1) AND posted_at" : "+posted_at";
        using var rows = db.Sql($"{ReportColumns} WHERE {part} >= ?1 AND posted_at < ?2").With(from).With(to);
        while (rows.Step())
        {
            token.ThrowIfCancellationRequested();
            add(names.Row(rows));
        }
        return count;
    }, token);

    /// <inheritdoc/>
    public Task<QuarantineList> QuarantineAsync(ChannelKey channel, DateTimeOffset since, int max, CancellationToken token) => ReadAsync(db =>
    {
        const string where = "WHERE channel = (SELECT id FROM channel WHERE key = ?1) AND at >= ?2";
        var total = Counted(db.Sql($"SELECT count(*) FROM quarantine {where}").With(channel.Value).With(since));
        using var rows = db.Sql($"SELECT at, place, reason, raw FROM quarantine {where} ORDER BY at DESC, id DESC LIMIT ?3")
            .With(channel.Value).With(since).With(max);
        var items = new List<(DateTimeOffset, QuarantinedItem)>();
        while (rows.Step())
            items.Add((rows.Time(0), new QuarantinedItem(rows.Text(1), rows.Text(2), rows.Text(3))));
        return new QuarantineList((int)total, items);
    }, token);

    private static long Counted(SqlStatement count)
    {
        using (count)
            return count.Step() ? count.Long(0) : 0;
    }

    /// <summary>Texts of labels, each made once for all rows.</summary>
    private sealed class ReportNames(Dictionary<long, string> channels)
    {
        private readonly Dictionary<string, IReadOnlyList<string>> topics = new(StringComparer.Ordinal) { [""] = [] };

        public static ReportNames Read(SqliteSession db)
        {
            var channels = new Dictionary<long, string>();
            using var rows = db.Sql("SELECT id, key FROM channel");
            while (rows.Step())
                channels[rows.Long(0)] = rows.Text(1);
            return new ReportNames(channels);
        }

        public ReportRow Row(SqlStatement row)
        {
            var understood = row.Bool(11);
            var due = row.Long(8);
            return new ReportRow(
                channels[row.Long(0)], row.Time(1), row.Int(2) is >= 0 and var sentiment ? (SentimentLabel)sentiment : null,
                understood ? (Intent)row.Int(3) : null, understood ? row.Text(4) : null, TopicsOf(row.Text(5)),
                understood ? (Priority)row.Int(6) : null, row.Bool(7), due == WorkRow.NoDue ? null : DateTimeOffset.FromUnixTimeMilliseconds(due),
                row.TimeOrNull(9), row.Bool(10));
        }

        private IReadOnlyList<string> TopicsOf(string stored)
        {
            if (!topics.TryGetValue(stored, out var names))
                topics[stored] = names = stored.Split(',', StringSplitOptions.RemoveEmptyEntries);
            return names;
        }
    }
}
