using Listener.Worker.Domain;

namespace Listener.Worker.Digests;

/// <summary>The mentions of a digest cut into its week, the week before, and the history. Spam is left out.</summary>
internal sealed record WeekSlices(
    DateTimeOffset From, DateTimeOffset To, IReadOnlyList<DigestMention> Now, IReadOnlyList<DigestMention> Before, IReadOnlyList<IReadOnlyList<DigestMention>> History)
{
    private const int FewestWeeks = 4;

    public static WeekSlices Of(DigestInput input)
    {
        var starts = Enumerable.Range(0, DigestInput.HistoryWeeks + 2)
            .Select(i => input.Week.Plus(i - DigestInput.HistoryWeeks).StartIn(input.Zone)).ToList();
        var slices = Enumerable.Range(0, DigestInput.HistoryWeeks + 1)
            .Select(i => Between(input.Mentions, starts[i], starts[i + 1])).ToList();
        // A week before the first mention is not a quiet week, it is no week at all.
        var history = slices.SkipLast(1).SkipWhile(s => s.Count == 0).ToList();
        return new WeekSlices(starts[^2], starts[^1], slices[^1], slices[^2], history);
    }

    public Volume Volume()
    {
        var counts = History.Select(w => w.Count).Order().ToList();
        var known = counts.Count >= FewestWeeks;
        return new Volume(
            Now.Count, Before.Count, known ? Percentile(counts, 0.10) : null, known ? Percentile(counts, 0.90) : null, DigestBuilder.Numbers(Now));
    }

    private static int Percentile(List<int> sorted, double p)
    {
        var place = p * (sorted.Count - 1);
        var below = (int)Math.Floor(place);
        var above = Math.Min(below + 1, sorted.Count - 1);
        return (int)Math.Round(sorted[below] + ((place - below) * (sorted[above] - sorted[below])), MidpointRounding.AwayFromZero);
    }

    private static List<DigestMention> Between(IReadOnlyList<DigestMention> all, DateTimeOffset from, DateTimeOffset to) =>
    [
        .. all.Where(m => m.PostedAt >= from && m.PostedAt < to && m.Intent != Intent.Spam),
    ];
}
