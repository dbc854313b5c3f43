using Listener.Worker.Domain;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>Rows of drafts.</summary>
internal static class DraftWrites
{
    /// <summary>Columns of a draft, as <see cref="Read"/> wants them.</summary>
    public const string Select =
        "SELECT id, mention, version, text, proposed_text, language, origin, why, author, state, guards, created_at FROM draft ";

    public static Draft Read(SqlStatement row) => new(
        new DraftId(row.Long(0)), new MentionNumber(row.Long(1)), row.Int(2), row.Text(3), row.TextOrNull(4), row.Text(5), row.Text(6),
        row.Text(7), row.Text(8), (DraftState)row.Int(9), SmallJson.Guards(row.TextOrNull(10)), row.Time(11));

    /// <summary>One draft; null if unknown.</summary>
    public static Draft? Find(SqliteSession db, DraftId id)
    {
        using var row = db.Sql(Select + "WHERE id = ?1").With(id.Value);
        return row.Step() ? Read(row) : null;
    }

    public static void Insert(SqliteSession db, Draft draft) =>
        db.Sql("""
            INSERT INTO draft (id, mention, version, text, proposed_text, language, origin, why, author, state, guards, created_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
            """)
            .With(draft.Id.Value).With(draft.Mention.Value).With(draft.Version).With(draft.Text).With(draft.ProposedText).With(draft.Language)
            .With(draft.Origin).With(draft.Why.Stored).With(draft.Author).With((int)draft.State).With(SmallJson.Write(draft.Guards))
            .With(draft.CreatedAt).Run();

    /// <summary>Stores the next version over the one before, which is kept aside.</summary>
    public static void Replace(SqliteSession db, Draft draft)
    {
        db.Sql("""
            INSERT INTO draft_version (draft, version, text, author, created_at)
            SELECT id, version, text, author, created_at FROM draft WHERE id = ?1
            """).With(draft.Id.Value).Run();
        db.Sql("""
            UPDATE draft SET version = ?2, text = ?3, proposed_text = ?4, language = ?5, origin = ?6, why = ?7, author = ?8, state = ?9,
              guards = ?10, created_at = ?11 WHERE id = ?1
            """)
            .With(draft.Id.Value).With(draft.Version).With(draft.Text).With(draft.ProposedText).With(draft.Language).With(draft.Origin)
            .With(draft.Why.Stored).With(draft.Author).With((int)draft.State).With(SmallJson.Write(draft.Guards)).With(draft.CreatedAt).Run();
    }

    /// <summary>Closes or opens a draft; <paramref name="decision"/> is kept with it.</summary>
    public static void SetState(SqliteSession db, DraftId id, DraftState state, Decision? decision) =>
        db.Sql("UPDATE draft SET state = ?2, decided_by = ?3, decided_at = ?4, decision_note = ?5 WHERE id = ?1")
            .With(id.Value).With((int)state).With(decision?.By).With(decision?.At).With(decision?.Note).Run();

    /// <summary>Supersedes all open drafts of a mention.</summary>
    public static void Supersede(WriteScope scope, long mention)
    {
        scope.Db.Sql("UPDATE draft SET state = 4 WHERE mention = ?1 AND state IN (0, 1)").With(mention).Run();
        NoteOpen(scope, mention);
    }

    /// <summary>Brings the mark "has an open draft" up to date.</summary>
    public static void NoteOpen(WriteScope scope, long mention)
    {
        bool open;
        using (var any = scope.Db.Sql("SELECT EXISTS (SELECT 1 FROM draft WHERE mention = ?1 AND state IN (0, 1))").With(mention))
            open = any.Step() && any.Bool(0);
        WorkRow.Change(scope, mention, row => row with { Dimensions = row.Dimensions with { OpenDraft = open } });
    }
}
