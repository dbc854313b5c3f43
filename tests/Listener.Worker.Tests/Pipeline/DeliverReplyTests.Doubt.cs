using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Tests.Support;

namespace Listener.Worker.Tests.Pipeline;

// Posts whose outcome nobody saw: two looks, and what follows from them.
public sealed partial class DeliverReplyTests
{
    [Test]
    public async Task A_doubtful_post_is_looked_for_and_found()
    {
        _bench.Channel.OnPost = (reply, _) =>
        {
            _bench.Channel.Posts.Add(reply);
            return Result(new PostResult.Unknown(FakeChannel.Fault(ChannelFaultKind.Transient)));
        };
        var id = await _bench.ApproveAsync();

        await _bench.RunAsync(id);
        var record = await _bench.RunAsync(id, FirstLook);

        Assert.That(record.State, Is.EqualTo(ReplyState.Delivered));
        Assert.That(_bench.Channel.Posts, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Nobody_looks_before_the_first_delay_has_passed()
    {
        Doubt();
        var id = await _bench.ApproveAsync();

        await _bench.RunAsync(id);
        await _bench.RunAsync(id, FirstLook - TimeSpan.FromSeconds(1));

        Assert.That(_bench.Channel.Looks, Is.Zero);
    }

    [Test]
    public async Task A_post_not_found_once_is_not_sent_again()
    {
        Doubt();
        var id = await _bench.ApproveAsync();
        await _bench.RunAsync(id);

        var record = await _bench.RunAsync(id, FirstLook);

        Assert.That((record.State, record.Attempts, record.NextActionAt), Is.EqualTo((ReplyState.Checking, 1, (DateTimeOffset?)(Builders.Now + SecondLook))));
    }

    [Test]
    public async Task A_late_first_look_does_not_bring_the_second_forward()
    {
        Doubt();
        var id = await _bench.ApproveAsync();
        await _bench.RunAsync(id);

        var record = await _bench.RunAsync(id, TimeSpan.FromMinutes(30));

        Assert.That(record.NextActionAt, Is.EqualTo(_bench.Clock.GetUtcNow() + (SecondLook - FirstLook)));
    }

    [TestCase(DeliveryClass.ClientChosenId)]
    [TestCase(DeliveryClass.KeyAndReadBack)]
    [TestCase(DeliveryClass.Upsert)]
    [TestCase(DeliveryClass.ReadBackOnly)]
    public async Task A_post_not_found_twice_is_sent_once_more(DeliveryClass delivery)
    {
        using var bench = new DeliveryBench(delivery: delivery);
        var tries = 0;
        bench.Channel.OnPost = (reply, _) =>
        {
            if (++tries == 1)
                return Result(new PostResult.Unknown(FakeChannel.Fault(ChannelFaultKind.Transient)));
            bench.Channel.Posts.Add(reply);
            return Result(new PostResult.Delivered("n2", null));
        };
        var id = await bench.ApproveAsync();
        await bench.RunAsync(id);
        await bench.RunAsync(id, FirstLook);

        var record = await bench.RunAsync(id, SecondLook);

        Assert.That((record.State, record.Attempts), Is.EqualTo((ReplyState.Delivered, 2)));
        Assert.That(await bench.LifeAsync(id), Is.EqualTo(new[]
        {
            ReplyState.Approved, ReplyState.Sending, ReplyState.Unknown, ReplyState.Checking, ReplyState.Approved, ReplyState.Sending, ReplyState.Delivered,
        }));
    }

    [Test]
    public async Task Endless_doubt_ends_with_a_person_after_three_attempts()
    {
        _bench.Log.Expect(1202);
        Doubt();
        var id = await _bench.ApproveAsync();

        ReplyRecord record;
        do
            record = await _bench.RunAsync(id, TimeSpan.FromMinutes(11));
        while (record.State != ReplyState.NeedsPerson);

        Assert.That(record.Attempts, Is.EqualTo(3));
    }

    [Test]
    public async Task Where_own_posts_cannot_be_listed_a_person_decides_at_once()
    {
        using var bench = new DeliveryBench(delivery: DeliveryClass.None);
        bench.Channel.OnPost = (_, _) => Result(new PostResult.Unknown(FakeChannel.Fault(ChannelFaultKind.Transient)));
        var id = await bench.ApproveAsync();

        var record = await bench.RunAsync(id);

        Assert.That(record.State, Is.EqualTo(ReplyState.NeedsPerson));
    }

    [TestCase(DeliveryClass.ReadBackOnly, ChannelFaultKind.Unauthorised, ReplyState.NeedsPerson)]
    [TestCase(DeliveryClass.ReadBackOnly, ChannelFaultKind.Refused, ReplyState.NeedsPerson)]
    [TestCase(DeliveryClass.ReadBackOnly, ChannelFaultKind.Unknown, ReplyState.Unknown)] // an answer cut off on its way: look again
    [TestCase(DeliveryClass.ReadBackOnly, ChannelFaultKind.Transient, ReplyState.Unknown)] // passes by itself: look again
    [TestCase(DeliveryClass.ClientChosenId, ChannelFaultKind.Unauthorised, ReplyState.Unknown)] // a new token settles it
    [TestCase(DeliveryClass.KeyAndReadBack, ChannelFaultKind.Refused, ReplyState.NeedsPerson)]
    public async Task A_look_that_cannot_tell_is_not_a_look_that_found_nothing(DeliveryClass delivery, ChannelFaultKind kind, ReplyState expected)
    {
        using var bench = new DeliveryBench(delivery: delivery);
        bench.Channel.OnPost = (_, _) => Result(new PostResult.Unknown(FakeChannel.Fault(ChannelFaultKind.Transient)));
        bench.Channel.OnFind = _ => new LookResult.CannotTell(FakeChannel.Fault(kind));
        var id = await bench.ApproveAsync();
        await bench.RunAsync(id);

        var record = await bench.RunAsync(id, FirstLook);

        Assert.That((record.State, record.Looks, record.Attempts), Is.EqualTo((expected, 0, 1)));
    }

    [Test]
    public async Task Looks_that_fail_for_a_day_end_with_a_person()
    {
        _bench.Log.Expect(1202);
        Doubt();
        _bench.Channel.OnFind = _ => throw new ChannelException(FakeChannel.Fault(ChannelFaultKind.Transient));
        var id = await _bench.ApproveAsync();
        await _bench.RunAsync(id);

        ReplyRecord record;
        do
            record = await _bench.RunAsync(id, TimeSpan.FromHours(1));
        while (record.State == ReplyState.Unknown);

        Assert.That((record.State, record.Attempts), Is.EqualTo((ReplyState.NeedsPerson, 1)));
    }

    [TestCaseSource(nameof(Throws))]
    public async Task Whatever_a_post_throws_the_outcome_is_unknown(Exception error)
    {
        _bench.Log.Expect(1207);
        _bench.Channel.OnPost = (_, _) => Task.FromException<PostResult>(error);
        var id = await _bench.ApproveAsync();

        var record = await _bench.RunAsync(id);

        Assert.That(record.State, Is.EqualTo(ReplyState.Unknown));
    }

    [Test]
    public async Task A_post_without_an_answer_is_given_up_in_time_and_unknown()
    {
        _bench.Channel.OnPost = async (_, token) =>
        {
            var end = new TaskCompletionSource<PostResult>();
            await using var cut = token.Register(() => end.TrySetCanceled(token));
            _bench.Clock.Advance(TimeSpan.FromSeconds(61));
            return await end.Task;
        };
        var id = await _bench.ApproveAsync();

        var record = await _bench.RunAsync(id);

        Assert.That(record.State, Is.EqualTo(ReplyState.Unknown));
    }
}
