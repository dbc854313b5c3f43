using Listener.Worker.Channels.Demo;
using Listener.Worker.Digests;
using Listener.Worker.Domain;
using Listener.Worker.Storage;

namespace Listener.Worker.Hosting;

/// <summary>Builds the digests that a service which had run for nine weeks would hold.</summary>
internal sealed class DemoDigests(IMentionStore mentions, IOperationsStore operations, ListenerOptions options, TimeProvider clock)
{
    private const int Weeks = 4;

    /// <summary>Stores the digests of the last complete weeks, as of the Monday after each.</summary>
    public async Task BuildAsync(CancellationToken token)
    {
        var now = clock.GetUtcNow();
        var all = new List<StoredMention>();
        await foreach (var mention in mentions.AllAsync(null, null, token))
            all.Add(mention);
        var present = DigestWeek.Containing(now, DemoTimes.Zone);
        for (var back = Weeks; back > 0; back--)
        {
            var week = present.Plus(-back);
            var built = week.Plus(1).StartIn(DemoTimes.Zone).AddHours(7);
            var asOf = built < now ? built : now;
            await operations.AddDigestAsync(week.Key, DigestJson.Write(DigestBuilder.Build(InputOf(week, all, asOf))), asOf, token);
        }
    }

    private DigestInput InputOf(DigestWeek week, List<StoredMention> all, DateTimeOffset asOf)
    {
        var from = week.Plus(-DigestInput.HistoryWeeks).StartIn(DemoTimes.Zone);
        var to = week.Plus(1).StartIn(DemoTimes.Zone);
        var needed = new DigestMentions(week.StartIn(DemoTimes.Zone));
        var mine = all.Where(m => m.Mention.PostedAt >= from && m.Mention.PostedAt < to).Select(needed.Of).ToList();
        return new DigestInput(week, DemoTimes.Zone, options.Brand.Name, options.Digest.HideHandles, asOf, mine, [], []);
    }
}
