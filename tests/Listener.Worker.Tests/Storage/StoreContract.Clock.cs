using Listener.Worker.Domain;

namespace Listener.Worker.Tests.Storage;

// A clock that ran a year ahead and was set back: nothing waits for the year to pass.
public abstract partial class StoreContract
{
    private static readonly DateTimeOffset Ahead = Given.Noon.AddYears(1);

    [TestCase(ReplyState.RetryLater, ReplyState.RetryLater)]
    [TestCase(ReplyState.Unknown, ReplyState.Unknown)]
    [TestCase(ReplyState.Checking, ReplyState.Unknown)] // looks from the beginning: a second look that came too early would see nothing and send twice
    public async Task Step_counted_on_a_clock_that_was_set_back_is_due_now(ReplyState state, ReplyState then)
    {
        var reply = await SettledAheadAsync(state);

        var due = await Replies.LeaseDueAsync(Given.Noon, Minute, 10, [], default);

        Assert.That(due.Select(r => (r.Reply.Id, r.State)), Is.EqualTo(new[] { (reply, then) }));
        Assert.That((await Replies.LedgerAsync(reply, default))[^1].Detail, Is.EqualTo("the clock was set back"));
    }

    [TestCase(ReplyState.Unknown)]
    [TestCase(ReplyState.Checking)]
    public async Task What_the_network_said_outlives_a_clock_that_was_set_back(ReplyState state)
    {
        var reply = await SettledAheadAsync(state, "The network said no: closed");

        await Replies.LeaseDueAsync(Given.Noon, Minute, 10, [], default);

        Assert.That((await Replies.FindReplyAsync(reply, default))!.Detail, Is.EqualTo("The network said no: closed"));
    }

    [Test]
    public async Task Attempt_under_a_lease_of_a_clock_that_was_set_back_is_in_doubt()
    {
        var reply = await SendingAheadAsync();

        var due = await Replies.LeaseDueAsync(Given.Noon, Minute, 10, [], default);

        Assert.That(due.Single().State, Is.EqualTo(ReplyState.Unknown));
        Assert.That(await Replies.SettleAsync(reply.Reply.Id, reply.Fence, new(ReplyState.RetryLater, Given.Noon, "Listener"), default), Is.False, "its sender has lost the right");
    }

    [TestCase(10, true)] // an undo window
    [TestCase(3600, false)] // a time that a person chose
    public async Task Undo_window_of_a_clock_that_was_set_back_is_over_and_a_scheduled_reply_keeps_its_time(int seconds, bool due)
    {
        var mention = await Mentions.OneAsync();
        var draft = await Replies.SaveDraftAsync(Given.Draft(mention.Number), default);
        var reply = Reply.To(mention, new ReplyId(Guid.NewGuid()), draft.Text, "en", Ahead);
        await Replies.ApproveAsync(reply, draft.Id, 1, "v1", new Decision("ann", Ahead), Ahead.AddSeconds(seconds), false, default);

        var leased = await Replies.LeaseDueAsync(Given.Noon, Minute, 10, [], default);

        Assert.That(leased, Has.Count.EqualTo(due ? 1 : 0));
    }

    [Test]
    public async Task Attempts_of_the_future_do_not_fill_the_hour()
    {
        var ahead = DateTimeOffset.UtcNow.AddYears(1);
        var (_, _, reply) = await ApprovedAsync(sendAfter: ahead);
        var leased = (await Replies.LeaseDueAsync(ahead, Minute, 10, [], default)).Single();
        await Replies.BeginAttemptAsync(reply.Reply.Id, leased.Fence, ahead, ahead + Minute, default);

        Assert.That(await Replies.SentSinceAsync(reply.Reply, DateTimeOffset.UtcNow.AddHours(-1), default), Is.EqualTo((0, 0)));
    }

    private async Task<ReplyRecord> SendingAheadAsync()
    {
        var (_, _, reply) = await ApprovedAsync(sendAfter: Ahead);
        var leased = (await Replies.LeaseDueAsync(Ahead, Minute, 10, [], default)).Single();
        return (await Replies.BeginAttemptAsync(reply.Reply.Id, leased.Fence, Ahead, Ahead + Minute, default))!;
    }

    private async Task<ReplyId> SettledAheadAsync(ReplyState state, string? said = null)
    {
        var sending = await SendingAheadAsync();
        var fence = sending.Fence;
        if (state == ReplyState.Checking)
        {
            await Replies.SettleAsync(sending.Reply.Id, fence, new(ReplyState.Unknown, Ahead, "Listener", Ahead), default);
            fence = (await Replies.LeaseDueAsync(Ahead, Minute, 10, [], default)).Single().Fence;
        }
        await Replies.SettleAsync(sending.Reply.Id, fence, new(state, Ahead, "Listener", Ahead.AddMinutes(2), Detail: said, Looks: 1), default);
        return sending.Reply.Id;
    }
}
