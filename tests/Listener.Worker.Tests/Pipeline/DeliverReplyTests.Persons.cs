using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Pipeline;
using Listener.Worker.Storage;
using Listener.Worker.Tests.Support;

namespace Listener.Worker.Tests.Pipeline;

// What a person is asked, and what follows from their word.
public sealed partial class DeliverReplyTests
{
    [TestCase(DoubtVerdict.ItIsThere, ReplyState.Delivered)]
    [TestCase(DoubtVerdict.SendAgain, ReplyState.Approved)]
    [TestCase(DoubtVerdict.GiveUp, ReplyState.Cancelled)]
    public async Task A_person_settles_a_doubt(DoubtVerdict verdict, ReplyState expected)
    {
        var id = await _bench.ApproveAsync();
        var leased = (await _bench.Store.LeaseDueAsync(Builders.Now, TimeSpan.FromMinutes(2), 1, [], default)).Single();
        await _bench.Store.SettleAsync(id, leased.Fence, new Settlement(ReplyState.NeedsPerson, Builders.Now, "Listener"), default);

        var done = await new DecideDoubt(_bench.Store, _bench.Store, _bench.Clock).RunAsync(id, verdict, null, "ana", default);

        Assert.That((done, (await _bench.Store.FindReplyAsync(id, default))!.State), Is.EqualTo((true, expected)));
        Assert.That(_bench.Store.Audit.Single().Who, Is.EqualTo("ana"));
    }

    [Test]
    public async Task A_reply_that_never_left_is_not_in_doubt()
    {
        _bench.Log.Expect(1202);
        var id = await _bench.ApproveAsync(Builders.Mention("m1") with { Eligibility = ReplyEligibility.Until(Builders.Now.AddMinutes(1)) }, sendAfter: Builders.Now.AddMinutes(2));

        var record = await _bench.RunAsync(id, TimeSpan.FromMinutes(3));

        Assert.That(record.State, Is.EqualTo(ReplyState.NeedsPerson));
        Assert.That(await InDoubtAsync(record), Is.False);
    }

    [Test]
    public async Task A_reply_whose_looks_settle_nothing_is_in_doubt_until_a_person_says_it_is_not_there()
    {
        _bench.Log.Expect(1202);
        Doubt();
        _bench.Channel.OnFind = _ => new LookResult.CannotTell(FakeChannel.Fault(ChannelFaultKind.Refused));
        var id = await _bench.ApproveAsync();
        await _bench.RunAsync(id);
        var doubtful = await _bench.RunAsync(id, TimeSpan.FromMinutes(30));
        var whileNobodyKnows = await InDoubtAsync(doubtful);

        await new DecideDoubt(_bench.Store, _bench.Store, _bench.Clock).RunAsync(id, DoubtVerdict.SendAgain, null, "ana", default);
        _bench.Channel.OnInspect = _ => new TargetReport(TargetState.Locked);
        var stopped = await _bench.RunAsync(id);

        Assert.That((doubtful.State, whileNobodyKnows), Is.EqualTo((ReplyState.NeedsPerson, true)));
        Assert.That((stopped.State, await InDoubtAsync(stopped)), Is.EqualTo((ReplyState.NeedsPerson, false)));
    }

    /// <summary>No look finds an answer below a deleted mention, so looking twice proves nothing there; the SIGTERM campaign met replies that stood.</summary>
    [Test]
    public async Task A_reply_whose_mention_went_away_after_a_doubtful_attempt_is_in_doubt()
    {
        _bench.Log.Expect(1202);
        Doubt();
        _bench.Channel.OnFind = _ => new LookResult.NotFound();
        var id = await _bench.ApproveAsync();
        await _bench.RunAsync(id);
        await _bench.RunAsync(id, TimeSpan.FromMinutes(3));
        _bench.Channel.OnInspect = _ => new TargetReport(TargetState.Gone);

        var gone = await _bench.RunAsync(id, TimeSpan.FromMinutes(30));

        Assert.That((gone.State, await InDoubtAsync(gone)), Is.EqualTo((ReplyState.NeedsPerson, true)));
    }

    /// <summary>"Retry, the network is back" is written before the button is pressed, and after the approval.</summary>
    [Test]
    public async Task A_note_or_message_from_before_the_wish_to_try_once_more_does_not_overrule_it()
    {
        _bench.Log.Expect(1202);
        _bench.Channel.OnPost = (_, _) => Result(new PostResult.RetryLater(_bench.Clock.GetUtcNow(), FakeChannel.Fault(ChannelFaultKind.RateLimited)));
        var id = await _bench.ApproveAsync();
        await _bench.RunAsync(id);
        var old = await _bench.RunAsync(id, TimeSpan.FromHours(25));
        await _bench.Store.AddNoteAsync(new Note(0, old.Reply.Mention, "ben", _bench.Clock.GetUtcNow(), "The network is back, please try again."), default);
        _bench.Store.Add(Builders.Stored(Builders.Mention("m9") with { Conversation = Builders.Mention("m1").Conversation }, 9, Builders.Labels(), Builders.Routing(), _bench.Clock.GetUtcNow()));
        _bench.Channel.OnPost = null;

        await new DecideDoubt(_bench.Store, _bench.Store, _bench.Clock).RunAsync(id, DoubtVerdict.SendAgain, null, "ana", default);

        Assert.That((await _bench.RunAsync(id, TimeSpan.FromSeconds(1))).State, Is.EqualTo(ReplyState.Delivered));
    }

    /// <summary>A clock set forward brings the second look while the first post may still be on its way into the network's lists.</summary>
    [Test]
    public async Task A_second_look_that_a_clock_set_forward_brought_too_early_proves_nothing()
    {
        _bench.Channel.OnPost = (_, _) => Result(new PostResult.Unknown(FakeChannel.Fault(ChannelFaultKind.Transient)));
        _bench.Channel.OnFind = _ => new LookResult.NotFound();
        var id = await _bench.ApproveAsync();
        await _bench.RunAsync(id);
        await _bench.RunAsync(id, FirstLook);
        _bench.Channel.OnPost = null;

        _bench.Clock.SetWallClock(_bench.Clock.GetUtcNow().AddHours(2));
        var early = await _bench.RunAsync(id, TimeSpan.FromSeconds(1));
        var soon = await _bench.RunAsync(id, SecondLook - FirstLook - TimeSpan.FromSeconds(2));
        var late = await _bench.RunAsync(id, TimeSpan.FromSeconds(2));

        Assert.That((early.State, soon.State, late.State), Is.EqualTo((ReplyState.Checking, ReplyState.Checking, ReplyState.Delivered)));
    }

    [Test]
    public async Task A_clock_set_forward_before_the_first_look_brings_no_second_one_too_early()
    {
        _bench.Channel.OnPost = (_, _) => Result(new PostResult.Unknown(FakeChannel.Fault(ChannelFaultKind.Transient)));
        _bench.Channel.OnFind = _ => new LookResult.NotFound();
        var id = await _bench.ApproveAsync();
        await _bench.RunAsync(id);
        _bench.Channel.OnPost = null;

        _bench.Clock.SetWallClock(_bench.Clock.GetUtcNow().AddHours(2));
        await _bench.RunAsync(id, TimeSpan.FromSeconds(1));
        var soon = await _bench.RunAsync(id, SecondLook - TimeSpan.FromSeconds(2));
        var late = await _bench.RunAsync(id, TimeSpan.FromSeconds(2));

        Assert.That((soon.State, late.State), Is.EqualTo((ReplyState.Checking, ReplyState.Delivered)));
    }

    [Test]
    public async Task A_reply_that_grew_old_is_sent_when_a_person_wants_it_once_more()
    {
        _bench.Log.Expect(1202);
        _bench.Channel.OnPost = (_, _) => Result(new PostResult.RetryLater(_bench.Clock.GetUtcNow(), FakeChannel.Fault(ChannelFaultKind.RateLimited)));
        var id = await _bench.ApproveAsync();
        await _bench.RunAsync(id);
        var old = await _bench.RunAsync(id, TimeSpan.FromHours(25));
        _bench.Channel.OnPost = null;

        await new DecideDoubt(_bench.Store, _bench.Store, _bench.Clock).RunAsync(id, DoubtVerdict.SendAgain, null, "ana", default);

        Assert.That((old.State, (await _bench.RunAsync(id)).State), Is.EqualTo((ReplyState.NeedsPerson, ReplyState.Delivered)));
    }

    [Test]
    public async Task A_reply_that_grew_old_and_is_wanted_once_more_is_as_patient_as_a_new_one()
    {
        _bench.Log.Expect(1202);
        _bench.Channel.OnPost = (_, _) => Result(new PostResult.RetryLater(_bench.Clock.GetUtcNow(), FakeChannel.Fault(ChannelFaultKind.RateLimited)));
        var id = await _bench.ApproveAsync();
        await _bench.RunAsync(id);
        await _bench.RunAsync(id, TimeSpan.FromHours(25));
        await new DecideDoubt(_bench.Store, _bench.Store, _bench.Clock).RunAsync(id, DoubtVerdict.SendAgain, null, "ana", default);

        var putOff = await _bench.RunAsync(id);
        var again = await _bench.RunAsync(id, TimeSpan.FromSeconds(30));
        var old = await _bench.RunAsync(id, TimeSpan.FromHours(25));

        Assert.That((putOff.State, again.State, old.State), Is.EqualTo((ReplyState.RetryLater, ReplyState.RetryLater, ReplyState.NeedsPerson)));
    }

    [Test]
    public async Task What_the_network_said_no_to_is_looked_for_twice_and_then_told_to_a_person_in_its_own_words()
    {
        _bench.Log.Expect(1202);
        _bench.Channel.OnPost = (_, _) => Result(new PostResult.Unknown(FakeChannel.Fault(ChannelFaultKind.Unauthorised)) { SaidNo = true });
        _bench.Channel.OnFind = _ => new LookResult.NotFound();
        var id = await _bench.ApproveAsync();
        await _bench.RunAsync(id);
        await _bench.RunAsync(id, TimeSpan.FromMinutes(3));

        var end = await _bench.RunAsync(id, TimeSpan.FromMinutes(30));

        Assert.That((end.State, end.Attempts), Is.EqualTo((ReplyState.NeedsPerson, 1)));
        Assert.That(end.Detail, Does.EndWith(FakeChannel.Fault(ChannelFaultKind.Unauthorised).ToString()));
    }

    [Test]
    public async Task A_reply_that_was_only_put_off_is_stopped_when_the_customer_writes_again()
    {
        _bench.Channel.OnPost = (_, _) => Result(new PostResult.RetryLater(_bench.Clock.GetUtcNow(), FakeChannel.Fault(ChannelFaultKind.RateLimited)));
        var id = await _bench.ApproveAsync();
        await _bench.RunAsync(id);
        _bench.Channel.OnPost = null;
        _bench.Store.Add(Builders.Stored(Builders.Mention("m9") with { Conversation = Builders.Mention("m1").Conversation }, 9, Builders.Labels(), Builders.Routing(), _bench.Clock.GetUtcNow().AddSeconds(1)));

        var stopped = await _bench.RunAsync(id, TimeSpan.FromMinutes(30));

        Assert.That((stopped.State, stopped.Detail), Is.EqualTo((ReplyState.Cancelled, "The customer wrote again after approval.")));
    }

    [Test]
    public async Task Attempts_that_were_put_off_are_not_counted_as_tries_that_may_stand()
    {
        var posts = 0;
        _bench.Channel.OnPost = (_, _) => Result(++posts <= 3
            ? new PostResult.RetryLater(_bench.Clock.GetUtcNow(), FakeChannel.Fault(ChannelFaultKind.RateLimited))
            : new PostResult.Unknown(FakeChannel.Fault(ChannelFaultKind.Transient)));
        _bench.Channel.OnFind = _ => new LookResult.NotFound();
        var id = await _bench.ApproveAsync();
        for (var i = 0; i < 4; i++)
            await _bench.RunAsync(id, TimeSpan.FromMinutes(16));
        await _bench.RunAsync(id, TimeSpan.FromMinutes(3));
        _bench.Channel.OnPost = null;

        var end = await _bench.RunAsync(id, TimeSpan.FromMinutes(30));

        Assert.That((end.State, posts), Is.EqualTo((ReplyState.Delivered, 4)));
    }

    private async Task<bool> InDoubtAsync(ReplyRecord record) => DecideDoubt.IsInDoubt(record, await _bench.Store.LedgerAsync(record.Reply.Id, default));
}
