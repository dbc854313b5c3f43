using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Pipeline;
using Listener.Worker.Storage;
using Listener.Worker.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Listener.Worker.Tests.Pipeline;

/// <summary>
/// 10,000 seeded lives of a reply: the process dies at any await (before or after a store call, before a request, between the
/// network's acceptance and its answer), the network drops answers, stores late, lists late, refuses and limits. Afterwards the reply
/// stands at most once, and its state tells the truth.
/// </summary>
[TestFixture]
public sealed class DeliveryCrashTests
{
    private const int RunsPerClass = 2500;

    [TestCase(DeliveryClass.ClientChosenId)]
    [TestCase(DeliveryClass.KeyAndReadBack)]
    [TestCase(DeliveryClass.Upsert)]
    [TestCase(DeliveryClass.ReadBackOnly)]
    public async Task No_crash_doubles_or_loses_a_reply(DeliveryClass delivery)
    {
        var tally = new Dictionary<ReplyState, int>();
        var deaths = 0;
        for (var seed = 1; seed <= RunsPerClass; seed++)
        {
            var life = new Life(delivery, seed + (100_000 * (int)delivery));
            var end = await life.LiveAsync();
            deaths += life.Deaths;
            tally[end.State] = tally.GetValueOrDefault(end.State) + 1;

            Assert.That(life.Network.Standing, Is.LessThanOrEqualTo(1), $"posted twice, seed {seed}");
            Assert.That(end.State, Is.AnyOf(ReplyState.Delivered, ReplyState.Refused, ReplyState.NeedsPerson), $"lost silently, seed {seed}");
            if (end.State == ReplyState.Delivered)
                Assert.That(life.Network.Standing, Is.EqualTo(1), $"shown as posted and is not, seed {seed}");
            if (end.State == ReplyState.Refused)
                Assert.That(life.Network.Standing, Is.Zero, $"shown as refused and stands, seed {seed}");
        }

        TestContext.Out.WriteLine($"{delivery}: {RunsPerClass} runs, {deaths} deaths, {string.Join(", ", tally.Select(t => $"{t.Key} {t.Value}"))}");
        Assert.That(deaths, Is.GreaterThan(RunsPerClass / 2));
        Assert.That(tally[ReplyState.Delivered], Is.GreaterThan(RunsPerClass / 2));
    }

    /// <summary>One reply from approval to its end, over as many processes as it takes.</summary>
    private sealed class Life
    {
        private const int MaxProcesses = 12;
        private const int MaxWakeUps = 400;

        private readonly InMemoryStore _store = new();
        private readonly FakeClock _clock = new(Builders.Now);
        private readonly Random _random;
        private readonly ChannelTraits _traits;

        public Life(DeliveryClass delivery, int seed)
        {
            _random = new Random(seed);
            _traits = Builders.Traits(delivery);
            Network = new DisturbedNetwork(delivery, _clock, new Random(seed * 7919));
        }

        public DisturbedNetwork Network { get; }

        public int Deaths { get; private set; }

        public async Task<ReplyRecord> LiveAsync()
        {
            var id = await ApproveAsync();
            for (var process = 0; process < MaxProcesses; process++)
            {
                // The last process lives on, as a service does in the end.
                var deathbed = new Deathbed(process < MaxProcesses - 1 && _random.Next(4) > 0 ? _random.Next(1, 60) : int.MaxValue);
                try
                {
                    return await RunProcessAsync(deathbed, id);
                }
                catch (ProcessDiedException)
                {
                    Deaths++;
                    _clock.Advance(TimeSpan.FromSeconds(_random.Next(1, 240)));
                }
            }
            return (await _store.FindReplyAsync(id, default))!;
        }

        private async Task<ReplyRecord> RunProcessAsync(Deathbed deathbed, ReplyId id)
        {
            var rules = new DeliveryRules();
            var replies = CallProxy<IReplyStore>.Around(_store, _ => deathbed.Step(), _ => deathbed.Step());
            var mentions = CallProxy<IMentionStore>.Around(_store, _ => deathbed.Step(), _ => deathbed.Step());
            var operations = CallProxy<IOperationsStore>.Around(_store, _ => deathbed.Step(), _ => deathbed.Step());
            var channel = new DisturbedChannel(_traits, Network, deathbed);
            var checks = new CheckBeforeSending(mentions, replies, operations, rules, _clock, NullLogger<CheckBeforeSending>.Instance);
            var deliver = new DeliverReply(replies, Builders.Open(channel), checks, rules, _clock, NullLogger<DeliverReply>.Instance);
            await replies.RecoverAfterStartAsync(_clock.GetUtcNow(), default);
            for (var wakeUp = 0; wakeUp < MaxWakeUps; wakeUp++)
            {
                await deliver.RunAsync(default);
                // The stage swallows what it cannot handle, as the edge of a job must; a dead process does nothing more all the same.
                if (deathbed.IsDead)
                    throw new ProcessDiedException();
                var record = (await _store.FindReplyAsync(id, default))!;
                if (record.State is ReplyState.Delivered or ReplyState.Refused or ReplyState.NeedsPerson or ReplyState.Cancelled or ReplyState.ManualHandOff)
                    return record;
                _clock.Advance(TimeSpan.FromSeconds(_random.Next(5, 400)));
            }
            return (await _store.FindReplyAsync(id, default))!;
        }

        private async Task<ReplyId> ApproveAsync()
        {
            var stored = _store.Add(Builders.Stored(Builders.Mention(), 1, Builders.Labels(), Builders.Routing()));
            var draft = await _store.SaveDraftAsync(Builders.Draft(stored.Number), default);
            var reply = Reply.To(stored, new ReplyId(Guid.CreateVersion7(Builders.Now)), draft.Text, "en", Builders.Now);
            await _store.ApproveAsync(reply, draft.Id, 1, null, new Decision("ana", Builders.Now), Builders.Now, false, default);
            return reply.Id;
        }
    }
}
