using System.Globalization;

namespace Listener.Worker.Channels.Demo;

/// <summary>What happens while the demonstration runs: a new text every 20 to 40 seconds at first, more slowly the longer it runs.</summary>
internal static class DemoLive
{
    /// <summary>Events after <paramref name="from"/> in order of time, without end; none if there are no stories.</summary>
    public static IEnumerable<DemoEvent> Events(IReadOnlyList<DemoStory> stories, DateTimeOffset from, int seed)
    {
        var shuffled = stories.OrderBy(s => DemoSchedule.HashOf($"{seed}{s.Key}")).ToList();
        var dice = new Random(seed);
        var turns = new PriorityQueue<DemoEvent, DateTimeOffset>();
        var at = from.AddSeconds(12);
        for (var n = 0; shuffled.Count > 0; n++)
        {
            while (turns.TryPeek(out var turn, out var due) && due <= at)
                yield return turns.Dequeue();
            var post = Post(shuffled, n, at);
            yield return post;
            Plan(shuffled[n % shuffled.Count], post, dice, turns);
            // A machine that slept for a night must not wake up to a thousand texts.
            at += TimeSpan.FromSeconds((20 + (dice.NextDouble() * 20)) * (1 + (n / 60.0)));
        }
    }

    // When all were told the same texts come again, written by somebody else.
    private static DemoEvent.Posted Post(List<DemoStory> stories, int n, DateTimeOffset at)
    {
        var round = n / stories.Count;
        var story = stories[n % stories.Count];
        var neighbours = stories.Where(s => s.Language == story.Language).ToList();
        var author = neighbours[(neighbours.IndexOf(story) + round) % neighbours.Count].Author;
        var id = string.Create(CultureInfo.InvariantCulture, $"{story.Key}-{round}");
        return new DemoEvent.Posted(
            story.Flavour.Name, new DemoPost(id, id, null, author, story.Text, story.Stars, story.Audience, at) { IsLocked = story.IsLocked });
    }

    private static void Plan(DemoStory story, DemoEvent.Posted post, Random dice, PriorityQueue<DemoEvent, DateTimeOffset> turns)
    {
        var at = post.At;
        foreach (var turn in story.Turns)
        {
            at += TimeSpan.FromSeconds(45 + (dice.NextDouble() * 60));
            turns.Enqueue(Follow(turn, post, at), at);
        }
    }

    private static DemoEvent Follow(DemoTurn turn, DemoEvent.Posted post, DateTimeOffset at) => turn.Kind switch
    {
        DemoTurnKind.Edit => new DemoEvent.Edited(at, post.Network, post.PostId, turn.Text),
        DemoTurnKind.Deletion => new DemoEvent.Deleted(at, post.Network, post.PostId),
        DemoTurnKind.CustomerAgain => new DemoEvent.Posted(post.Network, post.Post with { Id = $"{post.PostId}.1", ParentId = post.PostId, Text = turn.Text, Stars = null, PostedAt = at }),
        _ => throw new ArgumentOutOfRangeException(nameof(turn), turn.Kind, "The team answers live stories itself."),
    };
}
