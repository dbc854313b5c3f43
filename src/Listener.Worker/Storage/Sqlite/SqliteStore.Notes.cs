using Listener.Worker.Channels;
using Listener.Worker.Domain;

namespace Listener.Worker.Storage.Sqlite;

// Notes of colleagues, and what a reading could not take in.
public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public Task<Note> AddNoteAsync(Note note, CancellationToken token) => WriteAsync(scope =>
    {
        if (WorkRow.Find(scope.Db, note.Mention.Value) is null)
            throw new StaleWriteException($"Mention {note.Mention} is no longer there.");
        scope.Db.Sql("INSERT INTO note (mention, by, at, text) VALUES (?1, ?2, ?3, ?4)")
            .With(note.Mention.Value).With(note.By).With(note.At).With(note.Text).Run();
        scope.Changed("note", note.Mention.Value);
        return note with { Id = scope.Db.LastId() };
    }, token);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Note>> NotesAsync(MentionNumber number, CancellationToken token) =>
        ReadAsync<IReadOnlyList<Note>>(db =>
        {
            using var rows = db.Sql("SELECT id, by, at, text FROM note WHERE mention = ?1 ORDER BY at, id").With(number.Value);
            var all = new List<Note>();
            while (rows.Step())
                all.Add(new Note(rows.Long(0), number, rows.Text(1), rows.Time(2), rows.Text(3)));
            return all;
        }, token);

    /// <inheritdoc/>
    public Task<IReadOnlyList<(ChannelKey Channel, DateTimeOffset At, QuarantinedItem Item)>> QuarantineAsync(int max, CancellationToken token) =>
        ReadAsync<IReadOnlyList<(ChannelKey, DateTimeOffset, QuarantinedItem)>>(db =>
        {
            using var rows = db.Sql("""
                SELECT c.key, q.at, q.place, q.reason, q.raw FROM quarantine q JOIN channel c ON c.id = q.channel ORDER BY q.id DESC LIMIT ?1
                """).With(max);
            var all = new List<(ChannelKey, DateTimeOffset, QuarantinedItem)>();
            while (rows.Step())
                all.Add((new ChannelKey(rows.Text(0)), rows.Time(1), new QuarantinedItem(rows.Text(2), rows.Text(3), rows.Text(4))));
            return all;
        }, token);

    /// <inheritdoc/>
    public Task<IReadOnlyList<(ChannelKey Channel, string Watch, ReadingGap Gap)>> GapsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken token) =>
        ReadAsync<IReadOnlyList<(ChannelKey, string, ReadingGap)>>(db =>
        {
            using var rows = db.Sql("""
                SELECT c.key, g.watch, g.from_at, g.to_at, g.reason FROM gap g JOIN channel c ON c.id = g.channel
                WHERE g.to_at > ?1 AND g.from_at < ?2 ORDER BY g.from_at, g.id
                """).With(from).With(to);
            var all = new List<(ChannelKey, string, ReadingGap)>();
            while (rows.Step())
                all.Add((new ChannelKey(rows.Text(0)), rows.Text(1), new ReadingGap(rows.Time(2), rows.Time(3), rows.Text(4))));
            return all;
        }, token);
}
