using System.Net.Http.Json;
using Listener.Reliability.Campaigns;
using Listener.Reliability.Networks;
using Listener.Worker.Domain;

namespace Listener.Worker.Tests.EndToEnd;

/// <summary>
/// Short runs of the campaigns on the real service as a process, on disturbed networks of all four delivery classes: kill -9, freezing
/// and SIGTERM. docs/reliability.md tells how to run them at full length.
/// </summary>
[TestFixture, Category("reliability"), NonParallelizable]
public sealed class ReliabilityTests
{
    [TestCase(Ending.Kill, 64, 16)]
    [TestCase(Ending.Freeze, 4, 1)]
    [TestCase(Ending.Terminate, 8, 4)]
    public async Task Nothing_approved_is_lost_or_doubled(Ending ending, int ends, int perFolder)
    {
        var verdict = await Campaign.RunAsync(new Options(ending, ends, Seed: 20_261, perFolder, Parallel: 4), TestContext.Progress);

        await TestContext.Out.WriteLineAsync(verdict.Describe());
        Assert.That(verdict.Violations, Is.Empty);
        Assert.That(verdict.Ends, Is.EqualTo(ends));
        Assert.That(verdict.Tally.Where(t => t.Key.State == ReplyState.Delivered).Sum(t => t.Value), Is.GreaterThan(ends / 2));
    }

    [Test]
    public void The_same_seed_disturbs_in_the_same_way()
    {
        var (one, other) = (new DisturbancePlan(3), new DisturbancePlan(3));

        var first = Enumerable.Range(0, 1000).Select(n => one.Next(n % 3 == 0)).ToList();

        Assert.That(Enumerable.Range(0, 1000).Select(n => other.Next(n % 3 == 0)), Is.EqualTo(first));
        Assert.That(first.Distinct(), Is.EquivalentTo(Enum.GetValues<Disturbance>()));
    }

    /// <summary>The campaign would find a double: a judge that never convicts proves nothing.</summary>
    [Test]
    public async Task A_double_a_loss_and_a_false_success_are_seen()
    {
        var network = new XNetwork(new DisturbancePlan(1) { IsOn = false });
        await using var networks = await TestNetworks.StartAsync(network);
        var (twice, lost, claimed) = (network.Write("@acme one"), network.Write("@acme two"), network.Write("@acme three"));
        await PostAsync(networks, network, twice.Id);
        await PostAsync(networks, network, twice.Id);
        StoredReply[] replies = [Reply(1, twice.Id, network.Own[0].Id), Reply(3, claimed.Id, "1")];

        var moment = Truth.AtAnyMoment(networks, replies).ToList();
        var end = Truth.AtTheEnd(networks, replies, [1, 2, 3], [twice.Id, claimed.Id]).ToList();

        Assert.That(moment, Has.Exactly(1).Contains("2 replies stand").And.Exactly(1).Contains("shown as sent"));
        Assert.That(end, Has.Exactly(1).Contains("the approved reply to mention 2 is lost").And.Exactly(1).Contains($"mention {lost.Id} was never taken in"));
    }

    private static StoredReply Reply(long mention, string parent, string posted) => new($"r{mention}", mention, "x-test", parent, ReplyState.Delivered, 1, posted, null);

    private static async Task PostAsync(TestNetworks networks, FakeNetwork network, string parent)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var answer = await client.PostAsync(
            new Uri(networks.AddressOf(network), "/2/tweets"), JsonContent.Create(new { text = "Hello", reply = new { in_reply_to_tweet_id = parent } }));
        Assert.That((int)answer.StatusCode, Is.EqualTo(201));
    }
}
