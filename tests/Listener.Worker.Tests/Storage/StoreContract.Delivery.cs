using Listener.Worker.Domain;

namespace Listener.Worker.Tests.Storage;

public abstract partial class StoreContract
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Test]
    public async Task Reply_is_leased_when_due_and_by_one_at_a_time()
    {
        await ApprovedAsync(sendAfter: Given.Noon.AddSeconds(30));

        var early = await Replies.LeaseDueAsync(Given.Noon, Minute, 10, [], default);
        var due = Given.Noon.AddSeconds(30);
        var leases = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Replies.LeaseDueAsync(due, Minute, 10, [], default)));

        Assert.That(early, Is.Empty);
        Assert.That(leases.Sum(l => l.Count), Is.EqualTo(1));
        Assert.That(leases.SelectMany(l => l).Single().LeaseUntil, Is.EqualTo(due + Minute));
    }

    [Test]
    public async Task Due_time_of_a_reply_stays_known_through_lease_attempt_and_settlement()
    {
        var due = Given.Noon.AddDays(3);
        var (_, _, reply) = await ApprovedAsync(sendAfter: due);

        var leased = (await Replies.LeaseDueAsync(due, Minute, 10, [], default)).Single();
        var begun = (await Replies.BeginAttemptAsync(reply.Reply.Id, leased.Fence, due, due + Minute, default))!;
        await Replies.SettleAsync(reply.Reply.Id, begun.Fence, new(ReplyState.RetryLater, due, "Listener", due + Minute), default);

        Assert.That(new[] { leased.DueAt, begun.DueAt, (await Replies.FindReplyAsync(reply.Reply.Id, default))!.DueAt }, Is.All.EqualTo(due));
    }

    [Test]
    public async Task Due_time_of_a_reply_moves_with_a_persons_word_and_not_with_a_wait()
    {
        var (_, _, reply) = await ApprovedAsync();
        var leased = (await Replies.LeaseDueAsync(Given.Noon, Minute, 10, [], default)).Single();
        await Replies.SettleAsync(reply.Reply.Id, leased.Fence, new(ReplyState.Approved, Given.Noon, "Listener", Given.Noon.AddHours(1)), default);
        var waiting = (await Replies.FindReplyAsync(reply.Reply.Id, default))!;
        await Replies.SettleAsync(reply.Reply.Id, leased.Fence, new(ReplyState.NeedsPerson, Given.Noon, "Listener"), default);
        await Replies.SettleAsync(reply.Reply.Id, leased.Fence, new(ReplyState.Approved, Given.Noon.AddDays(2), "ann", Given.Noon.AddDays(2)), default);

        Assert.That((waiting.DueAt, (await Replies.FindReplyAsync(reply.Reply.Id, default))!.DueAt), Is.EqualTo((reply.DueAt, Given.Noon.AddDays(2))));
    }

    [Test]
    public async Task Fence_rises_with_every_lease_and_the_older_one_writes_nothing()
    {
        var (_, _, reply) = await ApprovedAsync();
        var first = (await Replies.LeaseDueAsync(Given.Noon, Minute, 10, [], default)).Single();
        var later = Given.Noon + Minute;

        var second = (await Replies.LeaseDueAsync(later, Minute, 10, [], default)).Single();

        Assert.That(second.Fence, Is.GreaterThan(first.Fence));
        Assert.That(await Replies.BeginAttemptAsync(reply.Reply.Id, first.Fence, later, later + Minute, default), Is.Null);
        Assert.That(await Replies.SettleAsync(reply.Reply.Id, first.Fence, new(ReplyState.Refused, later, "Listener"), default), Is.False);
        Assert.That((await Replies.FindReplyAsync(reply.Reply.Id, default))!, Is.EqualTo(second));
        Assert.That(await Replies.LedgerAsync(reply.Reply.Id, default), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Expired_lease_cannot_begin_an_attempt()
    {
        var (_, _, reply) = await ApprovedAsync();
        var leased = (await Replies.LeaseDueAsync(Given.Noon, Minute, 10, [], default)).Single();
        var late = Given.Noon + Minute;

        Assert.That(await Replies.BeginAttemptAsync(reply.Reply.Id, leased.Fence, late, late + Minute, default), Is.Null);
        Assert.That((await Replies.FindReplyAsync(reply.Reply.Id, default))!.Attempts, Is.Zero);
    }

    [Test]
    public async Task Attempt_is_on_disk_before_the_first_byte()
    {
        var sending = await SendingAsync();

        Assert.That((sending.State, sending.Attempts, sending.NextActionAt), Is.EqualTo((ReplyState.Sending, 1, (DateTimeOffset?)null)));
        Assert.That((await Replies.LedgerAsync(sending.Reply.Id, default)).Select(l => l.State), Is.EqualTo(new[] { ReplyState.Approved, ReplyState.Sending }));
        Assert.That(await Replies.BeginAttemptAsync(sending.Reply.Id, sending.Fence, Given.Noon, Given.Noon + Minute, default), Is.Null, "a second time");
    }

    [Test]
    public async Task Sending_whose_lease_ran_out_is_looked_up_and_its_sender_has_lost()
    {
        var sending = await SendingAsync();

        var leased = (await Replies.LeaseDueAsync(Given.Noon.AddMinutes(1), Minute, 10, [], default)).Single();

        Assert.That(leased.State, Is.EqualTo(ReplyState.Unknown));
        Assert.That(leased.Fence, Is.GreaterThan(sending.Fence));
        Assert.That(await Replies.SettleAsync(sending.Reply.Id, sending.Fence, new(ReplyState.Refused, Given.Noon, "Listener"), default), Is.False);
    }

    [Test]
    public async Task Sending_under_a_running_lease_is_left_alone()
    {
        await SendingAsync();

        Assert.That(await Replies.LeaseDueAsync(Given.Noon.AddSeconds(59), Minute, 10, [], default), Is.Empty);
    }

    [Test]
    public async Task Restart_turns_every_Sending_into_Unknown_due_now()
    {
        var one = await SendingAsync("m1");
        var other = await SendingAsync("m2");
        await ApprovedAsync("m3", Given.Noon.AddDays(1));

        var recovered = await Replies.RecoverAfterStartAsync(Given.Noon.AddSeconds(5), default);

        Assert.That(recovered, Is.EqualTo(2));
        var due = await Replies.LeaseDueAsync(Given.Noon.AddSeconds(5), Minute, 10, [], default);
        Assert.That(due.Select(r => (r.Reply.Id, r.State)), Is.EquivalentTo(new[] { (one.Reply.Id, ReplyState.Unknown), (other.Reply.Id, ReplyState.Unknown) }));
        Assert.That(await Replies.SettleAsync(one.Reply.Id, one.Fence, new(ReplyState.Delivered, Given.Noon, "Listener", NativeId: "r"), default), Is.False);
    }

    [Test]
    public async Task Delivered_sets_the_first_response_once_and_ends_the_reply()
    {
        var sending = await SendingAsync();
        var at = Given.Noon.AddSeconds(3);
        var place = new Uri("https://social.example/r1");

        var settled = await Replies.SettleAsync(sending.Reply.Id, sending.Fence, new(ReplyState.Delivered, at, "Listener", NativeId: "r1", Permalink: place), default);
        var again = await Replies.SettleAsync(sending.Reply.Id, sending.Fence, new(ReplyState.Refused, at, "Listener"), default);

        var reply = (await Replies.FindReplyAsync(sending.Reply.Id, default))!;
        Assert.That((settled, again), Is.EqualTo((true, false)));
        Assert.That((reply.State, reply.NativeId, reply.Permalink, reply.LeaseUntil), Is.EqualTo((ReplyState.Delivered, "r1", place, (DateTimeOffset?)null)));
        Assert.That((await Mentions.FindAsync(sending.Reply.Mention, default))!.FirstRespondedAt, Is.EqualTo(at));
        Assert.That((await Replies.DeliveredAsync(at, at.AddSeconds(1), 10, default)).Single(), Is.EqualTo(reply));
        Assert.That(await Replies.DeliveredAsync(at.AddSeconds(-1), at, 10, default), Is.Empty);
    }

    [Test]
    public async Task Of_many_delivered_replies_the_newest_are_read()
    {
        foreach (var (id, second) in new[] { ("m1", 1), ("m2", 3), ("m3", 2) })
        {
            var sending = await SendingAsync(id);
            await Replies.SettleAsync(sending.Reply.Id, sending.Fence, new(ReplyState.Delivered, Given.Noon.AddSeconds(second), "Listener", NativeId: id), default);
        }

        var newest = await Replies.DeliveredAsync(Given.Noon, Given.Noon.AddMinutes(1), 2, default);

        Assert.That(newest.Select(r => r.NativeId), Is.EqualTo(new[] { "m2", "m3" }));
    }

    [Test]
    public async Task Doubtful_reply_goes_by_two_looks_to_a_second_attempt()
    {
        var sending = await SendingAsync();
        var id = sending.Reply.Id;
        var now = Given.Noon;
        await Replies.SettleAsync(id, sending.Fence, new(ReplyState.Unknown, now, "Listener", now.AddMinutes(2), Detail: "timeout"), default);

        var looking = (await Replies.LeaseDueAsync(now.AddMinutes(2), Minute, 10, [], default)).Single();
        await Replies.SettleAsync(id, looking.Fence, new(ReplyState.Checking, now.AddMinutes(2), "Listener", now.AddMinutes(10), Looks: 1), default);
        var again = (await Replies.LeaseDueAsync(now.AddMinutes(10), Minute, 10, [], default)).Single();
        await Replies.SettleAsync(id, again.Fence, new(ReplyState.Approved, now.AddMinutes(10), "Listener", now.AddMinutes(10), Looks: 2), default);
        var leased = (await Replies.LeaseDueAsync(now.AddMinutes(10), Minute, 10, [], default)).Single();
        var second = await Replies.BeginAttemptAsync(id, leased.Fence, now.AddMinutes(10), now.AddMinutes(11), default);

        Assert.That((looking.State, again.State, again.Looks), Is.EqualTo((ReplyState.Unknown, ReplyState.Checking, 1)));
        Assert.That((second!.Attempts, second.Looks), Is.EqualTo((2, 0)));
        Assert.That((await Replies.LedgerAsync(id, default)).Select(l => l.State), Is.EqualTo(new[]
        {
            ReplyState.Approved, ReplyState.Sending, ReplyState.Unknown, ReplyState.Checking, ReplyState.Approved, ReplyState.Sending,
        }));
    }

    [TestCase(ReplyState.Sending, ReplyState.Cancelled)]
    [TestCase(ReplyState.Sending, ReplyState.Approved)]
    [TestCase(ReplyState.Unknown, ReplyState.Cancelled)]
    [TestCase(ReplyState.Refused, ReplyState.Approved)]
    [TestCase(ReplyState.Unknown, ReplyState.Sending, Description = "only an attempt enters Sending")]
    public async Task Step_outside_the_state_machine_is_refused(ReplyState from, ReplyState to)
    {
        var sending = await SendingAsync();
        if (from != ReplyState.Sending)
            await Replies.SettleAsync(sending.Reply.Id, sending.Fence, new(from, Given.Noon, "Listener"), default);

        Assert.That(
            async () => await Replies.SettleAsync(sending.Reply.Id, sending.Fence, new(to, Given.Noon, "Listener"), default),
            Throws.InvalidOperationException);
        Assert.That((await Replies.FindReplyAsync(sending.Reply.Id, default))!.State, Is.EqualTo(from));
    }

    [TestCase(ReplyState.Refused)]
    [TestCase(ReplyState.NeedsPerson)]
    public async Task Reply_that_ended_badly_opens_the_mention_again(ReplyState end)
    {
        var sending = await SendingAsync();

        await Replies.SettleAsync(sending.Reply.Id, sending.Fence, new(end, Given.Noon, "Listener", Detail: "account suspended"), default);

        Assert.That((await Mentions.FindAsync(sending.Reply.Mention, default))!.State, Is.EqualTo(MentionState.Open));
        Assert.That((await Replies.RepliesInAsync([end], 10, default)).Single().Detail, Is.EqualTo("account suspended"));
    }

    [Test]
    public async Task Mention_closed_before_its_reply_failed_comes_back(
        [Values(ReplyState.Refused, ReplyState.NeedsPerson, ReplyState.ManualHandOff)] ReplyState end,
        [Values(MentionState.Resolved, MentionState.Snoozed)] MentionState closed)
    {
        var (mention, _, _) = await ApprovedAsync();
        await CloseAsync(mention.Number, closed);

        var leased = (await Replies.LeaseDueAsync(Given.Noon, Minute, 1, [], default)).Single();
        if (end == ReplyState.Refused)
            await Replies.BeginAttemptAsync(leased.Reply.Id, leased.Fence, Given.Noon, Given.Noon + Minute, default);
        await Replies.SettleAsync(leased.Reply.Id, leased.Fence, new(end, Given.Noon, "Listener", Detail: "the network said no"), default);

        var back = (await Mentions.FindAsync(mention.Number, default))!;
        Assert.That((back.State, back.SnoozedUntil), Is.EqualTo((MentionState.Open, (DateTimeOffset?)null)));
        Assert.That(await Mentions.WakeSnoozedAsync(Given.Noon.AddDays(2), default), Is.Empty);
    }

    [Test]
    public async Task Mention_closed_by_a_person_stays_closed_while_its_reply_waits_or_is_given_up_by_a_person()
    {
        var sending = await SendingAsync();
        await Replies.SettleAsync(sending.Reply.Id, sending.Fence, new(ReplyState.RetryLater, Given.Noon, "Listener", Given.Noon), default);
        var leased = (await Replies.LeaseDueAsync(Given.Noon, Minute, 1, [], default)).Single();
        await Replies.SettleAsync(leased.Reply.Id, leased.Fence, new(ReplyState.NeedsPerson, Given.Noon, "Listener"), default);
        await CloseAsync(sending.Reply.Mention, MentionState.Resolved);

        await Replies.SettleAsync(leased.Reply.Id, leased.Fence, new(ReplyState.Cancelled, Given.Noon, "ann"), default);

        Assert.That((await Mentions.FindAsync(sending.Reply.Mention, default))!.State, Is.EqualTo(MentionState.Resolved));
    }

    [Test]
    public async Task Replies_of_channels_left_out_are_not_leased()
    {
        var (mention, _, _) = await ApprovedAsync();
        var channel = mention.Mention.Id.Channel;

        var without = await Replies.LeaseDueAsync(Given.Noon, Minute, 10, [new ChannelKey("other"), channel], default);
        var with = await Replies.LeaseDueAsync(Given.Noon, Minute, 10, [new ChannelKey(channel.Value + "-x"), new ChannelKey(channel.Value[1..])], default);

        Assert.That((without.Count, with.Count), Is.EqualTo((0, 1)));
    }

    /// <summary>Its sender is in this process and will tell what became of it, however the clock jumps meanwhile.</summary>
    [TestCase(1)]
    [TestCase(-1)]
    public async Task Attempt_on_a_channel_left_out_is_not_doubted_when_the_clock_jumps(int years)
    {
        var sending = await SendingAsync();

        await Replies.LeaseDueAsync(Given.Noon.AddYears(years), Minute, 10, [sending.Reply.Conversation.Channel], default);

        Assert.That(await Replies.SettleAsync(sending.Reply.Id, sending.Fence, new(ReplyState.RetryLater, Given.Noon, "Listener", Given.Noon), default), Is.True);
    }

    [Test]
    public async Task Reply_that_was_only_put_off_can_be_stopped_and_its_text_is_offered_again([Values] bool gone)
    {
        var sending = await SendingAsync();
        await Replies.SettleAsync(sending.Reply.Id, sending.Fence, new(ReplyState.RetryLater, Given.Noon, "Listener", Given.Noon), default);
        if (gone)
            await Mentions.RenewAsync(sending.Reply.Answers, null, Given.Noon, default);

        var stopped = await Replies.CancelAsync(sending.Reply.Id, "ann", null, Given.Noon, default);

        Assert.That((stopped, (await Replies.FindDraftAsync(sending.Draft, default))!.State), Is.EqualTo((true, gone ? DraftState.Approved : DraftState.Proposed)));
        Assert.That((await Mentions.FindAsync(sending.Reply.Mention, default))!.State, Is.EqualTo(MentionState.Open));
    }

    [Test]
    public async Task Reply_of_which_something_may_stand_cannot_be_stopped()
    {
        var sending = await SendingAsync();
        await Replies.SettleAsync(sending.Reply.Id, sending.Fence, new(ReplyState.Unknown, Given.Noon, "Listener", Given.Noon), default);
        var looking = (await Replies.LeaseDueAsync(Given.Noon, Minute, 1, [], default)).Single();
        await Replies.SettleAsync(looking.Reply.Id, looking.Fence, new(ReplyState.Approved, Given.Noon, "Listener", Given.Noon), default);

        Assert.That(await Replies.CancelAsync(sending.Reply.Id, "ann", null, Given.Noon, default), Is.False);
    }

    [Test]
    public async Task Reply_given_up_by_a_person_makes_room_for_another()
    {
        var sending = await SendingAsync();
        var mention = (await Mentions.FindAsync(sending.Reply.Mention, default))!;
        await Replies.SettleAsync(sending.Reply.Id, sending.Fence, new(ReplyState.NeedsPerson, Given.Noon, "Listener"), default);
        await Replies.SettleAsync(sending.Reply.Id, sending.Fence, new(ReplyState.Cancelled, Given.Noon, "ann"), default);

        var draft = await Replies.SaveDraftAsync(Given.Draft(mention.Number, "Second"), default);

        Assert.That(await Outcome(ApproveAsync(mention, draft)), Is.Null);
    }

    [Test]
    public async Task Refused_reply_makes_room_for_another_and_a_doubtful_one_does_not()
    {
        var sending = await SendingAsync();
        var mention = (await Mentions.FindAsync(sending.Reply.Mention, default))!;
        var draft = await Replies.SaveDraftAsync(Given.Draft(mention.Number, "Second"), default);
        await Replies.SettleAsync(sending.Reply.Id, sending.Fence, new(ReplyState.Unknown, Given.Noon, "Listener", Given.Noon), default);

        var whileDoubtful = await Outcome(ApproveAsync(mention, draft));
        var looking = (await Replies.LeaseDueAsync(Given.Noon, Minute, 1, [], default)).Single();
        await Replies.SettleAsync(looking.Reply.Id, looking.Fence, new(ReplyState.Refused, Given.Noon, "Listener"), default);
        var afterwards = await Outcome(ApproveAsync(mention, draft));

        Assert.That(whileDoubtful, Is.Not.Null);
        Assert.That(afterwards, Is.Null);
    }

    [Test]
    public async Task Own_post_in_a_poll_settles_the_doubtful_reply()
    {
        var sending = await SendingAsync();

        var settled = await Replies.SettleByOwnPostAsync(sending.Reply.Answers, sending.Reply.TextHash, "r1", null, Given.Noon, default);
        var again = await Replies.SettleByOwnPostAsync(sending.Reply.Answers, sending.Reply.TextHash, "r1", null, Given.Noon, default);

        Assert.That((settled, again), Is.EqualTo(((ReplyId?)sending.Reply.Id, (ReplyId?)null)));
        Assert.That((await Replies.FindReplyAsync(sending.Reply.Id, default))!.NativeId, Is.EqualTo("r1"));
        Assert.That(await Replies.SettleAsync(sending.Reply.Id, sending.Fence, new(ReplyState.Unknown, Given.Noon, "Listener"), default), Is.False);
    }

    [Test]
    public async Task Own_post_with_another_text_or_parent_settles_nothing()
    {
        var sending = await SendingAsync();

        Assert.That(await Replies.SettleByOwnPostAsync(sending.Reply.Answers, Reply.HashOf("other"), "r1", null, Given.Noon, default), Is.Null);
        Assert.That(await Replies.SettleByOwnPostAsync(new MentionId(Given.Channel, "m9"), sending.Reply.TextHash, "r1", null, Given.Noon, default), Is.Null);
    }

    /// <summary>The same words twice to one customer: the first, seen again, says nothing of the second.</summary>
    [Test]
    public async Task Own_post_that_is_an_earlier_reply_settles_no_later_one()
    {
        var first = await SendingAsync();
        await Replies.SettleAsync(first.Reply.Id, first.Fence, new(ReplyState.Delivered, Given.Noon, "Listener", NativeId: "r1"), default);
        var mention = (await Mentions.FindAsync(first.Reply.Mention, default))!;
        var second = await ApproveAsync(mention, await Replies.SaveDraftAsync(Given.Draft(mention.Number), default));

        Assert.That(await Replies.SettleByOwnPostAsync(first.Reply.Answers, first.Reply.TextHash, "r1", null, Given.Noon, default), Is.Null);
        Assert.That(await Replies.SettleByOwnPostAsync(first.Reply.Answers, first.Reply.TextHash, "r2", null, Given.Noon, default), Is.EqualTo(second.Reply.Id));
    }

    /// <summary>A channel paused for a week must not fill the ledger.</summary>
    [Test]
    public async Task Waiting_on_for_the_same_reason_is_no_step()
    {
        var (_, _, reply) = await ApprovedAsync();
        foreach (var minute in new[] { 0, 1, 2 })
        {
            var leased = (await Replies.LeaseDueAsync(Given.Noon.AddMinutes(minute), TimeSpan.FromMinutes(1), 10, [], default)).Single();
            await Replies.SettleAsync(leased.Reply.Id, leased.Fence, new(ReplyState.Approved, Given.Noon.AddMinutes(minute), "Listener", Given.Noon.AddMinutes(minute + 1), Detail: "paused"), default);
        }

        var waiting = (await Replies.FindReplyAsync(reply.Reply.Id, default))!;
        Assert.That((waiting.NextActionAt, waiting.ChangedAt, waiting.LeaseUntil), Is.EqualTo(((DateTimeOffset?)Given.Noon.AddMinutes(3), Given.Noon.AddMinutes(2), (DateTimeOffset?)null)));
        Assert.That(await Replies.LedgerAsync(reply.Reply.Id, default), Has.Count.EqualTo(2), "approved, and once that it waits");
    }

    [Test]
    public async Task Begun_replies_are_counted_by_channel_and_thread()
    {
        var one = await SendingAsync("m1");
        await SendingAsync("m2");
        await ApprovedAsync("m3");

        Assert.That(await Replies.SentSinceAsync(one.Reply, Given.Noon, default), Is.EqualTo((2, 1)));
        Assert.That(await Replies.SentSinceAsync(one.Reply, Given.Noon.AddSeconds(1), default), Is.EqualTo((0, 0)));
    }

    private Task<StoredMention?> CloseAsync(MentionNumber mention, MentionState closed) =>
        Mentions.SetStateAsync(mention, closed, closed == MentionState.Snoozed ? Given.Noon.AddDays(1) : null, "ann", Given.Noon, default);

    [Test]
    public async Task Many_senders_begin_each_reply_once()
    {
        for (var i = 0; i < 30; i++)
            await ApprovedAsync("m" + i);

        var begun = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            var mine = 0;
            while (await Replies.LeaseDueAsync(Given.Noon, Minute, 4, [], default) is { Count: > 0 } leased)
            {
                foreach (var reply in leased)
                    mine += await Replies.BeginAttemptAsync(reply.Reply.Id, reply.Fence, Given.Noon, Given.Noon + Minute, default) is null ? 0 : 1;
            }
            return mine;
        }));

        Assert.That(begun.Sum(), Is.EqualTo(30));
        Assert.That((await Replies.RepliesInAsync([ReplyState.Sending], 100, default)).Select(r => r.Attempts), Is.All.EqualTo(1));
    }
}
