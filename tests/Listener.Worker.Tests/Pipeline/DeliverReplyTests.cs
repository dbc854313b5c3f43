using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Pipeline;
using Listener.Worker.Storage;
using Listener.Worker.Tests.Support;

namespace Listener.Worker.Tests.Pipeline;

/// <summary>
/// Situations: the plain way; the attempt stands before the first byte; each outcome of a post; two looks and what follows per delivery
/// class; what changed since approval; caps, kill switch, rehearsal, paused channels; restart, lost lease, frozen process, shutdown.
/// </summary>
[TestFixture]
public sealed partial class DeliverReplyTests
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan SecondLook = TimeSpan.FromMinutes(10);

    private DeliveryBench _bench = null!;

    [SetUp]
    public void SetUp() => _bench = new DeliveryBench();

    [TearDown]
    public void TearDown()
    {
        _bench.Log.Verify();
        _bench.Dispose();
    }

    [Test]
    public async Task An_approved_reply_is_posted_once()
    {
        var id = await _bench.ApproveAsync();

        await _bench.RunAsync(id);
        var record = await _bench.RunAsync(id, TimeSpan.FromHours(1));

        Assert.That(record.State, Is.EqualTo(ReplyState.Delivered));
        Assert.That(_bench.Channel.Posts, Has.Count.EqualTo(1));
        Assert.That(await _bench.LifeAsync(id), Is.EqualTo(new[] { ReplyState.Approved, ReplyState.Sending, ReplyState.Delivered }));
    }

    [Test]
    public async Task A_network_that_does_not_answer_holds_up_no_other_and_gets_its_own_replies_in_turn()
    {
        var quick = new FakeChannel(new ChannelKey("quick-main"));
        using var bench = new DeliveryBench(others: quick);
        var answer = new TaskCompletionSource<PostResult>();
        var asked = 0;
        bench.Channel.OnPost = (_, _) => { asked++; return answer.Task; };
        await bench.ApproveAsync();
        var hanging = bench.Deliver.RunAsync(default);
        var second = await bench.ApproveAsync(number: 2);
        var third = await bench.ApproveAsync(Builders.Mention("m3", channel: quick.Key), number: 3);

        var elsewhere = await bench.RunAsync(third);
        var (waiting, calls, busy) = ((await bench.Store.FindReplyAsync(second, default))!, asked, hanging.IsCompleted);
        answer.SetResult(new PostResult.Delivered("n1", null));
        await hanging;
        bench.Channel.OnPost = null;

        Assert.That((busy, elsewhere.State, waiting.State, waiting.LeaseUntil, calls), Is.EqualTo((false, ReplyState.Delivered, ReplyState.Approved, (DateTimeOffset?)null, 1)));
        Assert.That((await bench.RunAsync(second)).State, Is.EqualTo(ReplyState.Delivered));
    }

    [Test]
    public async Task The_attempt_stands_in_the_store_before_the_network_is_called()
    {
        var id = await _bench.ApproveAsync();
        ReplyState? seen = null;
        _bench.Channel.OnPost = async (reply, _) =>
        {
            seen = (await _bench.Store.FindReplyAsync(reply.Id, default))!.State;
            return new PostResult.Delivered("n1", null);
        };

        await _bench.RunAsync(id);

        Assert.That(seen, Is.EqualTo(ReplyState.Sending));
    }

    [Test]
    public async Task The_first_response_time_is_kept()
    {
        var id = await _bench.ApproveAsync();

        await _bench.RunAsync(id, TimeSpan.FromMinutes(5));

        Assert.That(_bench.Store.Mentions.Single().FirstRespondedAt, Is.EqualTo(Builders.Now.AddMinutes(5)));
    }

    [Test]
    public async Task A_test_speed_brings_both_looks_forward_in_proportion()
    {
        using var bench = new DeliveryBench(new DeliveryRules { Speed = 40 });
        bench.Channel.OnPost = (_, _) => Result(new PostResult.Unknown(FakeChannel.Fault(ChannelFaultKind.Transient)));
        var id = await bench.ApproveAsync();

        var doubted = await bench.RunAsync(id);
        var looked = await bench.RunAsync(id, TimeSpan.FromSeconds(3));

        Assert.That(doubted.NextActionAt, Is.EqualTo(Builders.Now.AddSeconds(3)));
        Assert.That((looked.State, looked.NextActionAt), Is.EqualTo((ReplyState.Checking, (DateTimeOffset?)Builders.Now.AddSeconds(15))));
    }

    [Test]
    public async Task A_refusal_is_final()
    {
        _bench.Log.Expect(1202);
        _bench.Channel.OnPost = (_, _) => Result(new PostResult.Refused(FakeChannel.Fault(ChannelFaultKind.Refused)));
        var id = await _bench.ApproveAsync();

        var record = await _bench.RunAsync(id);

        Assert.That(record.State, Is.EqualTo(ReplyState.Refused));
        Assert.That(record.NextActionAt, Is.Null);
    }

    [Test]
    public async Task A_missing_permission_makes_the_reply_wait_not_fail()
    {
        _bench.Channel.OnPost = (_, _) => Result(new PostResult.Refused(FakeChannel.Fault(ChannelFaultKind.Unauthorised)));
        var id = await _bench.ApproveAsync();

        var record = await _bench.RunAsync(id);

        Assert.That(record.State, Is.EqualTo(ReplyState.RetryLater));
    }

    [Test]
    public async Task A_network_that_asks_to_wait_is_obeyed()
    {
        var asked = Builders.Now.AddMinutes(7);
        _bench.Channel.OnPost = (_, _) => Result(new PostResult.RetryLater(asked, FakeChannel.Fault(ChannelFaultKind.RateLimited)));
        var id = await _bench.ApproveAsync();

        var record = await _bench.RunAsync(id);

        Assert.That((record.State, record.NextActionAt), Is.EqualTo((ReplyState.RetryLater, (DateTimeOffset?)asked)));
    }

    [Test]
    public async Task A_reply_scheduled_for_later_days_is_as_patient_as_any_other_when_its_time_comes()
    {
        var due = Builders.Now.AddDays(3);
        _bench.Channel.OnPost = (_, _) => Result(new PostResult.RetryLater(_bench.Clock.GetUtcNow(), FakeChannel.Fault(ChannelFaultKind.RateLimited)));
        var id = await _bench.ApproveAsync(sendAfter: due);

        var first = await _bench.RunAsync(id, TimeSpan.FromDays(3));
        _bench.Channel.OnPost = null;
        var second = await _bench.RunAsync(id, TimeSpan.FromSeconds(30));

        Assert.That((first.State, first.NextActionAt), Is.EqualTo((ReplyState.RetryLater, (DateTimeOffset?)due.AddSeconds(30))));
        Assert.That(second.State, Is.EqualTo(ReplyState.Delivered));
    }

    [Test]
    public async Task A_scheduled_reply_that_cannot_be_sent_for_a_day_after_its_time_ends_with_a_person()
    {
        _bench.Log.Expect(1202);
        _bench.Channel.OnPost = (_, _) => Result(new PostResult.RetryLater(_bench.Clock.GetUtcNow(), FakeChannel.Fault(ChannelFaultKind.RateLimited)));
        var id = await _bench.ApproveAsync(sendAfter: Builders.Now.AddDays(3));
        await _bench.RunAsync(id, TimeSpan.FromDays(3));

        var record = await _bench.RunAsync(id, TimeSpan.FromHours(25));

        Assert.That(record.State, Is.EqualTo(ReplyState.NeedsPerson));
    }

    [Test]
    public async Task A_network_that_never_stops_asking_to_wait_ends_with_a_person()
    {
        _bench.Log.Expect(1202);
        _bench.Channel.OnPost = (_, _) => Result(new PostResult.RetryLater(_bench.Clock.GetUtcNow(), FakeChannel.Fault(ChannelFaultKind.RateLimited)));
        var id = await _bench.ApproveAsync();

        ReplyRecord record;
        do
            record = await _bench.RunAsync(id, TimeSpan.FromMinutes(20));
        while (record.State == ReplyState.RetryLater);

        Assert.That((record.State, record.Attempts), Is.EqualTo((ReplyState.NeedsPerson, 10)));
        Assert.That(await InDoubtAsync(record), Is.False, "each time it was surely not stored");
    }

    [Test]
    public async Task After_a_restart_a_reply_that_was_being_sent_is_looked_for_first()
    {
        var id = await _bench.ApproveAsync();
        var leased = (await _bench.Store.LeaseDueAsync(Builders.Now, TimeSpan.FromMinutes(2), 1, [], default)).Single();
        var attempt = await _bench.Store.BeginAttemptAsync(id, leased.Fence, Builders.Now, Builders.Now.AddMinutes(2), default);
        _bench.Channel.Posts.Add(attempt!.Reply);

        await _bench.Store.RecoverAfterStartAsync(_bench.Clock.GetUtcNow(), default);
        var record = await _bench.RunAsync(id);

        Assert.That((record.State, _bench.Channel.Posts.Count), Is.EqualTo((ReplyState.Delivered, 1)));
    }

    [Test]
    public async Task A_process_frozen_between_attempt_and_post_does_not_send_when_it_wakes()
    {
        var inner = new InMemoryStore();
        var clock = new FakeClock(Builders.Now);
        var channel = new FakeChannel();
        var store = Freezer.Around(inner, nameof(IReplyStore.BeginAttemptAsync), () => clock.Advance(TimeSpan.FromMinutes(15)));
        var checks = new CheckBeforeSending(inner, inner, inner, new DeliveryRules(), clock, _bench.Log.For<CheckBeforeSending>());
        var deliver = new DeliverReply(store, Builders.Open(channel), checks, new DeliveryRules(), clock, _bench.Log.For<DeliverReply>());
        var stored = inner.Add(Builders.Stored());
        var draft = await inner.SaveDraftAsync(Builders.Draft(stored.Number), default);
        var reply = Reply.To(stored, new ReplyId(Guid.NewGuid()), "Hello.", "en", Builders.Now);
        await inner.ApproveAsync(reply, draft.Id, 1, null, new Decision("ana", Builders.Now), Builders.Now, false, default);

        await deliver.RunAsync(default);

        Assert.That(channel.Posts, Is.Empty);
        Assert.That((await inner.FindReplyAsync(reply.Id, default))!.State, Is.EqualTo(ReplyState.Unknown));
    }

    [Test]
    public async Task Two_senders_never_post_the_same_reply()
    {
        var id = await _bench.ApproveAsync();
        _bench.Channel.OnInspect = _ =>
        {
            // A second sender takes over while the first one looks.
            _bench.Clock.Advance(TimeSpan.FromMinutes(3));
            var taken = _bench.Store.LeaseDueAsync(_bench.Clock.GetUtcNow(), TimeSpan.FromMinutes(2), 1, [], default).Result.Single();
            _bench.Store.BeginAttemptAsync(id, taken.Fence, _bench.Clock.GetUtcNow(), _bench.Clock.GetUtcNow().AddMinutes(2), default).Wait();
            _bench.Channel.Posts.Add(taken.Reply);
            return new TargetReport(TargetState.Present);
        };

        await _bench.RunAsync(id);

        Assert.That(_bench.Channel.Posts, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_shutdown_lets_the_post_in_flight_finish_and_writes_its_outcome()
    {
        using var stop = new CancellationTokenSource();
        var id = await _bench.ApproveAsync();
        _bench.Channel.OnPost = async (_, token) =>
        {
            await stop.CancelAsync();
            return token.IsCancellationRequested ? new PostResult.Unknown(FakeChannel.Fault(ChannelFaultKind.Transient)) : new PostResult.Delivered("n1", null);
        };

        await _bench.Deliver.RunAsync(stop.Token);

        Assert.That((await _bench.Store.FindReplyAsync(id, default))!.State, Is.EqualTo(ReplyState.Delivered));
    }

    [Test]
    public async Task One_channels_trouble_does_not_hold_up_another()
    {
        var other = new FakeChannel(new ChannelKey("other-main"));
        var checks = new CheckBeforeSending(_bench.Store, _bench.Store, _bench.Store, new DeliveryRules(), _bench.Clock, _bench.Log.For<CheckBeforeSending>());
        var deliver = new DeliverReply(_bench.Store, Builders.Open(_bench.Channel, other), checks, new DeliveryRules(), _bench.Clock, _bench.Log.For<DeliverReply>());
        _bench.Channel.OnInspect = _ => throw new ChannelException(FakeChannel.Fault(ChannelFaultKind.Transient));
        await _bench.ApproveAsync(number: 1);
        await _bench.ApproveAsync(Builders.Mention("m2", channel: other.Key), number: 2);

        await deliver.RunAsync(default);

        Assert.That((_bench.Channel.Posts.Count, other.Posts.Count), Is.EqualTo((0, 1)));
    }

    private static IEnumerable<Exception> Throws() =>
    [
        new ChannelException(FakeChannel.Fault(ChannelFaultKind.Transient)), new OperationCanceledException(), new HttpRequestException("reset"),
        new InvalidOperationException("mistake in the channel"),
    ];

    private static Task<PostResult> Result(PostResult result) => Task.FromResult(result);

    private void Doubt() => _bench.Channel.OnPost = (_, _) => Result(new PostResult.Unknown(FakeChannel.Fault(ChannelFaultKind.Transient)));
}
