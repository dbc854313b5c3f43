using Listener.Worker.Domain;

namespace Listener.Worker.Storage.Sqlite;

// Drafts and decisions on them.
public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public Task<Draft> SaveDraftAsync(Draft draft, CancellationToken token) => WriteAsync(scope =>
    {
        var saved = draft.Id.Value == 0 ? AddDraft(scope, draft) : AddVersion(scope, draft);
        DraftWrites.NoteOpen(scope, draft.Mention.Value);
        scope.Changed("draft", draft.Mention.Value);
        return saved;
    }, token);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Draft>> DraftsAsync(MentionNumber mention, CancellationToken token) =>
        ReadAsync<IReadOnlyList<Draft>>(db =>
        {
            using var rows = db.Sql(DraftWrites.Select + "WHERE mention = ?1 ORDER BY id DESC").With(mention.Value);
            var all = new List<Draft>();
            while (rows.Step())
                all.Add(DraftWrites.Read(rows));
            return all;
        }, token);

    /// <inheritdoc/>
    public Task<Draft?> FindDraftAsync(DraftId id, CancellationToken token) => ReadAsync(db => DraftWrites.Find(db, id), token);

    /// <inheritdoc/>
    public Task RejectAsync(DraftId id, int version, Decision decision, CancellationToken token) => WriteAsync(scope =>
    {
        var draft = OpenDraft(scope.Db, id, version);
        DraftWrites.SetState(scope.Db, id, DraftState.Rejected, decision);
        LedgerRows.Append(scope, draft, DraftState.Rejected, decision.By, decision.At);
        DraftWrites.NoteOpen(scope, draft.Mention.Value);
        scope.Changed("draft", draft.Mention.Value);
        return true;
    }, token);

    private static Draft AddDraft(WriteScope scope, Draft draft)
    {
        if (WorkRow.Find(scope.Db, draft.Mention.Value) is null)
            throw new StaleWriteException($"Mention {draft.Mention} is no longer there.");
        var saved = draft with { Id = new DraftId(scope.Reserve("draft", 1)) };
        DraftWrites.Insert(scope.Db, saved);
        LedgerRows.Append(scope, saved, DraftState.Proposed, saved.Author, saved.CreatedAt);
        return saved;
    }

    private static Draft AddVersion(WriteScope scope, Draft draft)
    {
        OpenDraft(scope.Db, draft.Id, draft.Version - 1);
        DraftWrites.Replace(scope.Db, draft);
        LedgerRows.Append(scope, draft, DraftState.Edited, draft.Author, draft.CreatedAt);
        return draft;
    }

    /// <summary>The draft, if it is open and <paramref name="version"/> is its latest.</summary>
    private static Draft OpenDraft(SqliteSession db, DraftId id, int version)
    {
        var draft = DraftWrites.Find(db, id) ?? throw new StaleWriteException($"Draft {id} is no longer there.");
        if (draft.State is not (DraftState.Proposed or DraftState.Edited))
            throw new StaleWriteException($"Draft {id} is no longer open: it is {draft.State}.");
        return draft.Version == version
            ? draft
            : throw new StaleWriteException($"Draft {id} was changed by {draft.Author}: its latest version is {draft.Version}, not {version}.");
    }
}
