using Listener.Worker.Domain;

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
        .. now.Where(OwedAnswer).GroupBy(m => (Channel: m.Mention.Id.Channel.Value, m.Routing!.Priority))
            .OrderBy(g => g.Key.Channel, StringComparer.Ordinal).ThenByDescending(g => g.Key.Priority)
            .Select(g => Row(g.Key.Channel, g.Key.Priority, [.. g], asOf)),
    ];

    private static ResponseRow Row(string channel, Priority priority, List<StoredMention> mentions, DateTimeOffset asOf)
    {
        var waits = mentions.Select(m => Wait(m, asOf)).OrderBy(w => w.Time).ThenBy(w => w.AtLeast).ToList();
        return new ResponseRow(
            channel, priority, At(waits, 0.50), At(waits, 0.90), At(waits, 0.95), InTargetOf(mentions, asOf), DigestBuilder.Numbers(mentions));
    }

    private static Waited Wait(StoredMention mention, DateTimeOffset asOf)
    {
        var time = (mention.FirstRespondedAt ?? asOf) - mention.Mention.PostedAt;
        return new Waited(time < TimeSpan.Zero ? TimeSpan.Zero : time, mention.FirstRespondedAt is null);
    }

    // Anything at or beyond a waiting mention's age is only known to be at least that long.
    private static Waited At(List<Waited> sorted, double percentile)
    {
        var place = Math.Clamp((int)Math.Ceiling(percentile * sorted.Count) - 1, 0, sorted.Count - 1);
        var firstOpen = sorted.FindIndex(w => w.AtLeast);
        return sorted[place] with { AtLeast = firstOpen >= 0 && place >= firstOpen };
    }

    private static Share InTargetOf(IReadOnlyCollection<StoredMention> mentions, DateTimeOffset asOf)
    {
        var decided = mentions.Select(m => Decided(m, asOf)).Where(d => d is not null).ToList();
        return Share.Of(decided.Count(d => d == true), decided.Count);
    }

    /// <summary>True if answered in time, false if answered late or overdue, null if it still has time or is owed nothing.</summary>
    private static bool? Decided(StoredMention mention, DateTimeOffset asOf)
    {
        if (!OwedAnswer(mention) || mention.Routing!.DueAt is not { } due)
            return null;
        if (mention.FirstRespondedAt is { } answered)
            return answered <= due;
        return asOf > due ? false : null;
    }

    private static bool OwedAnswer(StoredMention mention) => mention.Routing is { NeedsAnswer: true };
}
