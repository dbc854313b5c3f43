using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Pipeline;
using Listener.Worker.Storage;
using Listener.Worker.Tests.Support;

namespace Listener.Worker.Tests.Pipeline;

/// <summary>Situations: paging and cursor, own posts, reposts and doubles, faults and the ladder, Retry-After, pauses, timeouts, shutdown.</summary>
[TestFixture]
public sealed class PollWatchTests
{
    private InMemoryStore _store = null!;
    private FakeClock _clock = null!;
    private FakeChannel _channel = null!;
    private LogGuard _log = null!;
    private PollWatch _poll = null!;

    [SetUp]
    public void SetUp()
    {
        (_store, _clock, _channel, _log) = (new InMemoryStore(), new FakeClock(Builders.Now), new FakeChannel(), new LogGuard());
        _poll = new PollWatch(_store, _store, _store, new PollRules { MaxPages = 3 }, _clock, _log.For<PollWatch>());
    }

    [TearDown]
    public void TearDown()
    {
        _log.Verify();
        _log.Dispose();
    }

    [Test]
    public async Task Pages_are_read_until_nothing_is_left()
    {
        _channel.Offer(More("c1", "m1", "m2")).Offer(More("c2", "m3")).Offer(Builders.Page(new PollCursor("c3"), Builders.Mention("m4")));

        var summary = await RunAsync();

        Assert.That((summary.Read, summary.Added), Is.EqualTo((4, 4)));
        Assert.That(_channel.Asked.Select(c => c?.Value), Is.EqualTo(new[] { null, "c1", "c2" }));
        Assert.That(await _store.ReadCursorAsync(Builders.Key, "mentions", default), Is.EqualTo(new PollCursor("c3")));
    }

    [Test]
    public async Task A_pause_counted_on_a_clock_that_was_set_back_is_void()
    {
        _log.Expect(1002);
        _clock.SetWallClock(Builders.Now.AddYears(1));
        _channel.Fail(new ChannelException(FakeChannel.Fault(ChannelFaultKind.Transient))).Offer(Builders.Page(new PollCursor("c1"), Builders.Mention("m1")));
        await RunAsync();
        var paused = await RunAsync();
        _clock.SetWallClock(Builders.Now);

        var summary = await RunAsync();

        Assert.That((paused.Ran, summary.Ran, summary.Added), Is.EqualTo((false, true, 1)));
    }

    [Test]
    public async Task A_fault_nobody_foresaw_while_storing_is_told_on_the_channel()
    {
        _log.Expect(1002);
        _log.Expect(1003);
        _channel.Offer(Builders.Page(new PollCursor("c1"), (Mention)null!));

        var summary = await RunAsync();

        Assert.That(summary.Fault?.What, Does.StartWith("reading failed: "));
        Assert.That((await HealthAsync()).FailingSince, Is.Not.Null);
        Assert.That(await _store.ReadCursorAsync(Builders.Key, "mentions", default), Is.Null);
    }

    [Test]
    public async Task A_colleagues_answer_that_comes_with_its_mention_counts_as_the_answer()
    {
        var answer = Builders.Mention("a1", "We wrote to you by mail.") with { IsOwn = true, Conversation = new ConversationRef(Builders.Key, "m1", "m1", Audience.Public) };
        _channel.Offer(Builders.Page(new PollCursor("c1"), Builders.Mention("m1"), answer));

        await RunAsync();

        var mention = _store.Mentions.Single();
        Assert.That((mention.State, mention.FirstRespondedAt), Is.EqualTo((MentionState.Pending, (DateTimeOffset?)answer.PostedAt)));
    }

    [Test]
    public async Task A_run_reads_a_bounded_number_of_pages()
    {
        for (var i = 1; i <= 5; i++)
            _channel.Offer(More($"c{i}", $"m{i}"));

        await RunAsync();

        Assert.That(_channel.Asked, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task A_page_that_does_not_move_its_cursor_ends_the_run()
    {
        _channel.Offer(More("c1", "m1")).Offer(More("c1", "m1")).Offer(More("c1", "m1"));

        await RunAsync();

        Assert.That(_channel.Asked, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_fault_on_the_second_page_keeps_the_first_and_its_cursor()
    {
        _log.Expect(1002);
        _channel.Offer(More("c1", "m1")).Fail(new ChannelException(FakeChannel.Fault(ChannelFaultKind.Transient)));

        var summary = await RunAsync();

        Assert.That((summary.Added, _store.Mentions.Count), Is.EqualTo((1, 1)));
        Assert.That(await _store.ReadCursorAsync(Builders.Key, "mentions", default), Is.EqualTo(new PollCursor("c1")));
    }

    [Test]
    public async Task Own_posts_and_reposts_never_become_mentions()
    {
        _channel.Offer(Builders.Page(new PollCursor("c"), Builders.Mention("own") with { IsOwn = true }, Builders.Mention("re") with { IsRepost = true }, Builders.Mention("m1")));

        await RunAsync();

        Assert.That(_store.Mentions.Select(m => m.Mention.Id.NativeId), Is.EqualTo(new[] { "m1" }));
    }

    [Test]
    public async Task An_own_post_that_comes_back_settles_the_reply_in_doubt()
    {
        using var bench = new DeliveryBench();
        bench.Channel.OnPost = (_, _) => Task.FromResult<PostResult>(new PostResult.Unknown(FakeChannel.Fault(ChannelFaultKind.Transient)));
        var id = await bench.ApproveAsync(text: "Hello Kadri.");
        await bench.RunAsync(id);
        var own = Builders.Mention("n7", "Hello Kadri.") with { IsOwn = true, Conversation = new ConversationRef(Builders.Key, "m1", "m1", Audience.Public) };
        bench.Channel.Offer(Builders.Page(new PollCursor("c"), own));

        await new PollWatch(bench.Store, bench.Store, bench.Store, new PollRules(), bench.Clock, _log.For<PollWatch>()).RunAsync(bench.Channel, bench.Channel.Watches[0], default);

        var record = (await bench.Store.FindReplyAsync(id, default))!;
        Assert.That((record.State, record.NativeId), Is.EqualTo((ReplyState.Delivered, "n7")));
    }

    [Test]
    public async Task An_item_twice_in_a_page_is_stored_once_in_its_last_version()
    {
        _channel.Offer(Builders.Page(new PollCursor("c"), Builders.Mention("m1", "first"), Builders.Mention("m2"), Builders.Mention("m1", "second")));

        await RunAsync();

        Assert.That(_store.Mentions.Select(m => m.Mention.Text), Is.EqualTo(new[] { "second", "Where is my parcel?" }));
    }

    [Test]
    public async Task A_bad_item_is_quarantined_and_the_rest_arrives()
    {
        _channel.Offer(Builders.Page(new PollCursor("c"), Builders.Mention("m1")) with { Quarantined = [new QuarantinedItem("line 2", "no text", "{}")] });

        var summary = await RunAsync();

        Assert.That((summary.Added, summary.Quarantined, _store.Quarantined.Count), Is.EqualTo((1, 1, 1)));
    }

    [Test]
    public async Task Faults_climb_the_ladder_and_success_steps_down_once()
    {
        _log.Expect(1002);
        for (var i = 0; i < 3; i++)
            _channel.Fail(new ChannelException(FakeChannel.Fault(ChannelFaultKind.Transient)));
        for (var i = 0; i < 3; i++)
        {
            await RunAsync();
            _clock.Advance(TimeSpan.FromHours(2));
        }
        var failing = await HealthAsync();

        await RunAsync();

        var well = await HealthAsync();
        Assert.That((failing.BackOffLevel, failing.FailingSince), Is.EqualTo((3, (DateTimeOffset?)Builders.Now)));
        Assert.That((well.BackOffLevel, well.PausedUntil, well.FailingSince, well.LastFault), Is.EqualTo((2, (DateTimeOffset?)null, (DateTimeOffset?)null, (ChannelFault?)null)));
    }

    [Test]
    public async Task A_paused_channel_is_not_read()
    {
        await _store.SaveHealthAsync(Builders.Key, "mentions", WatchHealth.Fresh with { PausedUntil = Builders.Now.AddSeconds(1) }, default);
        var byLadder = await RunAsync();
        await _store.SaveHealthAsync(Builders.Key, "mentions", WatchHealth.Fresh, default);
        await _store.PauseAsync(Builders.Key, true, default);
        var byPerson = await RunAsync();

        Assert.That((byLadder.Ran, byPerson.Ran, _channel.Asked.Count), Is.EqualTo((false, false, 0)));
    }

    [TestCase(10, 10)]
    [TestCase(60 * 48, 60 * 24)] // an absurd wish is cut to a day
    public async Task A_network_that_says_when_to_return_is_obeyed_without_counting_as_ill(int askedMinutes, int pausedMinutes)
    {
        _log.Expect(1002);
        _channel.Fail(new ChannelException(FakeChannel.Fault(ChannelFaultKind.RateLimited, Builders.Now.AddMinutes(askedMinutes))));

        await RunAsync();

        var health = await HealthAsync();
        Assert.That((health.BackOffLevel, health.PausedUntil), Is.EqualTo((0, (DateTimeOffset?)Builders.Now.AddMinutes(pausedMinutes))));
    }

    [Test]
    public async Task No_answer_in_time_is_a_fault()
    {
        _log.Expect(1002);
        _channel.Answer(async token =>
        {
            var never = new TaskCompletionSource<MentionPage>();
            await using var cut = token.Register(() => never.TrySetCanceled(token));
            _clock.Advance(TimeSpan.FromSeconds(61));
            return await never.Task;
        });

        var summary = await RunAsync();

        Assert.That(summary.Fault!.Kind, Is.EqualTo(ChannelFaultKind.Transient));
    }

    [Test]
    public async Task A_shutdown_is_no_fault()
    {
        using var stop = new CancellationTokenSource();
        _channel.Answer(async token =>
        {
            await stop.CancelAsync();
            token.ThrowIfCancellationRequested();
            return Builders.Page(new PollCursor("c"));
        });

        Assert.That(() => _poll.RunAsync(_channel, _channel.Watches[0], stop.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await HealthAsync(), Is.EqualTo(WatchHealth.Fresh));
    }

    [Test]
    public async Task A_mistake_in_a_channel_slows_it_down_and_is_logged()
    {
        _log.Expect(1002, 1003);
        _channel.Fail(new InvalidOperationException("mistake"));

        await RunAsync();

        Assert.That((await HealthAsync()).BackOffLevel, Is.EqualTo(1));
    }

    [Test]
    public void A_store_that_refuses_does_not_make_the_channel_ill()
    {
        var broken = CallProxy<IMentionStore>.Around(_store, name =>
        {
            if (name == nameof(IMentionStore.SaveBatchAsync))
                throw new StoreException("The disk is full.");
        }, _ => { });
        var poll = new PollWatch(broken, _store, _store, new PollRules(), _clock, _log.For<PollWatch>());
        _channel.Offer(Builders.Page(new PollCursor("c"), Builders.Mention()));

        Assert.That(() => poll.RunAsync(_channel, _channel.Watches[0], default), Throws.TypeOf<StoreException>());
        Assert.That(HealthAsync().Result, Is.EqualTo(WatchHealth.Fresh));
    }

    [Test]
    public async Task Every_poll_leaves_a_row()
    {
        _log.Expect(1002);
        _channel.Offer(Builders.Page(new PollCursor("c"), Builders.Mention())).Fail(new ChannelException(FakeChannel.Fault(ChannelFaultKind.Transient)));

        await RunAsync();
        await RunAsync();

        Assert.That(_store.Polls.Select(p => (p.Added, p.Fault is null)), Is.EqualTo(new[] { (1, true), (0, false) }));
    }

    [Test]
    public async Task A_gap_restarts_the_time_read_without_gaps()
    {
        var end = Builders.Now.AddMinutes(-5);
        _channel.Offer(Builders.Page(new PollCursor("c")) with { Gap = new ReadingGap(end.AddHours(-1), end, "the list ends") });

        await RunAsync();

        Assert.That((await HealthAsync()).ReadWithoutGapsSince, Is.EqualTo(end));
    }

    private Task<PollSummary> RunAsync() => _poll.RunAsync(_channel, _channel.Watches[0], default);

    private async Task<WatchHealth> HealthAsync() => (await _store.HealthAsync(Builders.Key, default)).Of("mentions");

    private static MentionPage More(string cursor, params string[] ids) =>
        Builders.Page(new PollCursor(cursor), [.. ids.Select(id => Builders.Mention(id))]) with { More = true };
}
