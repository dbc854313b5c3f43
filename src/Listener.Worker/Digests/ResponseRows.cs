using Listener.Worker.Domain;
using Listener.Worker.Pipeline;

namespace Listener.Worker.Digests;

/// <summary>How fast mentions were answered. One that still waits counts as longer than its age.</summary>
internal static class ResponseRows
{
    public static Measured InTarget(IReadOnlyList<StoredMention> now, IReadOnlyList<StoredMention> before, DateTimeOffset asOf)
    {
        var share = InTargetOf(now, asOf);
        return new Measured(share, Change.Between(InTargetOf(before, asOf), share), DigestBuilder.Numbers(now.Where(m => Decided(m, asOf) == true)));
    }

    public static IReadOnlyList<ResponseRow> PerChannelAndPriority(IReadOnlyList<StoredMention> now, DateTimeOffset asOf) =>
    [
        .. now.Where(m => m.Routing is not null && MeasureResponse.WaitOf(m, asOf) is not null)
            .GroupBy(m => (Channel: m.Mention.Id.Channel.Value, m.Routing!.Priority))
            .OrderBy(g => g.Key.Channel, StringComparer.Ordinal).ThenByDescending(g => g.Key.Priority)
            .Select(g => Row(g.Key.Channel, g.Key.Priority, [.. g], asOf)),
    ];

    /// <summary>Share answered before their due time, of those answered or overdue.</summary>
    public static Share InTargetOf(IReadOnlyCollection<StoredMention> mentions, DateTimeOffset asOf)
    {
        var decided = mentions.Select(m => Decided(m, asOf)).Where(d => d is not null).ToList();
        return Share.Of(decided.Count(d => d == true), decided.Count);
    }

    private static ResponseRow Row(string channel, Priority priority, List<StoredMention> mentions, DateTimeOffset asOf)
    {
        var figures = MeasureResponse.Run(mentions, asOf);
        return new ResponseRow(
            channel, priority, Waited(figures.P50!.Value), Waited(figures.P90!.Value), Waited(figures.P95!.Value), InTargetOf(mentions, asOf), DigestBuilder.Numbers(mentions));
    }

    private static Waited Waited(Percentile percentile) => new(percentile.Time, percentile.AtLeast);

    /// <summary>True if answered in time, false if answered late or overdue, null if it still has time or is owed nothing (any more).</summary>
    internal static bool? Decided(StoredMention mention, DateTimeOffset asOf) => Decided(
        mention.Routing is { NeedsAnswer: true } routing ? routing.DueAt : null, mention.FirstRespondedAt,
        mention.GoneAt is not null || mention.State == MentionState.Resolved, asOf);

    /// <inheritdoc cref="Decided(StoredMention, DateTimeOffset)"/>
    /// <param name="dueAt">Due time of the owed answer, UTC; null if none is owed.</param>
    /// <param name="answeredAt">First answer, UTC; null if none yet.</param>
    /// <param name="isClosed">True if a person or the network closed the mention.</param>
    /// <param name="asOf">Time of the measure, UTC.</param>
    internal static bool? Decided(DateTimeOffset? dueAt, DateTimeOffset? answeredAt, bool isClosed, DateTimeOffset asOf)
    {
        if (dueAt is not { } due)
            return null;
        if (answeredAt is { } answered)
            return answered <= due;
        return !isClosed && asOf > due ? false : null;
    }
}
