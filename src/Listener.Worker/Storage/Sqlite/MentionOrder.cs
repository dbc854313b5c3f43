using System.Globalization;
using Listener.Worker.Domain;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>One order of a list: its index column and the place where a page ends.</summary>
/// <param name="Column">Column of <c>work</c> that is sorted by.</param>
/// <param name="Descending">True for largest first; ties by number in the same direction.</param>
internal sealed record MentionOrder(string Column, bool Descending)
{
    public static MentionOrder Of(MentionSort sort) => sort switch
    {
        MentionSort.Due => new MentionOrder("due_key", false),
        MentionSort.Newest => new MentionOrder("posted_at", true),
        MentionSort.Oldest => new MentionOrder("posted_at", false),
        MentionSort.Priority => new MentionOrder("priority_key", false),
        _ => throw new ArgumentOutOfRangeException(nameof(sort)),
    };

    /// <summary>Cursor that points behind a row.</summary>
    public static string Cursor(long key, long number) => string.Create(CultureInfo.InvariantCulture, $"{key}.{number}");

    /// <summary>Reads a cursor; null for none and for one that is not ours.</summary>
    public static (long Key, long Number)? Place(string? cursor)
    {
        var dot = cursor?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        return dot > 0
            && long.TryParse(cursor.AsSpan(0, dot), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var key)
            && long.TryParse(cursor.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (key, number)
            : null;
    }

    /// <summary>
    /// Numbers of one page. Open and resolved mentions are read from their own stretch of the index and merged, so that a long history
    /// does not slow the open queue.
    /// </summary>
    public string Sql(string condition, IReadOnlyList<int> closed, bool continued)
    {
        var direction = Descending ? "DESC" : "ASC";
        var after = continued ? $" AND ({Column}, number) {(Descending ? '<' : '>')} (?, ?)" : "";
        var order = $"ORDER BY 2 {direction}, 1 {direction} LIMIT ?";
        var parts = closed.Select(c => $"SELECT * FROM (SELECT number, {Column} FROM work WHERE closed = {c}{condition}{after} {order})");
        return closed.Count == 1
            ? $"SELECT number, {Column} FROM work WHERE closed = {closed[0]}{condition}{after} {order}"
            : $"{string.Join(" UNION ALL ", parts)} {order}";
    }

    /// <summary>Numbers of one page where few rows match a search: those are looked up and sorted, the index of the order is not walked.</summary>
    public string SqlOfFew(string condition, bool continued)
    {
        var direction = Descending ? "DESC" : "ASC";
        var after = continued ? $" AND (+{Column}, number) {(Descending ? '<' : '>')} (?, ?)" : "";
        return $"SELECT number, {Column} FROM work WHERE 1{condition}{after} ORDER BY +{Column} {direction}, number {direction} LIMIT ?";
    }

    /// <summary>Which stretches of the index a filter can match: 0 open, 1 resolved.</summary>
    public static IReadOnlyList<int> Stretches(IReadOnlyList<MentionState>? states)
    {
        if (states is null)
            return [0, 1];
        var resolved = states.Contains(MentionState.Resolved);
        var open = states.Any(s => s != MentionState.Resolved);
        return (open, resolved) switch { (true, true) => [0, 1], (false, true) => [1], _ => [0] };
    }
}
