namespace Listener.Worker.Pipeline;

/// <summary>Last stage: how fast we answer. Pure functions; a mention that still waits counts as longer than its age.</summary>
public static class MeasureResponse
{
    /// <summary>How long one mention waited; null if no answer was owed or it went away unanswered.</summary>
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
    /// <param name="ordered">Waiting times, in order.</param>
    /// <param name="share">0-1, for example 0.9.</param>
    /// <returns>The time, or the longest observed as a lower bound if too many still wait; null if there are none.</returns>
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
