using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Tests.Support;

namespace Listener.Worker.Tests.Pipeline;

// What stops a reply after its approval: the customer, a colleague, the network.
public sealed partial class DeliverReplyTests
{
    [Test]
    public async Task A_target_that_changed_in_an_unknown_way_stops_the_reply_and_opens_the_draft_again()
    {
        _bench.Channel.OnInspect = _ => new TargetReport(TargetState.Edited);
        var id = await _bench.ApproveAsync();

        var record = await _bench.RunAsync(id);

        Assert.That((record.State, _bench.Channel.Posts.Count), Is.EqualTo((ReplyState.Cancelled, 0)));
        Assert.That((await _bench.Store.FindDraftAsync(record.Draft, default))!.State, Is.EqualTo(DraftState.Proposed));
        Assert.That(_bench.Store.Mentions.Single().State, Is.EqualTo(MentionState.Open));
    }

    /// <summary>Noted on a clock that went ahead and was set right since; it would stop every approval until that time comes round.</summary>
    [Test]
    public async Task What_was_noted_in_the_future_stops_no_reply()
    {
        var id = await _bench.ApproveAsync();
        var later = _bench.Clock.GetUtcNow().AddDays(300);
        await _bench.Store.AddNoteAsync(new Note(0, new MentionNumber(1), "ben", later, "Answer soon."), default);
        _bench.Store.Add(Builders.Stored(Builders.Mention("m9") with { Conversation = Builders.Mention("m1").Conversation }, 9, Builders.Labels(), Builders.Routing(), later));

        Assert.That((await _bench.RunAsync(id)).State, Is.EqualTo(ReplyState.Delivered));
    }

    /// <summary>Nothing else may have seen the edit: without it the next approval would be stopped again, and so on.</summary>
    [Test]
    public async Task An_edit_seen_right_before_sending_is_stored_as_a_reading_would()
    {
        var edited = Builders.Mention(text: "It came after all") with { Version = "v2", Watch = "", Conversation = new ConversationRef(Builders.Key, "?", "m1", Audience.Public) };
        _bench.Channel.OnInspect = _ => new TargetReport(TargetState.Edited) { Now = edited };
        var id = await _bench.ApproveAsync();
        var before = _bench.Store.Mentions.Single().Mention;

        var record = await _bench.RunAsync(id);

        var after = _bench.Store.Mentions.Single();
        Assert.That(record.State, Is.EqualTo(ReplyState.Cancelled));
        Assert.That((after.Mention.Text, after.Mention.Version, after.Classification), Is.EqualTo(("It came after all", "v2", (Classification?)null)));
        Assert.That((after.Mention.Watch, after.Mention.Conversation.ThreadId), Is.EqualTo((before.Watch, before.Conversation.ThreadId)));
        Assert.That((await _bench.Store.FindDraftAsync(record.Draft, default))!.State, Is.EqualTo(DraftState.Superseded));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_target_that_is_gone_ends_the_reply_and_is_remembered(bool afterRefusal)
    {
        var id = await _bench.ApproveAsync();
        if (afterRefusal)
        {
            _bench.Channel.OnPost = (_, _) => Result(new PostResult.RetryLater(_bench.Clock.GetUtcNow(), FakeChannel.Fault(ChannelFaultKind.RateLimited)));
            await _bench.RunAsync(id);
        }
        _bench.Channel.OnInspect = _ => new TargetReport(TargetState.Gone);

        var record = await _bench.RunAsync(id, TimeSpan.FromMinutes(20));

        Assert.That((record.State, record.Attempts), Is.EqualTo((ReplyState.Cancelled, afterRefusal ? 1 : 0)), "a sure refusal stands nowhere");
        Assert.That(_bench.Store.Mentions.Single().GoneAt, Is.Not.Null);
    }

    [Test]
    public async Task An_answer_of_a_colleague_seen_right_before_sending_counts_as_the_answer()
    {
        _bench.Channel.OnInspect = _ => Below("somebody-else");
        var id = await _bench.ApproveAsync();

        var record = await _bench.RunAsync(id);

        var mention = _bench.Store.Mentions.Single();
        Assert.That((record.State, _bench.Channel.Posts.Count), Is.EqualTo((ReplyState.Cancelled, 0)));
        Assert.That((mention.State, mention.FirstRespondedAt is not null), Is.EqualTo((MentionState.Pending, true)));
        Assert.That((await _bench.Store.FindDraftAsync(record.Draft, default))!.State, Is.EqualTo(DraftState.Superseded));
    }

    [Test]
    public async Task A_closed_thread_is_shown_to_a_person()
    {
        _bench.Log.Expect(1202);
        _bench.Channel.OnInspect = _ => new TargetReport(TargetState.Locked);
        var id = await _bench.ApproveAsync();

        var record = await _bench.RunAsync(id);

        Assert.That(record.State, Is.EqualTo(ReplyState.NeedsPerson));
    }

    [Test]
    public async Task An_answer_of_ours_that_is_this_very_reply_settles_it()
    {
        var id = await _bench.ApproveAsync();
        _bench.Channel.OnInspect = _ => Below("n9");
        _bench.Channel.OnFind = _ => new LookResult.Found("n9", null);

        var record = await _bench.RunAsync(id);

        Assert.That((record.State, record.NativeId), Is.EqualTo((ReplyState.Delivered, "n9")));
        Assert.That(_bench.Channel.Posts, Is.Empty);
    }

    [Test]
    public async Task A_second_reply_to_a_mention_is_not_stopped_by_our_first()
    {
        var first = await _bench.ApproveAsync(number: 1);
        await _bench.RunAsync(first);
        _bench.Channel.OnInspect = _ => Below("native-" + first);

        var record = await _bench.RunAsync(await ApproveAgainAsync("Hello again, it has arrived."));

        Assert.That(record.State, Is.EqualTo(ReplyState.Delivered));
    }

    /// <summary>As on networks whose threads nobody polls: only the look sees the colleague, each time.</summary>
    [Test]
    public async Task A_colleagues_answer_that_the_approver_could_know_of_stops_no_second_reply()
    {
        _bench.Channel.OnInspect = _ => Below("somebody-else");
        await _bench.RunAsync(await _bench.ApproveAsync());
        _bench.Clock.Advance(TimeSpan.FromMinutes(1));
        var second = await ApproveAgainAsync("One more thing: it has been sent.");

        var passed = await _bench.RunAsync(second);

        Assert.That((passed.State, _bench.Channel.Posts.Count), Is.EqualTo((ReplyState.Delivered, 1)));
        _bench.Channel.OnInspect = r => Below("somebody-else", "native-" + second, "somebody-new");
        var third = await _bench.RunAsync(await ApproveAgainAsync("And another thing."));
        Assert.That((third.State, _bench.Channel.Posts.Count), Is.EqualTo((ReplyState.Cancelled, 1)), "nobody could know of the new one");
    }

    [Test]
    public async Task An_edit_stops_a_second_reply_as_it_does_the_first()
    {
        var first = await _bench.ApproveAsync();
        await _bench.RunAsync(first);
        _bench.Channel.OnInspect = _ => new TargetReport(TargetState.Edited) { Answers = ["native-" + first] };

        var record = await _bench.RunAsync(await ApproveAgainAsync("It has been sent."));

        Assert.That((record.State, _bench.Channel.Posts.Count), Is.EqualTo((ReplyState.Cancelled, 1)));
    }

    [Test]
    public async Task What_a_colleague_posted_is_told_from_a_reply_that_could_not_be_told_apart()
    {
        _bench.Channel.OnInspect = _ => Below("somebody-else");
        _bench.Channel.OnFind = _ => new LookResult.CannotTell(FakeChannel.Fault(ChannelFaultKind.Refused));

        var record = await _bench.RunAsync(await _bench.ApproveAsync());

        Assert.That(record.State, Is.EqualTo(ReplyState.Cancelled), "it was never tried");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task What_came_after_a_doubtful_attempt_is_shown_to_a_person_before_it_is_sent_once_more(bool note)
    {
        _bench.Log.Expect(1202);
        var id = await DoubtfulAsync();
        if (note)
            await _bench.Store.AddNoteAsync(new Note(0, new MentionNumber(1), "ben", _bench.Clock.GetUtcNow(), "Do not answer, legal is on it."), default);
        else
            _bench.Store.Add(Builders.Stored(Builders.Mention("m2") with { Conversation = new ConversationRef(Builders.Key, "m1", "m2", Audience.Public) }, 2, seenAt: _bench.Clock.GetUtcNow()));
        await _bench.RunAsync(id, TimeSpan.FromMinutes(2));

        var record = await _bench.RunAsync(id, TimeSpan.FromMinutes(10));

        Assert.That((record.State, record.Attempts, _bench.Channel.Posts.Count), Is.EqualTo((ReplyState.NeedsPerson, 1, 0)));
        Assert.That(record.Detail, Is.EqualTo(note ? "A colleague wrote a note after approval." : "The customer wrote again after approval."));
    }

    [Test]
    public async Task What_closed_the_network_after_approval_is_shown_to_a_person_who_is_not_told_to_post_by_hand()
    {
        _bench.Log.Expect(1202);
        var id = await _bench.ApproveAsync();
        var mention = _bench.Store.Mentions.Single();
        _bench.Store.Add(mention with { Mention = mention.Mention with { Eligibility = ReplyEligibility.ManualOnly("a colleague's answer would be replaced") } });

        var record = await _bench.RunAsync(id);

        Assert.That((record.State, record.Detail), Is.EqualTo((ReplyState.NeedsPerson, "a colleague's answer would be replaced")));
        Assert.That(_bench.Store.Mentions.Single().State, Is.EqualTo(MentionState.Open));
    }

    [Test]
    public async Task A_mention_edited_after_approval_is_not_answered()
    {
        var id = await _bench.ApproveAsync(Builders.Mention(version: "v1"));
        var mention = _bench.Store.Mentions.Single();
        _bench.Store.Add(mention with { Mention = mention.Mention with { Version = "v2" } });

        var record = await _bench.RunAsync(id);

        Assert.That((record.State, _bench.Channel.Posts.Count), Is.EqualTo((ReplyState.Cancelled, 0)));
    }

    [Test]
    public async Task A_mention_deleted_after_approval_is_not_answered()
    {
        var id = await _bench.ApproveAsync();
        _bench.Store.Add(_bench.Store.Mentions.Single() with { GoneAt = Builders.Now });

        var record = await _bench.RunAsync(id);

        Assert.That((record.State, _bench.Channel.Posts.Count), Is.EqualTo((ReplyState.Cancelled, 0)));
    }

    [Test]
    public async Task A_customer_who_wrote_again_after_approval_stops_the_reply()
    {
        var id = await _bench.ApproveAsync();
        var again = Builders.Mention("m2") with { Conversation = new ConversationRef(Builders.Key, "m1", "m2", Audience.Public) };
        _bench.Store.Add(Builders.Stored(again, 2, seenAt: Builders.Now.AddSeconds(3)));

        var record = await _bench.RunAsync(id, TimeSpan.FromSeconds(10));

        Assert.That((record.State, record.Detail), Is.EqualTo((ReplyState.Cancelled, "The customer wrote again after approval.")));
    }

    [TestCase("ben", ReplyState.Cancelled)]
    [TestCase("ana", ReplyState.Delivered)]
    public async Task A_colleagues_note_after_approval_stops_the_reply_and_ones_own_does_not(string by, ReplyState end)
    {
        var id = await _bench.ApproveAsync();
        await _bench.Store.AddNoteAsync(new Note(0, _bench.Store.Mentions.Single().Number, by, Builders.Now.AddSeconds(3), "Do not answer, legal is on it."), default);

        var record = await _bench.RunAsync(id, TimeSpan.FromSeconds(10));

        Assert.That(record.State, Is.EqualTo(end));
    }

    [Test]
    public async Task A_reply_window_that_closed_is_shown_to_a_person()
    {
        _bench.Log.Expect(1202);
        var id = await _bench.ApproveAsync(Builders.Mention() with { Eligibility = ReplyEligibility.Until(Builders.Now.AddMinutes(1)) });

        var record = await _bench.RunAsync(id, TimeSpan.FromMinutes(1));

        Assert.That((record.State, _bench.Channel.Posts.Count), Is.EqualTo((ReplyState.NeedsPerson, 0)));
    }

    private static TargetReport Below(params string[] answers) => new(TargetState.Present) { Answers = answers };

    private async Task<ReplyId> ApproveAgainAsync(string text)
    {
        var mention = _bench.Store.Mentions.Single();
        var now = _bench.Clock.GetUtcNow();
        var draft = await _bench.Store.SaveDraftAsync(Builders.Draft(mention.Number, text), default);
        var reply = Reply.To(mention, new ReplyId(Guid.NewGuid()), text, "en", now);
        await _bench.Store.ApproveAsync(reply, draft.Id, 1, mention.Mention.Version, new Decision("ana", now), now, false, default);
        return reply.Id;
    }

    private async Task<ReplyId> DoubtfulAsync()
    {
        _bench.Channel.OnPost = (_, _) => Result(new PostResult.Unknown(FakeChannel.Fault(ChannelFaultKind.Transient)));
        var id = await _bench.ApproveAsync();
        await _bench.RunAsync(id);
        _bench.Clock.Advance(TimeSpan.FromSeconds(10));
        return id;
    }
}
