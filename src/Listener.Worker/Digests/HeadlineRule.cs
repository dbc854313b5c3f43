namespace Listener.Worker.Digests;

/// <summary>Chooses the one sentence: the largest change that is beyond chance, else "a usual week".</summary>
internal static class HeadlineRule
{
    public static Headline Choose(Volume mentions, Measured negative, IReadOnlyList<Moved> topics, IReadOnlyList<Spike> spikes)
    {
        var candidates = new List<(double Size, Headline Headline)>();
        if (IsClear(negative.Change))
            candidates.Add((Math.Abs(negative.Change.Points!.Value), new Headline("negative", null, negative.Change, negative.Mentions)));
        foreach (var topic in topics.Where(t => IsClear(t.Change)))
            candidates.Add((Math.Abs(topic.Change.Points!.Value), new Headline("topic", topic.Name, topic.Change, topic.Mentions)));
        if (mentions.UsualLow is { } low && mentions.UsualHigh is { } high && (mentions.Count < low || mentions.Count > high))
            candidates.Add((100.0 * Math.Abs(mentions.Count - mentions.Before) / Math.Max(1, mentions.Before), new Headline("volume", null, null, mentions.Mentions)));
        if (candidates.Count > 0)
            return candidates.MaxBy(c => c.Size).Headline;
        return spikes.Count > 0
            ? new Headline("spike", spikes[0].Topic, null, spikes[0].Mentions)
            : new Headline("usual", null, null, []);
    }

    private static bool IsClear(Change change) => change.Verdict is Verdict.Up or Verdict.Down;
}
