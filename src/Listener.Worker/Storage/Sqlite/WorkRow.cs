using Listener.Worker.Domain;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>One row of table <c>work</c>: what mentions are filtered and sorted by.</summary>
internal sealed record WorkRow
{
    /// <summary>Sorts after every due time.</summary>
    public const long NoDue = 1L << 43;

    public required long Number { get; init; }
    public required Dimensions Dimensions { get; init; }
    public string Topics { get; init; } = "";
    public string Flags { get; init; } = "";
    public required long PostedAt { get; init; }
    public long DueKey { get; init; } = NoDue;

    /// <summary>End of the reply window, for a new row only: later it changes with the mention, not with the work on it.</summary>
    public long? ClosesAt { get; init; }
    public bool Understood { get; init; }
    public long? AnsweredAt { get; init; }
    public long? SnoozedUntil { get; init; }
    public long Revision { get; init; }

    /// <summary>State of work.</summary>
    public MentionState State => (MentionState)Dimensions.State;

    private bool Closed => State == MentionState.Resolved;

    /// <summary>Most urgent first, then earliest due; unrouted last.</summary>
    private long PriorityKey => (((long)Priority.Urgent - Dimensions.Priority) << 44) | DueKey;

    /// <summary>Reads a row; null if the mention is unknown.</summary>
    public static WorkRow? Find(SqliteSession db, long number)
    {
        using var row = db.Sql("""
            SELECT channel, state, sentiment, intent, language, priority, needs_answer, unsure, open_draft, assignee,
              topics, flags, posted_at, due_key, understood, answered_at, snoozed_until, revision
            FROM work WHERE number = ?1
            """).With(number);
        return row.Step() ? Read(row, number) : null;
    }

    /// <summary>Adds this row.</summary>
    public void Insert(WriteScope scope)
    {
        scope.Tally.Add(Dimensions, 1);
        Bind(scope.Db.Sql("""
            INSERT INTO work (number, channel, state, sentiment, intent, language, priority, needs_answer, unsure, open_draft, assignee,
              topics, flags, due_key, priority_key, understood, answered_at, snoozed_until, revision, closed, posted_at, closes_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)
            """)).With(Closed).With(PostedAt).With(ClosesAt).Run();
    }

    /// <summary>Replaces <paramref name="before"/> by this row.</summary>
    public void Update(WriteScope scope, WorkRow before)
    {
        if (this == before)
            return;
        scope.Tally.Add(before.Dimensions, -1);
        scope.Tally.Add(Dimensions, 1);
        // The closed flag leads three indexes: it is named only when it changes.
        if (Closed == before.Closed)
            Bind(scope.Db.Sql(UpdateSame + " WHERE number = ?1")).Run();
        else
            Bind(scope.Db.Sql(UpdateSame + ", closed = ?20 WHERE number = ?1")).With(Closed).Run();
    }

    /// <summary>Changes one row by a function.</summary>
    /// <returns>False if the mention is unknown.</returns>
    public static bool Change(WriteScope scope, long number, Func<WorkRow, WorkRow> change)
    {
        if (Find(scope.Db, number) is not { } before)
            return false;
        change(before).Update(scope, before);
        return true;
    }

    private const string UpdateSame = """
        UPDATE work SET channel = ?2, state = ?3, sentiment = ?4, intent = ?5, language = ?6, priority = ?7, needs_answer = ?8, unsure = ?9,
          open_draft = ?10, assignee = ?11, topics = ?12, flags = ?13, due_key = ?14, priority_key = ?15, understood = ?16,
          answered_at = ?17, snoozed_until = ?18, revision = ?19
        """;

    private SqlStatement Bind(SqlStatement sql) => sql
        .With(Number).With(Dimensions.Channel).With(Dimensions.State).With(Dimensions.Sentiment).With(Dimensions.Intent)
        .With(Dimensions.Language).With(Dimensions.Priority).With(Dimensions.NeedsAnswer).With(Dimensions.Unsure).With(Dimensions.OpenDraft)
        .With(Dimensions.Assignee).With(Topics).With(Flags).With(DueKey).With(PriorityKey).With(Understood).With(AnsweredAt)
        .With(SnoozedUntil).With(Revision);

    private static WorkRow Read(SqlStatement row, long number) => new()
    {
        Number = number,
        Dimensions = new Dimensions(
            row.Long(0), row.Int(1), row.Int(2), row.Int(3), row.Text(4), row.Int(5), row.Bool(6), row.Bool(7), row.Bool(8), row.Text(9)),
        Topics = row.Text(10),
        Flags = row.Text(11),
        PostedAt = row.Long(12),
        DueKey = row.Long(13),
        Understood = row.Bool(14),
        AnsweredAt = row.LongOrNull(15),
        SnoozedUntil = row.LongOrNull(16),
        Revision = row.Long(17),
    };
}
