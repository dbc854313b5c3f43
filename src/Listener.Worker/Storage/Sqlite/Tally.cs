using System.Runtime.InteropServices;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>The filter values of a mention that totals are kept for.</summary>
internal readonly record struct Dimensions(
    long Channel, int State, int Sentiment, int Intent, string Language, int Priority, bool NeedsAnswer, bool Unsure, bool OpenDraft, string Assignee);

/// <summary>Changes of totals within one write, written once at its end. Totals make counts independent of how long the history is.</summary>
internal sealed class Tally
{
    private readonly Dictionary<Dimensions, int> _changes = [];

    /// <summary>Counts one mention more (1) or less (-1).</summary>
    public void Add(in Dimensions dimensions, int by) =>
        CollectionsMarshal.GetValueRefOrAddDefault(_changes, dimensions, out _) += by;

    /// <summary>Writes the changes.</summary>
    public void Write(SqliteSession db)
    {
        foreach (var (d, by) in _changes)
        {
            if (by == 0)
                continue;
            db.Sql("""
                INSERT INTO tally (channel, state, sentiment, intent, language, priority, needs_answer, unsure, open_draft, assignee, n)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
                ON CONFLICT DO UPDATE SET n = n + excluded.n
                """)
                .With(d.Channel).With(d.State).With(d.Sentiment).With(d.Intent).With(d.Language).With(d.Priority)
                .With(d.NeedsAnswer).With(d.Unsure).With(d.OpenDraft).With(d.Assignee).With(by).Run();
        }
        _changes.Clear();
    }
}
