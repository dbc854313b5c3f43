using Listener.Worker.Domain;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>
/// Replies whose next step waits for a time counted on a clock that has been set back since: it might be years away. They are recognised by a
/// last change in the future. What a person scheduled keeps its time.
/// </summary>
internal static class ClockSetBack
{
    /// <summary>Longest undo window; a longer wait after approval is a person's wish.</summary>
    private const int UndoMilliseconds = 60_000;

    /// <summary>Time servers move clocks by moments all the time.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    private const string Why = "the clock was set back";

    /// <summary>Makes such replies due.</summary>
    /// <param name="scope">Write under way.</param>
    /// <param name="now">Now.</param>
    /// <param name="lease">Length of a lease.</param>
    /// <param name="busy">Keys of channels that are being worked on, each between spaces; whoever holds those replies ends by the monotonic clock.</param>
    public static void Mend(WriteScope scope, DateTimeOffset now, TimeSpan lease, string busy)
    {
        // No lease is longer than the one asked for now; its holder has lost the right to write, and a look will tell what it did.
        foreach (var row in All(scope, "WHERE state = 1 AND lease_until > ?1", now + lease + (5 * Slack), busy))
            SqliteStore.Doubt(scope, row, Why, now);
        // A second look that came too early would not see what is still in flight, so looking begins anew.
        foreach (var row in All(scope, "WHERE state = 6 AND changed_at > ?1", now + Slack, busy))
            SqliteStore.Doubt(scope, row, row.Record.Detail ?? Why, now);
        foreach (var row in All(scope, "WHERE state IN (3, 5) AND changed_at > ?1", now + Slack, busy))
            Due(scope, row, now);
        var waits = All(scope, "WHERE state = 0 AND changed_at > ?1", now + Slack, busy)
            .Where(row => row.Record.Attempts > 0 || row.Record.Detail is not null || IsUndo(row.Record));
        foreach (var row in waits)
            Due(scope, row, now);
    }

    private static bool IsUndo(ReplyRecord record) => (record.NextActionAt - record.ChangedAt)?.TotalMilliseconds <= UndoMilliseconds;

    private static List<ReplyRow> All(WriteScope scope, string where, DateTimeOffset limit, string busy) =>
        ReplyRows.All(scope.Db.Sql(ReplyRows.Select + where + " AND instr(?2, ' ' || channel || ' ') = 0").With(limit).With(busy));

    private static void Due(WriteScope scope, ReplyRow row, DateTimeOffset now)
    {
        var record = row.Record with { NextActionAt = now, LeaseUntil = null, Fence = row.Record.Fence + 1 };
        // What the network said stays: what follows a look depends on it.
        ReplyWrites.Move(scope, row with { Record = record }, now, Draft.ProductAuthor, row.Record.Detail ?? Why);
    }
}
