using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Pipeline;
using Listener.Worker.Storage;
using Listener.Worker.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Listener.Worker.Tests.Pipeline;

/// <summary>
/// 10,000 seeded lives of a reply: the process dies at any await from the approval on (before or after a store call, before a request,
/// between the network's acceptance and its answer), the network drops answers, stores late, lists late, refuses and limits. Afterwards
/// the reply stands at most once, and its state tells the truth. The same with a process that stands still past its lease instead of dying.
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
        var (passed, places, faults) = (new HashSet<string>(), new HashSet<string>(), new HashSet<PostFault>());
        var deaths = 0;
        for (var seed = 1; seed <= RunsPerClass; seed++)
        {
            var life = new Life(delivery, seed + (100_000 * (int)delivery));
            var end = await life.LiveAsync();
            deaths += life.Places.Count;
            passed.UnionWith(life.Passed);
            places.UnionWith(life.Places);
            faults.UnionWith(life.Network.Faults);
            tally[end.State] = tally.GetValueOrDefault(end.State) + 1;
            AssertTrue(life, end, $"seed {seed}");
        }

        TestContext.Out.WriteLine($"{delivery}: {RunsPerClass} runs, {deaths} deaths at {places.Count} places, {string.Join(", ", tally.Select(t => $"{t.Key} {t.Value}"))}");
        Assert.That(deaths, Is.GreaterThan(RunsPerClass / 2));
        Assert.That(tally[ReplyState.Delivered], Is.GreaterThan(RunsPerClass / 2));
        Assert.That(places, Is.EquivalentTo(passed), "every step that is ever taken was a place of death");
        Assert.That(faults, Is.EquivalentTo(Enum.GetValues<PostFault>()), "every fault occurred");
    }

    /// <summary>100 times: the process stands still, another takes over and finishes, then the first wakes up.</summary>
    [TestCase(DeliveryClass.ClientChosenId)]
    [TestCase(DeliveryClass.KeyAndReadBack)]
    [TestCase(DeliveryClass.Upsert)]
    [TestCase(DeliveryClass.ReadBackOnly)]
    public async Task No_frozen_process_doubles_a_reply(DeliveryClass delivery)
    {
        var places = new HashSet<string>();
        for (var seed = 1; places.Count < 12 || seed <= 100; seed++)
        {
            Assert.That(seed, Is.LessThan(2000), $"only {string.Join(", ", places)} were reached");
            var life = new Life(delivery, seed + (300_000 * (int)delivery));
            var end = await life.FreezeAsync();
            places.UnionWith(life.Places);
            AssertTrue(life, end, $"seed {seed}, frozen at {string.Join(", ", life.Places)}");
        }
    }

    private static void AssertTrue(Life life, ReplyRecord end, string which)
    {
        Assert.That(life.Network.Standing, Is.LessThanOrEqualTo(1), $"posted twice, {which}");
        Assert.That(end.State, Is.AnyOf(ReplyState.Delivered, ReplyState.Refused, ReplyState.NeedsPerson), $"lost silently, {which}");
        if (end.State == ReplyState.Delivered)
            Assert.That(life.Network.Standing, Is.EqualTo(1), $"shown as posted and is not, {which}");
        if (end.State == ReplyState.Refused)
            Assert.That(life.Network.Standing, Is.Zero, $"shown as refused and stands, {which}");
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
        private readonly StoredMention _mention;

        public Life(DeliveryClass delivery, int seed)
        {
            _random = new Random(seed);
            _traits = Builders.Traits(delivery);
            _mention = _store.Add(Builders.Stored(Builders.Mention(), 1, Builders.Labels(), Builders.Routing()));
            Network = new DisturbedNetwork(delivery, _clock, new Random(seed * 7919));
        }

        public DisturbedNetwork Network { get; }

        /// <summary>Steps taken by any process.</summary>
        public HashSet<string> Passed { get; } = [];

        /// <summary>Steps at which a process died or stood still.</summary>
        public List<string> Places { get; } = [];

        public async Task<ReplyRecord> LiveAsync()
        {
            await _store.SaveDraftAsync(Builders.Draft(_mention.Number), default);
            for (var process = 0; process < MaxProcesses; process++)
            {
                // The last process lives on, as a service does in the end.
                var deathbed = new Deathbed(process < MaxProcesses - 1 && _random.Next(4) > 0 ? _random.Next(1, 60) : int.MaxValue);
                try
                {
                    return await RunProcessAsync(deathbed);
                }
                catch (ProcessDiedException)
                {
                    _clock.Advance(TimeSpan.FromSeconds(_random.Next(1, 240)));
                }
                finally
                {
                    Remember(deathbed);
                }
            }
            return (await FindAsync())!;
        }

        /// <summary>One process stands still at some step until another has brought the reply to its end.</summary>
        public async Task<ReplyRecord> FreezeAsync()
        {
            await _store.SaveDraftAsync(Builders.Draft(_mention.Number), default);
            var frozen = new Deathbed(_random.Next(1, 40), () =>
            {
                _clock.Advance(new DeliveryRules().Lease + TimeSpan.FromSeconds(_random.Next(1, 600)));
                // Everything here runs in memory and ends without waiting.
                RunProcessAsync(new Deathbed(int.MaxValue), restarted: false).GetAwaiter().GetResult();
            });
            var end = await RunProcessAsync(frozen);
            Remember(frozen);
            return end;
        }

        private async Task<ReplyRecord> RunProcessAsync(Deathbed deathbed, bool restarted = true)
        {
            var rules = new DeliveryRules();
            var replies = CallProxy<IReplyStore>.Around(_store, n => deathbed.Step("before " + n), n => deathbed.Step("after " + n));
            var mentions = CallProxy<IMentionStore>.Around(_store, n => deathbed.Step("before " + n), n => deathbed.Step("after " + n));
            var operations = CallProxy<IOperationsStore>.Around(_store, n => deathbed.Step("before " + n), n => deathbed.Step("after " + n));
            var channel = new DisturbedChannel(_traits, Network, deathbed);
            var checks = new CheckBeforeSending(mentions, replies, operations, rules, _clock, NullLogger<CheckBeforeSending>.Instance);
            var deliver = new DeliverReply(replies, Builders.Open(channel), checks, rules, _clock, NullLogger<DeliverReply>.Instance);
            if (restarted)
                await replies.RecoverAfterStartAsync(_clock.GetUtcNow(), default);
            await ApproveAsync(replies);
            for (var wakeUp = 0; wakeUp < MaxWakeUps; wakeUp++)
            {
                await deliver.RunAsync(default);
                // The stage swallows what it cannot handle, as the edge of a job must; a dead process does nothing more all the same.
                if (deathbed.IsDead)
                    throw new ProcessDiedException();
                var record = (await FindAsync())!;
                if (record.State is ReplyState.Delivered or ReplyState.Refused or ReplyState.NeedsPerson or ReplyState.Cancelled or ReplyState.ManualHandOff)
                    return record;
                _clock.Advance(TimeSpan.FromSeconds(_random.Next(5, 400)));
            }
            return (await FindAsync())!;
        }

        // A person approves until it is on disk; an approval that died between disk and answer is seen there after the restart.
        private async Task ApproveAsync(IReplyStore replies)
        {
            if (await FindAsync() is not null)
                return;
            var draft = (await _store.DraftsAsync(_mention.Number, default)).Single();
            var reply = Reply.To(_mention, new ReplyId(Guid.CreateVersion7(_clock.GetUtcNow())), draft.Text, "en", _clock.GetUtcNow());
            try
            {
                await replies.ApproveAsync(reply, draft.Id, 1, null, new Decision("ana", _clock.GetUtcNow()), _clock.GetUtcNow(), false, default);
            }
            catch (StaleWriteException) when (_store.RepliesAsync(_mention.Number, default).Result.Count > 0)
            {
                // Approved elsewhere while this process stood still.
            }
        }

        private async Task<ReplyRecord?> FindAsync() => (await _store.RepliesAsync(_mention.Number, default)).SingleOrDefault();

        private void Remember(Deathbed deathbed)
        {
            Passed.UnionWith(deathbed.Passed);
            if (deathbed.Place is { } place)
                Places.Add(place);
        }
    }
}
