using Listener.Worker.Domain;

namespace Listener.Worker.Storage.Sqlite;

// The queue: filters, pages, counts.
public sealed partial class SqliteStore
{
    /// <summary>Up to this many matches of a search are sorted; beyond, the order's index is walked and matches are picked.</summary>
    private const int Few = 5_000;

    /// <inheritdoc/>
    public Task<MentionList> ListAsync(MentionFilter filter, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        return ReadAsync(db =>
        {
            var condition = new MentionCondition(filter);
            var size = Math.Clamp(filter.PageSize, 1, 500);
            var total = Count(db, filter);
            var numbers = total == 0 ? [] : Numbers(db, filter, condition, size + 1, few: condition.HasSearch && total <= Few);
            var more = numbers.Count > size;
            var shown = more ? numbers[..size] : numbers;
            if (filter.FromEnd)
                return new MentionList([.. Enumerable.Reverse(shown).Select(n => Row(db, n.Number, now))], total, null);
            return new MentionList(
                [.. shown.Select(n => Row(db, n.Number, now))], total, more ? MentionOrder.Cursor(shown[^1].Key, shown[^1].Number) : null);
        }, token);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<int>> CountAsync(IReadOnlyList<MentionFilter> filters, CancellationToken token) =>
        ReadAsync<IReadOnlyList<int>>(db => [.. filters.Select(filter => Count(db, filter))], token);

    private static List<(long Number, long Key)> Numbers(SqliteSession db, MentionFilter filter, MentionCondition condition, int max, bool few)
    {
        var order = MentionOrder.Of(filter.Sort);
        IReadOnlyList<int> stretches = few ? [0] : MentionOrder.Stretches(filter.States);
        // The last page is the first one of the opposite order, turned around.
        if (filter.FromEnd)
            order = order with { Descending = !order.Descending };
        var place = filter.FromEnd ? null : MentionOrder.Place(filter.After);
        using var rows = db.Sql(few
            ? order.SqlOfFew(condition.Sql, place is not null)
            : order.Sql(condition.Sql, stretches, place is not null));
        for (var i = 0; i < stretches.Count; i++)
        {
            condition.Bind(rows);
            if (place is { } after)
                rows.With(after.Key).With(after.Number);
            rows.With(max);
        }
        if (stretches.Count > 1)
            rows.With(max);
        var numbers = new List<(long Number, long Key)>(max);
        while (rows.Step())
            numbers.Add((rows.Long(0), rows.Long(1)));
        return numbers;
    }

    // Totals know nothing of time. The few open mentions whose window is closed have an index of their own and are taken off.
    private static int Count(SqliteSession db, MentionFilter filter)
    {
        if (filter.AnswerableAt is not { } at)
            return Count(db, new MentionCondition(filter));
        var always = new MentionCondition(filter with { AnswerableAt = null });
        var allOpen = filter.States is { } states && !states.Contains(MentionState.Resolved);
        return always.OnlyDimensions && allOpen ? Count(db, always) - Shut(db, always, at) : Count(db, new MentionCondition(filter));
    }

    private static int Shut(SqliteSession db, MentionCondition condition, DateTimeOffset at)
    {
        using var row = condition.Bind(db.Sql($"SELECT count(*) FROM work WHERE 1{condition.Sql} AND closed = 0 AND closes_at <= ?")).With(at);
        row.Step();
        return row.Int(0);
    }

    private static int Count(SqliteSession db, MentionCondition condition)
    {
        using var row = condition.Bind(db.Sql(condition.OnlyDimensions
            ? $"SELECT coalesce(sum(n), 0) FROM tally WHERE 1{condition.Sql}"
            : $"SELECT count(*) FROM work WHERE 1{condition.Sql}"));
        row.Step();
        return row.Int(0);
    }

    private static MentionRow Row(SqliteSession db, long number, DateTimeOffset now)
    {
        var mention = MentionRows.Find(db, number)!;
        using var row = db.Sql("""
            SELECT (SELECT state FROM draft WHERE mention = ?1 AND state IN (0, 1) ORDER BY id DESC LIMIT 1),
              (SELECT state FROM reply WHERE mention = ?1 ORDER BY seq DESC LIMIT 1)
            """).With(number);
        row.Step();
        var claim = FindClaim(db, mention.Number);
        return new MentionRow(
            mention, (DraftState?)row.LongOrNull(0), (ReplyState?)row.LongOrNull(1), claim is not null && claim.Until > now ? claim : null);
    }
}
