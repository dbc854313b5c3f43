using MathNet.Numerics.Distributions;

namespace Listener.Worker.Digests;

/// <summary>
/// Chooses the one sentence: the largest change that is beyond chance, else "a usual week". Shares are compared by points. A count
/// has no common unit with them; it comes first only if it exceeds its margin of chance by more than the largest share does.
/// </summary>
internal static class HeadlineRule
{
    private const int FewestWeeks = 4;

    public static Headline Choose(Volume mentions, IReadOnlyList<int> history, Measured negative, IReadOnlyList<Moved> topics, IReadOnlyList<Spike> spikes)
    {
        var shares = topics.Where(t => IsClear(t.Change)).Select(t => new Headline("topic", t.Name, t.Change, t.Mentions)).ToList();
        if (IsClear(negative.Change))
            shares.Insert(0, new Headline("negative", null, negative.Change, negative.Mentions));
        var largest = shares.MaxBy(h => Math.Abs(h.Change!.Points!.Value));
        if (VolumeStrength(mentions, history) > (largest is null ? 1 : Math.Max(1, Strength(largest.Change!))))
            return new Headline("volume", null, null, mentions.Mentions);
        if (largest is not null)
            return largest;
        return spikes.Count > 0
            ? new Headline("spike", spikes[0].Topic, null, spikes[0].Mentions)
            : new Headline("usual", null, null, []);
    }

    /// <summary>How many times the count's distance from the usual exceeds the 95 % margin for one more week; 0 inside the usual range or with too little history.</summary>
    internal static double VolumeStrength(Volume mentions, IReadOnlyList<int> history)
    {
        if (history.Count < FewestWeeks || (mentions.Count >= mentions.UsualLow && mentions.Count <= mentions.UsualHigh))
            return 0;
        var mean = history.Average();
        var sample = history.Sum(c => Math.Pow(c - mean, 2)) / (history.Count - 1);
        // Counts vary at least as much as a Poisson law says, however alike the last weeks happened to be.
        var error = Math.Sqrt(Math.Max(sample, Math.Max(mean, 1)) * (1 + (1.0 / history.Count)));
        return Math.Abs(mentions.Count - mean) / (StudentT.InvCDF(0, 1, history.Count - 1, 0.975) * error);
    }

    private static double Strength(Change change) => Math.Abs(change.Points!.Value) / Math.Max(0.1, (change.High!.Value - change.Low!.Value) / 2);

    private static bool IsClear(Change change) => change.Verdict is Verdict.Up or Verdict.Down;
}
