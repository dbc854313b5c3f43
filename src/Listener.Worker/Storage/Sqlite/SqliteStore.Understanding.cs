using System.Collections.Concurrent;
using Listener.Worker.Domain;

namespace Listener.Worker.Storage.Sqlite;

// The line's own reading and writing: what is not understood yet, and what was understood.
public sealed partial class SqliteStore
{
    /// <summary>Revision of each mention that was taken, so that an edit in between is not covered by labels of the old text.</summary>
    private readonly ConcurrentDictionary<long, long> _taken = new();

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredMention>> TakeUnprocessedAsync(int max, CancellationToken token) =>
        ReadAsync<IReadOnlyList<StoredMention>>(db =>
        {
            using var rows = db.Sql(
                MentionRows.Select + "WHERE m.number IN (SELECT number FROM work WHERE understood = 0 ORDER BY number LIMIT ?1) ORDER BY m.number")
                .With(max);
            var all = new List<StoredMention>();
            while (rows.Step())
            {
                all.Add(MentionRows.Read(rows));
                _taken[rows.Long(0)] = rows.Long(MentionRows.RevisionColumn);
            }
            return all;
        }, token);

    /// <inheritdoc/>
    public Task SaveUnderstoodAsync(IReadOnlyList<UnderstoodMention> batch, CancellationToken token)
    {
        var prepared = batch.Select(u => (Understood: u, Row: new UnderstandingRow(u.Number.Value, u.Classification, u.Routing))).ToList();
        return WriteAsync(scope =>
        {
            var draft = scope.Reserve("draft", 0);
            var proposed = new List<LedgerRow>();
            foreach (var (understood, row) in prepared)
            {
                var hasDraft = understood.Draft is not null;
                if (!SaveUnderstood(scope, row, hasDraft) || !hasDraft)
                    continue;
                var saved = understood.Draft! with { Id = new DraftId(draft + proposed.Count), Mention = understood.Number };
                DraftWrites.Insert(scope.Db, saved);
                proposed.Add(LedgerRow.Of(scope.Key, saved, DraftState.Proposed, saved.Author, saved.CreatedAt));
            }
            if (proposed.Count > 0)
            {
                scope.Reserve("draft", proposed.Count);
                LedgerRows.Append(scope, proposed);
            }
            Publish(scope, "mention-changed", [.. batch.Select(u => u.Number)]);
            return true;
        }, token, batch.Count);
    }

    /// <inheritdoc/>
    public Task CorrectAsync(LabelCorrection correction, Classification corrected, Routing routing, CancellationToken token)
    {
        var row = new UnderstandingRow(correction.Mention.Value, corrected, routing);
        return WriteAsync(scope =>
        {
            if (WorkRow.Find(scope.Db, row.Number) is not { } before)
                return false;
            row.Save(scope, before, before.Dimensions.OpenDraft);
            scope.Db.Sql("INSERT INTO correction (mention, field, before, after, model, by, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
                .With(row.Number).With(correction.Field).With(correction.Before).With(correction.After).With(correction.Model)
                .With(correction.By).With(correction.At).Run();
            scope.Changed("mention-changed", row.Number);
            return true;
        }, token);
    }

    private bool SaveUnderstood(WriteScope scope, UnderstandingRow row, bool withDraft)
    {
        // Erased meanwhile: nothing to do. Edited meanwhile: it is still waiting and will be taken again.
        if (WorkRow.Find(scope.Db, row.Number) is not { } before)
            return false;
        if (_taken.TryRemove(row.Number, out var revision) && revision != before.Revision)
            return false;
        row.Save(scope, before, before.Dimensions.OpenDraft || withDraft);
        return true;
    }
}
