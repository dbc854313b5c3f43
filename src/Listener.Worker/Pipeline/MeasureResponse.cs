using Listener.Worker.Domain;

namespace Listener.Worker.Pipeline;

/// <summary>Last stage: how fast we answer. Pure functions; a mention that still waits counts as longer than its age.</summary>
public static class MeasureResponse
{
    /// <summary>Measures the mentions that are owed an answer.</summary>
    /// <param name="mentions">Any mentions; those that owe none are left out.</param>
    /// <param name="now">Time of the measure, UTC: the age of those still waiting.</param>
    public static ResponseFigures Run(IEnumerable<StoredMention> mentions, DateTimeOffset now)
    {
        var waits = new List<Wait>();
        var inTarget = 0;
        foreach (var mention in mentions)
        {
            if (WaitOf(mention, now) is not { } wait)
                continue;
            waits.Add(wait);
            if (wait.Answered && mention.FirstRespondedAt <= mention.Routing?.DueAt)
                inTarget++;
        }
        return Figures(waits, inTarget);
    }

    /// <summary>How long one mention waited; null if no answer was owed or it went away unanswered.</summary>
    public static Wait? WaitOf(StoredMention mention, DateTimeOffset now) => WaitOf(
        mention.Mention.PostedAt, mention.FirstRespondedAt,
        mention.Routing is { NeedsAnswer: true } && mention.GoneAt is null && mention.State != MentionState.Resolved, now);

    /// <inheritdoc cref="WaitOf(StoredMention, DateTimeOffset)"/>
    /// <param name="postedAt">When the mention was posted, UTC.</param>
    /// <param name="answeredAt">When our first reply was delivered, UTC; null if not yet.</param>
    /// <param name="stillWaits">True if an answer is owed and neither a person nor the network closed the mention.</param>
    /// <param name="now">Time of the measure, UTC.</param>
    public static Wait? WaitOf(DateTimeOffset postedAt, DateTimeOffset? answeredAt, bool stillWaits, DateTimeOffset now)
    {
        if (answeredAt is { } answered)
            return new Wait(Positive(answered - postedAt), true);
        return stillWaits ? new Wait(Positive(now - postedAt), false) : null;
    }

    /// <summary>Share-th percentile by the product-limit estimate, which uses what a waiting mention tells: longer than its age.</summary>
    /// <param name="waits">Waiting times, any order.</param>
    /// <param name="share">0-1, for example 0.9.</param>
    /// <returns>The time, or the longest observed as a lower bound if too many still wait; null if there are none.</returns>
    public static Percentile? PercentileOf(IReadOnlyCollection<Wait> waits, double share)
    {
        var ordered = waits.ToList();
        ordered.Sort();
        return PercentileIn(ordered, share);
    }

    /// <summary>The same of waiting times that are sorted already.</summary>
    public static Percentile? PercentileIn(IReadOnlyList<Wait> ordered, double share)
    {
        if (ordered.Count == 0)
            return null;
        var unanswered = 1.0;
        for (var i = 0; i < ordered.Count; i++)
        {
            if (!ordered[i].Answered)
                continue;
            unanswered *= 1 - (1.0 / (ordered.Count - i));
            if (unanswered <= 1 - share + 1e-9)
                return new Percentile(ordered[i].Time, false);
        }
        return new Percentile(ordered[^1].Time, true);
    }

    private static ResponseFigures Figures(List<Wait> waits, int inTarget)
    {
        var answered = waits.Where(w => w.Answered).ToList();
        return new ResponseFigures(
            answered.Count,
            waits.Count - answered.Count,
            inTarget,
            PercentileOf(waits, 0.5),
            PercentileOf(waits, 0.9),
            PercentileOf(waits, 0.95),
            new ResponseBuckets(
                Within(TimeSpan.Zero, TimeSpan.FromMinutes(1)),
                Within(TimeSpan.FromMinutes(1), TimeSpan.FromHours(1)),
                Within(TimeSpan.FromHours(1), TimeSpan.FromHours(3)),
                Within(TimeSpan.FromHours(3), TimeSpan.FromHours(24)),
                Within(TimeSpan.FromHours(24), TimeSpan.MaxValue)));

        int Within(TimeSpan from, TimeSpan to) => answered.Count(w => w.Time >= from && w.Time < to);
    }

    // Network clocks may run ahead of ours; a reply is never earlier than its mention.
    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;
}

/// <summary>One waiting time.</summary>
/// <param name="Time">First reply minus mention, or the age of a mention that still waits.</param>
/// <param name="Answered">False if it still waits, and <paramref name="Time"/> is a lower bound.</param>
public readonly record struct Wait(TimeSpan Time, bool Answered) : IComparable<Wait>
{
    /// <summary>Shortest first. At equal times an answer comes before a waiting mention: that one was still at risk.</summary>
    public int CompareTo(Wait other) => Time != other.Time ? Time.CompareTo(other.Time) : other.Answered.CompareTo(Answered);

    public static bool operator <(Wait left, Wait right) => left.CompareTo(right) < 0;

    public static bool operator >(Wait left, Wait right) => left.CompareTo(right) > 0;

    public static bool operator <=(Wait left, Wait right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Wait left, Wait right) => left.CompareTo(right) >= 0;
}

/// <summary>A percentile of waiting times.</summary>
/// <param name="Time">The time.</param>
/// <param name="AtLeast">True if so many still wait that it can only be said to be longer.</param>
public readonly record struct Percentile(TimeSpan Time, bool AtLeast);

/// <summary>Answered mentions per span of first response time; each start is included, each end is not.</summary>
public sealed record ResponseBuckets(int UnderOneMinute, int UnderOneHour, int UnderThreeHours, int UnderOneDay, int Later);

/// <summary>How fast mentions were answered.</summary>
/// <param name="Answered">Answered mentions.</param>
/// <param name="Waiting">Mentions still waiting.</param>
/// <param name="InTarget">Answered by their due time.</param>
/// <param name="P50">Median; null if there are no mentions.</param>
/// <param name="P90">90th percentile.</param>
/// <param name="P95">95th percentile.</param>
/// <param name="Buckets">Answered ones by span.</param>
public sealed record ResponseFigures(int Answered, int Waiting, int InTarget, Percentile? P50, Percentile? P90, Percentile? P95, ResponseBuckets Buckets);
