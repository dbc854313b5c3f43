using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Pipeline;
using Listener.Worker.Storage;
using Listener.Worker.Tests.Support;

namespace Listener.Worker.Tests.Pipeline;

/// <summary>
/// Situations: a channel of three watches of which the second fails: for ever, then no more; with a fault of the account, with one that only
/// looks like it, with a limit that never ends; a feed list without account; pauses that end, a restart, a removed watch, a clock set back.
/// </summary>
[TestFixture]
public sealed class ListeningPipelineTests
{
    private static readonly string[] All = ["first", "second", "third"];
    private static readonly string[] Well = ["first", "third"];
    private static readonly PollRules Rules = new();
    private InMemoryStore _store = null!;
    private FakeClock _clock = null!;
    private FakeChannel _channel = null!;
    private LogGuard _log = null!;
    private ListeningPipeline _line = null!;

    [SetUp]
    public void SetUp()
    {
        (_store, _clock, _log) = (new InMemoryStore(), new FakeClock(Builders.Now), new LogGuard().Expect(1002));
        Start(Builders.Traits());
    }

    [TearDown]
    public void TearDown()
    {
        _log.Verify();
        _log.Dispose();
    }

    [TestCase(ChannelFaultKind.Refused)]
    [TestCase(ChannelFaultKind.Transient)]
    [TestCase(ChannelFaultKind.Unknown)]
    public async Task A_watch_that_fails_for_ever_silences_no_other_and_fails_since_its_first_fault(ChannelFaultKind kind)
    {
        Break("second", kind);
        for (var round = 0; round < 60; round++)
        {
            Assert.That((await RoundAsync()).Where(w => w != "second"), Is.EqualTo(Well), $"round {round}");
            _clock.Advance(Rules.DefaultInterval);
        }

        var health = await ShownAsync();
        Assert.That((health.FailingSince, health.FailingWatch, health.LastFault), Is.EqualTo((Builders.Now, "second", FakeChannel.Fault(kind))));
        Assert.That((health.LastSuccessAt, health.PausedUntil, health.AccountFault), Is.EqualTo((_clock.GetUtcNow() - Rules.DefaultInterval, (DateTimeOffset?)null, (ChannelFault?)null)));
    }

    [Test]
    public async Task A_network_that_does_not_answer_keeps_no_other_from_being_read()
    {
        var quick = new FakeChannel(new ChannelKey("quick-main"));
        var line = Line(_channel, quick);
        var answer = new TaskCompletionSource<MentionPage>();
        _channel.Answer(_ => answer.Task);
        var hanging = line.PollAsync(false, null, default);
        _clock.Advance(Rules.DefaultInterval);

        await line.PollAsync(false, null, default);
        var (slow, others, waits) = (_channel.WatchesRead.Count, quick.WatchesRead.Count, !hanging.IsCompleted);
        answer.SetResult(MentionPage.Empty(new PollCursor("c")));
        await hanging;

        Assert.That((slow, others, waits), Is.EqualTo((1, 2, true)));
        Assert.That(_channel.WatchesRead, Is.EqualTo(All));
    }

    [Test]
    public async Task A_watch_that_recovers_ends_the_failing()
    {
        Break("second", ChannelFaultKind.Refused);
        await RoundAsync();
        _channel.Faults.Clear();
        _clock.Advance(Rules.DefaultInterval);

        var read = await RoundAsync();

        var health = await ShownAsync();
        Assert.That(read, Is.EqualTo(All));
        Assert.That((health.FailingSince, health.FailingWatch, health.LastFault), Is.EqualTo(((DateTimeOffset?)null, (string?)null, (ChannelFault?)null)));
    }

    [Test]
    public async Task The_watch_that_fails_longest_speaks_for_the_channel()
    {
        Break("third", ChannelFaultKind.Refused);
        await RoundAsync();
        _clock.Advance(Rules.DefaultInterval);
        Break("first", ChannelFaultKind.Unknown);

        await RoundAsync();

        var health = await ShownAsync();
        Assert.That((health.FailingSince, health.FailingWatch, health.LastFault!.Kind), Is.EqualTo((Builders.Now, "third", ChannelFaultKind.Refused)));
    }

    [TestCase(ChannelFaultKind.Unauthorised)]
    [TestCase(ChannelFaultKind.RateLimited)]
    public async Task A_fault_of_the_account_pauses_all_and_what_was_skipped_is_due_when_the_pause_is_over(ChannelFaultKind kind)
    {
        Break("second", kind);

        var before = await RoundAsync();
        var during = await RoundAsync(force: true);
        var health = await ShownAsync();
        _clock.Advance(TimeSpan.FromSeconds(30));
        var after = await RoundAsync();

        Assert.That(before, Is.EqualTo(new[] { "first", "second" }));
        Assert.That(during, Is.Empty);
        Assert.That((health.PausedUntil, health.AccountFault), Is.EqualTo((Builders.Now.AddSeconds(30), FakeChannel.Fault(kind))));
        Assert.That(after, Is.EqualTo(new[] { "third" }));
    }

    [Test]
    public async Task A_limit_that_meets_one_watch_for_ever_cuts_off_no_other()
    {
        Break("second", ChannelFaultKind.RateLimited);
        var reads = new List<string>();
        for (var minute = 0; minute < 24 * 60; minute++)
        {
            reads.AddRange(await RoundAsync());
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.That(All.Select(w => reads.Count(r => r == w)), Is.All.InRange(24, 40), "each about once an hour, the longest pause");
    }

    [Test]
    public async Task Credentials_that_read_another_watch_are_not_wrong()
    {
        Break("second", ChannelFaultKind.Unauthorised);
        await RoundAsync();
        for (var round = 0; round < 30; round++)
        {
            _clock.Advance(Rules.DefaultInterval);
            Assert.That((await RoundAsync()).Where(w => w != "second"), Is.EquivalentTo(Well), $"round {round}");
        }

        var health = await ShownAsync();
        Assert.That((health.FailingSince, health.FailingWatch, health.AccountFault), Is.EqualTo((Builders.Now, "second", (ChannelFault?)null)));
    }

    [Test]
    public async Task Watches_of_an_account_that_is_refused_climb_the_ladder_together()
    {
        foreach (var watch in All)
            Break(watch, ChannelFaultKind.Unauthorised);
        var reads = new List<string>();
        foreach (var pause in Rules.BackOff.Take(4))
        {
            reads.AddRange(await RoundAsync(force: true));
            _clock.Advance(pause - TimeSpan.FromSeconds(1));
            reads.AddRange(await RoundAsync(force: true));
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.That(reads, Is.EqualTo(new[] { "first", "second", "third", "first" }), "one call on each step");
    }

    [TestCase(ChannelFaultKind.Unauthorised)]
    [TestCase(ChannelFaultKind.RateLimited)]
    public async Task Without_a_common_account_a_limit_concerns_its_watch_only_and_ends_on_time(ChannelFaultKind kind)
    {
        Start(Builders.Traits() with { WatchesShareAccount = false });
        _channel.Faults["second"] = FakeChannel.Fault(kind, Builders.Now.AddSeconds(150));

        var now = await RoundAsync();
        _clock.Advance(Rules.DefaultInterval);
        var interval = await RoundAsync();
        _clock.Advance(TimeSpan.FromSeconds(29));
        var early = await RoundAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        var over = await RoundAsync();

        Assert.That(new[] { now, interval, early, over }, Is.EqualTo(new[] { All, Well, [], ["second"] }));
    }

    [Test]
    public async Task A_restart_keeps_pause_and_failing_since()
    {
        Break("second", ChannelFaultKind.Refused);
        await RoundAsync();
        Start(Builders.Traits());
        Break("second", ChannelFaultKind.Refused);

        var paused = await RoundAsync();
        _clock.Advance(TimeSpan.FromHours(1));
        var later = await RoundAsync();

        Assert.That(paused, Is.EquivalentTo(Well));
        Assert.That(later, Is.EquivalentTo(All));
        Assert.That((await ShownAsync()).FailingSince, Is.EqualTo(Builders.Now));
        Assert.That((await _store.HealthAsync(Builders.Key, default)).Of("second").BackOffLevel, Is.EqualTo(2));
    }

    [TestCase(ChannelFaultKind.Refused)]
    [TestCase(ChannelFaultKind.Unauthorised)]
    public async Task A_watch_that_left_the_settings_makes_no_channel_ill(ChannelFaultKind kind)
    {
        Break("second", kind);
        await RoundAsync();
        Start(Builders.Traits(), Well);

        var health = await ShownAsync();
        var read = await RoundAsync();

        Assert.That((health.FailingSince, health.PausedUntil, health.LastFault, health.AccountFault), Is.EqualTo(((DateTimeOffset?)null, (DateTimeOffset?)null, (ChannelFault?)null, (ChannelFault?)null)));
        Assert.That(read, Is.EqualTo(Well));
    }

    [TestCase(ChannelFaultKind.Refused)]
    [TestCase(ChannelFaultKind.Unauthorised)]
    public async Task A_clock_that_was_set_back_silences_nothing(ChannelFaultKind kind)
    {
        _clock.SetWallClock(Builders.Now.AddYears(1));
        Break("second", kind);
        await RoundAsync();
        _channel.Faults.Clear();
        _clock.SetWallClock(Builders.Now);

        Assert.That(await RoundAsync(), Is.EquivalentTo(All));
    }

    [Test]
    public async Task A_person_pauses_the_channel_and_lets_every_watch_read_again()
    {
        Break("second", ChannelFaultKind.Refused);
        await RoundAsync();
        await _store.PauseAsync(Builders.Key, true, default);
        _clock.Advance(Rules.DefaultInterval);
        var paused = await RoundAsync();
        await _store.PauseAsync(Builders.Key, false, default);

        var resumed = await RoundAsync();

        Assert.That(paused, Is.Empty);
        Assert.That(resumed, Is.EqualTo(All));
    }

    private void Break(string watch, ChannelFaultKind kind) => _channel.Faults[watch] = FakeChannel.Fault(kind);

    // A line as after a start of the service: what it remembers is in the store.
    private void Start(ChannelTraits traits, string[]? watches = null)
    {
        _channel = new FakeChannel(traits: traits, watches: [.. (watches ?? All).Select(name => new Watch(name, "feed", name))]);
        _line = Line(_channel);
    }

    private ListeningPipeline Line(params FakeChannel[] channels)
    {
        var poll = new PollWatch(_store, _store, _store, Rules, _clock, _log.For<PollWatch>());
        return new ListeningPipeline(Builders.Open([.. channels]), poll, null!, null!, null!, Rules, _clock);
    }

    private async Task<string[]> RoundAsync(bool force = false)
    {
        _channel.WatchesRead.Clear();
        await _line.PollAsync(force, null, default);
        return [.. _channel.WatchesRead];
    }

    private Task<ChannelHealth> ShownAsync() => _store.ShownHealthAsync(_channel, default);
}
