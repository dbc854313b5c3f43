using MathNet.Numerics.Distributions;

namespace Listener.Worker.Digests;

/// <summary>
/// Chooses the one sentence: the largest change that is beyond chance, else "a usual week". Points and counts have no common unit,
/// so each change is measured by how many times it exceeds its own margin of chance.
/// </summary>
internal static class HeadlineRule
{
    private const int FewestWeeks = 4;

    public static Headline Choose(Volume mentions, IReadOnlyList<int> history, Measured negative, IReadOnlyList<Moved> topics, IReadOnlyList<Spike> spikes)
    {
        var candidates = new List<(double Strength, Headline Headline)>();
        if (IsClear(negative.Change))
            candidates.Add((Strength(negative.Change), new Headline("negative", null, negative.Change, negative.Mentions)));
        foreach (var topic in topics.Where(t => IsClear(t.Change)))
            candidates.Add((Strength(topic.Change), new Headline("topic", topic.Name, topic.Change, topic.Mentions)));
        var volume = VolumeStrength(mentions, history);
        if (volume > 1)
            candidates.Add((volume, new Headline("volume", null, null, mentions.Mentions)));
        if (candidates.Count > 0)
            return candidates.MaxBy(c => c.Strength).Headline;
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
