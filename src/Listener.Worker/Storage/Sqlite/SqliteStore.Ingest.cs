using Listener.Worker.Channels;
using Listener.Worker.Domain;

namespace Listener.Worker.Storage.Sqlite;

// Taking mentions in: one reading, one transaction.
public sealed partial class SqliteStore
{
    /// <summary>More changes of one kind than this are published as one change without a mention.</summary>
    private const int MostPublished = 200;

    /// <inheritdoc/>
    public async Task<PollCursor?> ReadCursorAsync(ChannelKey channel, string watch, CancellationToken token) =>
        await ReadAsync(db =>
        {
            using var row = db.Sql("SELECT value FROM cursor WHERE channel = (SELECT id FROM channel WHERE key = ?1) AND watch = ?2")
                .With(channel.Value).With(watch);
            return row.Step() ? new PollCursor(row.Text(0)) : null;
        }, token);

    /// <inheritdoc/>
    public Task<SavedBatch> SaveBatchAsync(ChannelKey channel, string watch, MentionPage page, DateTimeOffset now, CancellationToken token)
    {
        var incoming = page.Mentions.Where(m => !m.IsOwn && !m.IsRepost).Select(m => new IncomingMention(m)).ToList();
        return WriteAsync(scope => SaveBatch(scope, channel, watch, page, incoming, now), token, incoming.Count + page.Removed.Count + 1);
    }

    private static SavedBatch SaveBatch(
        WriteScope scope, ChannelKey channel, string watch, MentionPage page, List<IncomingMention> incoming, DateTimeOffset now)
    {
        List<MentionNumber> added = [], changed = [], removed = [];
        var same = 0;
        var first = scope.Reserve("mention", 0);
        var number = first;
        var erased = new Tombstones(scope);
        foreach (var mention in incoming)
        {
            if (erased.Contains(mention.Mention))
                continue;
            if (mention.TryInsert(scope, number, now))
                added.Add(new MentionNumber(number++));
            else if (!MentionEdits.Apply(scope, mention, now, out var known))
                same++;
            else if (known < first && !changed.Contains(new MentionNumber(known)))
                // One that came with this batch was told as new.
                changed.Add(new MentionNumber(known));
        }
        if (added.Count > 0)
            scope.Reserve("mention", added.Count);
        foreach (var nativeId in page.Removed)
        {
            if (MentionEdits.Remove(scope, new MentionId(channel, nativeId), now) is { } gone)
                removed.Add(new MentionNumber(gone));
        }
        SaveReading(scope, channel, watch, page, now);
        Publish(scope, "mention-added", added);
        Publish(scope, "mention-changed", changed);
        Publish(scope, "mention-removed", removed);
        return new SavedBatch(added, changed, removed, same);
    }

    /// <inheritdoc/>
    public Task RenewAsync(MentionId id, Mention? current, DateTimeOffset now, CancellationToken token) => WriteAsync(scope =>
    {
        if (current is null)
        {
            if (MentionEdits.Remove(scope, id, now) is { } gone)
                scope.Changed("mention-removed", gone);
        }
        else if (Known(scope, id) is not null && MentionEdits.Apply(scope, new IncomingMention(current), now, out var known))
            scope.Changed("mention-changed", known);
        return true;
    }, token);

    /// <inheritdoc/>
    public Task<bool> AnsweredElsewhereAsync(MentionId id, string answer, DateTimeOffset at, DateTimeOffset now, CancellationToken token) => WriteAsync(scope =>
    {
        if (Known(scope, id) is not { } number || IsListeners(scope.Db, number, answer))
            return false;
        scope.Db.Sql("INSERT OR IGNORE INTO answer_elsewhere (mention, native_id, noted_at) VALUES (?1, ?2, ?3)")
            .With(number).With(answer).With(now).Run();
        if (!MentionEdits.AnsweredElsewhere(scope, number, at))
            return false;
        scope.Changed("mention-changed", number);
        return true;
    }, token);

    /// <inheritdoc/>
    public Task<IReadOnlyList<(string NativeId, DateTimeOffset NotedAt)>> AnswersElsewhereAsync(MentionNumber number, CancellationToken token) =>
        ReadAsync<IReadOnlyList<(string, DateTimeOffset)>>(db =>
        {
            var answers = new List<(string, DateTimeOffset)>();
            using var rows = db.Sql("SELECT native_id, noted_at FROM answer_elsewhere WHERE mention = ?1 ORDER BY noted_at, native_id").With(number.Value);
            while (rows.Step())
                answers.Add((rows.Text(0), rows.Time(1)));
            return answers;
        }, token);

    private static bool IsListeners(SqliteSession db, long mention, string answer)
    {
        using var own = db.Sql("SELECT 1 FROM reply WHERE mention = ?1 AND posted_id = ?2").With(mention).With(answer);
        return own.Step();
    }

    private static long? Known(WriteScope scope, MentionId id)
    {
        using var find = scope.Db.Sql("SELECT number FROM mention WHERE channel = ?1 AND native_id = ?2").With(scope.Channel(id.Channel)).With(id.NativeId);
        return find.Step() ? find.Long(0) : null;
    }

    private static void SaveReading(WriteScope scope, ChannelKey channel, string watch, MentionPage page, DateTimeOffset now)
    {
        var id = scope.Channel(channel);
        foreach (var item in page.Quarantined)
            scope.Db.Sql("INSERT INTO quarantine (channel, at, place, reason, raw) VALUES (?1, ?2, ?3, ?4, ?5)")
                .With(id).With(now).With(item.Where).With(item.Reason).With(item.Raw).Run();
        if (page.Gap is { } gap)
            scope.Db.Sql("INSERT INTO gap (channel, watch, from_at, to_at, reason) VALUES (?1, ?2, ?3, ?4, ?5)")
                .With(id).With(watch).With(gap.From).With(gap.To).With(gap.Reason).Run();
        scope.Db.Sql("""
            INSERT INTO cursor (channel, watch, value, saved_at) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO UPDATE SET value = excluded.value, saved_at = excluded.saved_at
            """).With(id).With(watch).With(page.Next.Value).With(now).Run();
    }

    private static void Publish(WriteScope scope, string kind, List<MentionNumber> numbers)
    {
        if (numbers.Count > MostPublished)
            scope.Changed(kind);
        else
            numbers.ForEach(n => scope.Changed(kind, n.Value));
    }
}
