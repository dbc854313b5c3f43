using Listener.Worker.Domain;
using Listener.Worker.Pipeline;

namespace Listener.Worker.Digests;

/// <summary>How fast mentions were answered. One that still waits counts as longer than its age.</summary>
internal static class ResponseRows
{
    public static Measured InTarget(IReadOnlyList<DigestMention> now, IReadOnlyList<DigestMention> before, DateTimeOffset asOf)
    {
        var share = InTargetOf(now, asOf);
        return new Measured(share, Change.Between(InTargetOf(before, asOf), share), DigestBuilder.Numbers(now.Where(m => Decided(m, asOf) == true)));
    }

    public static IReadOnlyList<ResponseRow> PerChannelAndPriority(IReadOnlyList<DigestMention> now, DateTimeOffset asOf) =>
    [
        .. now.Where(m => m.Priority is not null && WaitOf(m, asOf) is not null)
            .GroupBy(m => (m.Channel, Priority: m.Priority!.Value))
            .OrderBy(g => g.Key.Channel, StringComparer.Ordinal).ThenByDescending(g => g.Key.Priority)
            .Select(g => Row(g.Key.Channel, g.Key.Priority, [.. g], asOf)),
    ];

    /// <summary>Share answered before their due time, of those answered or overdue.</summary>
    public static Share InTargetOf(IReadOnlyCollection<DigestMention> mentions, DateTimeOffset asOf)
    {
        var decided = mentions.Select(m => Decided(m, asOf)).Where(d => d is not null).ToList();
        return Share.Of(decided.Count(d => d == true), decided.Count);
    }

    private static ResponseRow Row(string channel, Priority priority, List<DigestMention> mentions, DateTimeOffset asOf)
    {
        var waits = mentions.Select(m => WaitOf(m, asOf)).OfType<Wait>().Order().ToList();
        return new ResponseRow(channel, priority, At(0.5), At(0.9), At(0.95), InTargetOf(mentions, asOf), DigestBuilder.Numbers(mentions));

        Waited At(double share) => MeasureResponse.PercentileIn(waits, share) is { } p ? new Waited(p.Time, p.AtLeast) : throw new ArgumentException("None of the mentions waited.", nameof(mentions));
    }

    /// <summary>How long one mention waited; null if no answer was owed or it went away unanswered.</summary>
    internal static Wait? WaitOf(DigestMention mention, DateTimeOffset asOf) =>
        MeasureResponse.WaitOf(mention.PostedAt, mention.AnsweredAt, mention is { NeedsAnswer: true, IsClosed: false }, asOf);

    /// <summary>True if answered in time, false if answered late or overdue, null if it still has time or is owed nothing (any more).</summary>
    internal static bool? Decided(DigestMention mention, DateTimeOffset asOf) => Decided(mention.DueAt, mention.AnsweredAt, mention.IsClosed, asOf);

    /// <inheritdoc cref="Decided(DigestMention, DateTimeOffset)"/>
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
