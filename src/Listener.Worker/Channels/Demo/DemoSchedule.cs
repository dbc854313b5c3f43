using System.Globalization;

namespace Listener.Worker.Channels.Demo;

/// <summary>What happens when: the stories placed around a moment. The same stories, moment and seed give the same plan.</summary>
internal sealed class DemoSchedule
{
    /// <summary>Seed of the shipped demonstration.</summary>
    public const int ShippedSeed = 2112;

    private readonly IReadOnlyList<DemoStory> live;
    private readonly int seed;

    private DemoSchedule(IReadOnlyList<DemoStory> live, DateTimeOffset now, int seed, List<DemoEvent> events, List<DemoAnswer> answers)
    {
        this.live = live;
        this.seed = seed;
        Now = now;
        Id = string.Create(CultureInfo.InvariantCulture, $"{now.ToUnixTimeSeconds()}.{seed}");
        Planned = [.. events.OrderBy(e => e.At).ThenBy(e => e.PostId, StringComparer.Ordinal)];
        Answers = [.. answers.OrderBy(a => a.At).ThenBy(a => a.PostId, StringComparer.Ordinal)];
    }

    /// <summary>Tells this plan from others.</summary>
    public string Id { get; }

    /// <summary>End of the history, UTC.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>What the stories tell, in order of time; a few edits and deletions come after <see cref="Now"/>.</summary>
    public IReadOnlyList<DemoEvent> Planned { get; }

    /// <summary>What the team answered until <see cref="Now"/>, in order of time.</summary>
    public IReadOnlyList<DemoAnswer> Answers { get; }

    /// <summary>Places stories around a moment.</summary>
    public static DemoSchedule Create(IReadOnlyList<DemoStory> stories, DateTimeOffset now, int seed)
    {
        var utc = now.ToUniversalTime();
        var times = new DemoTimes(utc);
        var events = new List<DemoEvent>();
        var answers = new List<DemoAnswer>();
        foreach (var group in stories.Where(s => s.When != DemoMoment.Live).GroupBy(s => s.When))
        {
            // Shuffled by key, so that neither a language nor a mood keeps to one week.
            var shuffled = group.OrderBy(s => HashOf($"{seed}{s.Key}")).ToList();
            for (var i = 0; i < shuffled.Count; i++)
            {
                var dice = DiceOf(shuffled[i], seed);
                new DemoThread(shuffled[i], utc, dice).Tell(times.Begin(group.Key, i, shuffled.Count, dice), events, answers);
            }
        }
        return new DemoSchedule([.. stories.Where(s => s.When == DemoMoment.Live)], utc, seed, events, answers);
    }

    /// <summary>Everything that happens, in order of time, without end.</summary>
    public IEnumerable<DemoEvent> Events()
    {
        using var coming = DemoLive.Events(live, Now, seed).GetEnumerator();
        var more = coming.MoveNext();
        foreach (var planned in Planned)
        {
            for (; more && coming.Current.At < planned.At; more = coming.MoveNext())
                yield return coming.Current;
            yield return planned;
        }
        for (; more; more = coming.MoveNext())
            yield return coming.Current;
    }

    /// <summary>Number of a text; the same on every machine and in every run (FNV-1a).</summary>
    public static uint HashOf(string text)
    {
        var hash = 2166136261u;
        foreach (var c in text)
            hash = (hash ^ c) * 16777619u;
        hash = (hash ^ (hash >> 16)) * 0x7feb352du;
        return hash ^ (hash >> 15);
    }

    /// <summary>Chance of one story; a new line in a file leaves that of the others as it was.</summary>
    public static Random DiceOf(DemoStory story, int seed) => new((int)(HashOf(story.Key) ^ (uint)seed));
}
