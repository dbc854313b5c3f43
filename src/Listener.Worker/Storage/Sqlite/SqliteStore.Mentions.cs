using System.Runtime.CompilerServices;
using Listener.Worker.Domain;

namespace Listener.Worker.Storage.Sqlite;

// Finding mentions, and a person's work on them.
public sealed partial class SqliteStore
{
    private const int Page = 500;

    /// <inheritdoc/>
    public Task<StoredMention?> FindAsync(MentionNumber number, CancellationToken token) =>
        ReadAsync(db => MentionRows.Find(db, number.Value), token);

    /// <inheritdoc/>
    public Task<StoredMention?> FindAsync(MentionId id, CancellationToken token) =>
        ReadAsync(db => MentionRows.One(db.Sql(
            MentionRows.Select + "WHERE m.channel = (SELECT id FROM channel WHERE key = ?1) AND m.native_id = ?2")
            .With(id.Channel.Value).With(id.NativeId)), token);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredMention>> ThreadAsync(ConversationRef conversation, CancellationToken token) =>
        ReadAsync<IReadOnlyList<StoredMention>>(db =>
        {
            var newest = MentionRows.All(db.Sql(MentionRows.Select + """
                WHERE m.thread_key = ?1 AND coalesce(m.thread_id, m.native_id) = ?2 AND c.key = ?3 ORDER BY m.posted_at DESC, m.number DESC LIMIT 200
                """).With(MentionKeys.Of(conversation.Channel, conversation.ThreadId)).With(conversation.ThreadId).With(conversation.Channel.Value));
            newest.Reverse();
            return newest;
        }, token);

    /// <inheritdoc/>
    public Task<int> CountByCustomerAsync(StoredMention mention, DateTimeOffset? since, DateTimeOffset? until, CancellationToken token) => ReadAsync(db =>
    {
        var (channel, thread, author) = (mention.Mention.Id.Channel, mention.Mention.Conversation.ThreadId, mention.Mention.Author.NativeId);
        using var row = db.Sql("""
            SELECT count(*) FROM mention WHERE author_key = ?1 AND author_id = ?2 AND thread_key = ?3 AND coalesce(thread_id, native_id) = ?4
              AND number > ?5 AND first_seen_at > ?6 AND first_seen_at <= ?7
            """).With(MentionKeys.Of(channel, author)).With(author).With(MentionKeys.Of(channel, thread)).With(thread)
            .With(since is null ? 0 : mention.Number.Value).With(since?.ToUnixTimeMilliseconds() ?? long.MinValue)
            .With(until?.ToUnixTimeMilliseconds() ?? long.MaxValue);
        row.Step();
        return row.Int(0);
    }, token);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredMention>> ByAuthorAsync(ChannelKey channel, string authorNativeId, int max, CancellationToken token) =>
        ReadAsync<IReadOnlyList<StoredMention>>(db => MentionRows.All(db.Sql(MentionRows.Select + """
            WHERE m.author_key = ?1 AND m.author_id = ?2 AND c.key = ?3 ORDER BY m.posted_at DESC, m.number DESC LIMIT ?4
            """).With(MentionKeys.Of(channel, authorNativeId)).With(authorNativeId).With(channel.Value).With(max)), token);

    /// <inheritdoc/>
    public Task<StoredMention?> SetStateAsync(
        MentionNumber number, MentionState state, DateTimeOffset? snoozedUntil, string by, DateTimeOffset now, CancellationToken token)
    {
        if ((state == MentionState.Snoozed) != snoozedUntil.HasValue)
            throw new ArgumentException("A snooze needs its end, and nothing else has one.", nameof(snoozedUntil));
        return ChangeAsync(number, row => row with
        {
            Dimensions = row.Dimensions with { State = (int)state },
            SnoozedUntil = snoozedUntil?.ToUnixTimeMilliseconds(),
        }, token);
    }

    /// <inheritdoc/>
    public Task<StoredMention?> AssignAsync(MentionNumber number, string? assignee, string by, DateTimeOffset now, CancellationToken token) =>
        ChangeAsync(number, row => row with { Dimensions = row.Dimensions with { Assignee = assignee ?? "" } }, token);

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredMention> AllAsync(
        DateTimeOffset? from, DateTimeOffset? to, [EnumeratorCancellation] CancellationToken token)
    {
        var after = 0L;
        while (true)
        {
            var last = after;
            var page = await ReadAsync(db => MentionRows.All(db.Sql(MentionRows.Select + """
                WHERE m.number > ?1 AND m.posted_at >= ?2 AND m.posted_at < ?3 ORDER BY m.number LIMIT ?4
                """).With(last).With(from?.ToUnixTimeMilliseconds() ?? long.MinValue).With(to?.ToUnixTimeMilliseconds() ?? long.MaxValue).With(Page)), token);
            foreach (var mention in page)
                yield return mention;
            if (page.Count < Page)
                yield break;
            after = page[^1].Number.Value;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<(LabelCorrection Correction, StoredMention Mention)> CorrectionsAsync([EnumeratorCancellation] CancellationToken token)
    {
        var after = 0L;
        while (true)
        {
            var last = after;
            var page = await ReadAsync(db => Corrections(db, last), token);
            foreach (var (_, correction, mention) in page)
                yield return (correction, mention);
            if (page.Count < Page)
                yield break;
            after = page[^1].Id;
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<MentionNumber>> WakeSnoozedAsync(DateTimeOffset now, CancellationToken token) =>
        WriteAsync<IReadOnlyList<MentionNumber>>(scope =>
        {
            var due = new List<MentionNumber>();
            using (var rows = scope.Db.Sql("SELECT number FROM work WHERE snoozed_until <= ?1 ORDER BY snoozed_until, number").With(now))
            {
                while (rows.Step())
                    due.Add(new MentionNumber(rows.Long(0)));
            }
            due.ForEach(number => SetState(scope, number.Value, MentionState.Open));
            return due;
        }, token);

    private Task<StoredMention?> ChangeAsync(MentionNumber number, Func<WorkRow, WorkRow> change, CancellationToken token) => WriteAsync(scope =>
    {
        if (!WorkRow.Change(scope, number.Value, change))
            return null;
        scope.Changed("mention-changed", number.Value);
        return MentionRows.Find(scope.Db, number.Value);
    }, token);

    private static List<(long Id, LabelCorrection Correction, StoredMention Mention)> Corrections(SqliteSession db, long after)
    {
        var found = new List<(long Id, LabelCorrection Correction)>();
        using (var rows = db.Sql("SELECT id, mention, field, before, after, model, by, at FROM correction WHERE id > ?1 ORDER BY id LIMIT ?2")
            .With(after).With(Page))
        {
            while (rows.Step())
                found.Add((rows.Long(0), new LabelCorrection(
                    new MentionNumber(rows.Long(1)), rows.Text(2), rows.Text(3), rows.Text(4), rows.Text(5), rows.Text(6), rows.Time(7))));
        }
        return [.. found.Select(f => (f.Id, f.Correction, MentionRows.Find(db, f.Correction.Mention.Value)!))];
    }
}
