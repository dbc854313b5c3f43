using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Pipeline;
using Listener.Worker.Tests.Support;

namespace Listener.Worker.Tests.Pipeline;

// What holds replies up: kill switch, caps, rehearsal, paused and refused channels.
public sealed partial class DeliverReplyTests
{
    [Test]
    public async Task The_kill_switch_stops_all_sending_and_lets_go_again()
    {
        var id = await _bench.ApproveAsync();
        await _bench.Store.WriteValueAsync(DeliveryRules.StoppedKey, "ana: wrong price in template", default);
        var stopped = await _bench.RunAsync(id);
        await _bench.Store.WriteValueAsync(DeliveryRules.StoppedKey, null, default);

        var record = await _bench.RunAsync(id);

        Assert.That((stopped.State, record.State), Is.EqualTo((ReplyState.Approved, ReplyState.Delivered)));
    }

    [Test]
    public async Task The_kill_switch_is_told_to_the_log_once_each_time_it_is_set()
    {
        for (var time = 0; time < 2; time++)
        {
            await _bench.Store.WriteValueAsync(DeliveryRules.StoppedKey, "stop", default);
            await _bench.Deliver.RunAsync(default);
            await _bench.Deliver.RunAsync(default);
            await _bench.Store.WriteValueAsync(DeliveryRules.StoppedKey, null, default);
            await _bench.Deliver.RunAsync(default);
        }

        Assert.That(_bench.Log.Entries.Count(e => e.Id == 1208), Is.EqualTo(2));
    }

    [Test]
    public async Task The_kill_switch_set_at_the_last_moment_still_stops_the_reply()
    {
        var id = await _bench.ApproveAsync();
        _bench.Channel.OnInspect = _ =>
        {
            _bench.Store.WriteValueAsync(DeliveryRules.StoppedKey, "stop", default).Wait();
            return new TargetReport(TargetState.Present);
        };

        var record = await _bench.RunAsync(id);

        Assert.That((record.State, record.Attempts), Is.EqualTo((ReplyState.Approved, 0)));
    }

    [Test]
    public async Task A_customer_gets_no_more_replies_in_a_thread_and_hour_than_the_cap_and_others_there_are_not_held_up()
    {
        using var bench = new DeliveryBench(new DeliveryRules { MaxRepliesPerThreadAndHour = 2 });
        for (var i = 1; i <= 6; i++)
            await bench.ApproveAsync(Builders.Mention($"m{i}", author: i <= 3 ? "u1" : $"u{i}") with { Conversation = new ConversationRef(Builders.Key, "t", $"m{i}", Audience.Public) }, number: i);

        await bench.Deliver.RunAsync(default);
        var withinHour = bench.Channel.Posts.Count;
        bench.Clock.Advance(TimeSpan.FromMinutes(61));
        await bench.Deliver.RunAsync(default);

        Assert.That((withinHour, bench.Channel.Posts.Count), Is.EqualTo((5, 6)));
    }

    [Test]
    public async Task A_channel_gets_no_more_replies_an_hour_than_the_cap()
    {
        using var bench = new DeliveryBench(new DeliveryRules { MaxRepliesPerChannelAndHour = 4 });
        for (var i = 1; i <= 6; i++)
            await bench.ApproveAsync(number: i);

        await bench.Deliver.RunAsync(default);

        Assert.That(bench.Channel.Posts, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task A_rehearsal_posts_nothing_and_opens_the_draft_again()
    {
        using var bench = new DeliveryBench(new DeliveryRules { Rehearse = true });
        var id = await bench.ApproveAsync();

        var record = await bench.RunAsync(id);

        Assert.That((record.State, bench.Channel.Posts.Count), Is.EqualTo((ReplyState.Cancelled, 0)));
        Assert.That(bench.Log.Entries, Has.Some.Matches<LogGuard.Entry>(e => e!.Id == 1221));
    }

    [Test]
    public async Task A_paused_channel_holds_its_replies()
    {
        var id = await _bench.ApproveAsync();
        await _bench.Store.PauseAsync(Builders.Key, true, default);
        var held = await _bench.RunAsync(id);
        await _bench.Store.PauseAsync(Builders.Key, false, default);

        var record = await _bench.RunAsync(id, TimeSpan.FromMinutes(5));

        Assert.That((held.State, record.State), Is.EqualTo((ReplyState.Approved, ReplyState.Delivered)));
    }

    [TestCase(ChannelFaultKind.Unauthorised, ReplyState.Approved)]
    [TestCase(ChannelFaultKind.RateLimited, ReplyState.Delivered)] // a limit on reading says nothing about posting
    [TestCase(ChannelFaultKind.Refused, ReplyState.Delivered)]
    public async Task A_reply_is_held_while_the_credentials_are_refused(ChannelFaultKind kind, ReplyState expected)
    {
        var id = await _bench.ApproveAsync();
        var until = _bench.Clock.GetUtcNow().AddHours(1);
        await _bench.Store.SaveHealthAsync(
            Builders.Key, "mentions", WatchHealth.Fresh with { PausedUntil = until, FailingSince = Builders.Now, LastFault = FakeChannel.Fault(kind) }, default);

        var record = await _bench.RunAsync(id);

        Assert.That(record.State, Is.EqualTo(expected));
    }

    [Test]
    public async Task A_reply_of_a_removed_channel_is_shown_to_a_person()
    {
        _bench.Log.Expect(1202);
        var id = await _bench.ApproveAsync(Builders.Mention(channel: new ChannelKey("gone-main")));

        var record = await _bench.RunAsync(id);

        Assert.That(record.State, Is.EqualTo(ReplyState.NeedsPerson));
    }
}
