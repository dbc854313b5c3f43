namespace Listener.Worker.Digests;

/// <summary>A part of a whole with its 95 % interval.</summary>
/// <param name="Count">Part, 0 to <paramref name="Total"/>.</param>
/// <param name="Total">Whole.</param>
/// <param name="Value">Share in 0-1 (JSON: <c>share</c>); null if the whole is empty.</param>
/// <param name="Low">Lower end of the Wilson interval; null if the whole is empty.</param>
/// <param name="High">Upper end of the Wilson interval; null if the whole is empty.</param>
public sealed record Share(int Count, int Total, [property: System.Text.Json.Serialization.JsonPropertyName("share")] double? Value, double? Low, double? High)
{
    /// <summary>Below this many, a percentage says nothing and only the count is shown.</summary>
    public const int SmallestTotal = 10;

    /// <summary>Share of <paramref name="count"/> in <paramref name="total"/>.</summary>
    public static Share Of(int count, int total)
    {
        if (total == 0)
            return new Share(0, 0, null, null, null);
        var (low, high) = Proportions.Wilson(count, total);
        return new Share(count, total, (double)count / total, low, high);
    }
}

/// <summary>What can be said of a difference between two shares.</summary>
public enum Verdict { NotEnough, NoClearChange, Up, Down }

/// <summary>Difference of two shares in percentage points.</summary>
/// <param name="Points">New minus old, in points; null if a week is empty.</param>
/// <param name="Low">Lower end of the 95 % Newcombe interval, points.</param>
/// <param name="High">Upper end, points.</param>
/// <param name="Verdict">Up or Down only if the interval leaves out 0, the difference is 2 points or more, and both weeks have 30 or more.</param>
public sealed record Change(double? Points, double? Low, double? High, Verdict Verdict)
{
    private const int EnoughMentions = 30;
    private const double SmallestDifference = 2;

    /// <summary>Change from <paramref name="before"/> to <paramref name="now"/>.</summary>
    public static Change Between(Share before, Share now)
    {
        if (before.Total == 0 || now.Total == 0)
            return new Change(null, null, null, Verdict.NotEnough);
        var (low, high) = Proportions.Newcombe(now.Count, now.Total, before.Count, before.Total);
        var points = 100 * (now.Value!.Value - before.Value!.Value);
        return new Change(points, 100 * low, 100 * high, Judge(before, now, points, low, high));
    }

    private static Verdict Judge(Share before, Share now, double points, double low, double high)
    {
        if (before.Total < EnoughMentions || now.Total < EnoughMentions)
            return Verdict.NotEnough;
        if ((low <= 0 && high >= 0) || Math.Abs(points) < SmallestDifference)
            return Verdict.NoClearChange;
        return points > 0 ? Verdict.Up : Verdict.Down;
    }
}

/// <summary>Intervals and tests for shares.</summary>
public static class Proportions
{
    // 97.5th percentile of the standard normal distribution.
    private const double Z = 1.959963984540054;

    /// <summary>Wilson 95 % score interval.</summary>
    /// <remarks>Source: E. B. Wilson, 1927. Check: 10 of 100 is 0.05523 to 0.17437.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="total"/> is below 1 or <paramref name="count"/> outside 0 to it.</exception>
    public static (double Low, double High) Wilson(int count, int total)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(total, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, total);
        var p = (double)count / total;
        var square = Z * Z / total;
        var centre = p + (square / 2);
        var half = Z * Math.Sqrt((p * (1 - p) / total) + (square / (4 * total)));
        return (Math.Max(0, (centre - half) / (1 + square)), Math.Min(1, (centre + half) / (1 + square)));
    }

    /// <summary>Newcombe's 95 % interval of the difference of two independent shares (hybrid score, method 10).</summary>
    /// <remarks>Source: R. G. Newcombe, 1998. Check: 56 of 70 minus 48 of 80 is 0.05243 to 0.33387.</remarks>
    public static (double Low, double High) Newcombe(int count1, int total1, int count2, int total2)
    {
        var (p1, p2) = ((double)count1 / total1, (double)count2 / total2);
        var (low1, high1) = Wilson(count1, total1);
        var (low2, high2) = Wilson(count2, total2);
        var difference = p1 - p2;
        return (
            difference - Math.Sqrt(Math.Pow(p1 - low1, 2) + Math.Pow(high2 - p2, 2)),
            difference + Math.Sqrt(Math.Pow(high1 - p1, 2) + Math.Pow(p2 - low2, 2)));
    }

    /// <summary>Two-sided p-value of the difference of two shares, pooled normal test; 1 if it cannot be told.</summary>
    public static double DifferenceP(int count1, int total1, int count2, int total2)
    {
        if (total1 == 0 || total2 == 0)
            return 1;
        var pooled = (double)(count1 + count2) / (total1 + total2);
        var error = Math.Sqrt(pooled * (1 - pooled) * ((1.0 / total1) + (1.0 / total2)));
        if (error <= 0)
            return 1;
        var z = Math.Abs(((double)count1 / total1) - ((double)count2 / total2)) / error;
        return 2 * (1 - MathNet.Numerics.Distributions.Normal.CDF(0, 1, z));
    }

    /// <summary>Which of several tests stand when false discoveries are held to <paramref name="rate"/> (Benjamini and Hochberg, 1995).</summary>
    public static bool[] HoldFalseDiscoveries(IReadOnlyList<double> pValues, double rate = 0.10)
    {
        var order = Enumerable.Range(0, pValues.Count).OrderBy(i => pValues[i]).ToArray();
        var last = Array.FindLastIndex(order, i => pValues[i] <= rate * (Array.IndexOf(order, i) + 1) / pValues.Count);
        var stands = new bool[pValues.Count];
        for (var i = 0; i <= last; i++)
            stands[order[i]] = true;
        return stands;
    }
}
