using Listener.Worker.Domain;
using Listener.Worker.Storage;

namespace Listener.Worker.Tests.Storage;

public abstract partial class StoreContract
{
    [Test]
    public async Task Edited_mention_runs_through_the_line_again()
    {
        var mention = await Mentions.OneAsync();
        await Mentions.UnderstandAsync(mention.Number, draft: true);

        var saved = await Mentions.SaveBatchAsync(
            Given.Channel, "brand", Given.Page("c2", Given.Mention("m1", "It came after all", version: "v2")), Given.Noon.AddHours(1), default);

        var stored = (await Mentions.FindAsync(mention.Number, default))!;
        Assert.That(saved.Changed, Is.EqualTo(new[] { mention.Number }));
        Assert.That(stored.Mention.Text, Is.EqualTo("It came after all"));
        Assert.That(stored.EditedAt, Is.EqualTo(Given.Noon.AddHours(1)));
        Assert.That(stored.Classification, Is.Null);
        Assert.That(stored.Routing, Is.Null);
        Assert.That((await Mentions.TakeUnprocessedAsync(10, default)).Single().Number, Is.EqualTo(mention.Number));
        Assert.That((await Replies.DraftsAsync(mention.Number, default)).Single().State, Is.EqualTo(DraftState.Superseded));
    }

    [Test]
    public async Task One_reading_can_bring_new_mentions_and_edited_ones_in_any_order()
    {
        var known = await Mentions.OneAsync();

        var saved = await Mentions.SaveAsync(
            Given.Mention("m2", "new"), Given.Mention("m1", "changed", version: "v2"), Given.Mention("m3", "new too"),
            Given.Mention("m3", "new, and changed at once", version: "v2"), Given.Mention("m1", "changed again", version: "v3"));

        Assert.That(saved.Added, Has.Count.EqualTo(2));
        Assert.That(saved.Changed, Is.EqualTo(new[] { known.Number }));
        Assert.That((await Mentions.FindAsync(known.Number, default))!.Mention.Text, Is.EqualTo("changed again"));
        Assert.That((await Mentions.FindAsync(saved.Added[1], default))!.Mention.Text, Is.EqualTo("new, and changed at once"));
    }

    [Test]
    public async Task What_a_look_before_sending_shows_is_stored_like_a_reading()
    {
        var known = await Mentions.OneAsync();
        await Mentions.UnderstandAsync(known.Number, draft: true);

        await Mentions.RenewAsync(known.Mention.Id, Given.Mention("m1", "changed", version: "v2"), Given.Noon.AddHours(1), default);
        var edited = (await Mentions.FindAsync(known.Number, default))!;
        await Mentions.RenewAsync(known.Mention.Id, null, Given.Noon.AddHours(2), default);
        await Mentions.RenewAsync(new MentionId(Given.Channel, "nobody"), null, Given.Noon.AddHours(2), default);
        await Mentions.RenewAsync(new MentionId(Given.Channel, "nobody"), Given.Mention("nobody"), Given.Noon.AddHours(2), default);

        Assert.That((edited.Mention.Text, edited.EditedAt, edited.Classification), Is.EqualTo(("changed", (DateTimeOffset?)Given.Noon.AddHours(1), (Classification?)null)));
        Assert.That((await Replies.DraftsAsync(known.Number, default)).Single().State, Is.EqualTo(DraftState.Superseded));
        Assert.That((await Mentions.FindAsync(known.Number, default))!.GoneAt, Is.EqualTo(Given.Noon.AddHours(2)));
        Assert.That(await Mentions.FindAsync(new MentionId(Given.Channel, "nobody"), default), Is.Null);
    }

    [Test]
    public async Task An_answer_without_Listener_counts_once_and_leaves_later_work_alone()
    {
        var known = await Mentions.OneAsync();
        await Mentions.UnderstandAsync(known.Number, draft: true);

        var noted = await Mentions.AnsweredElsewhereAsync(known.Mention.Id, "a1", Given.Noon.AddHours(1), Given.Noon.AddHours(1), default);
        var answered = (await Mentions.FindAsync(known.Number, default))!;
        await Mentions.SetStateAsync(known.Number, MentionState.Open, null, "ana", Given.Noon.AddHours(2), default);
        var again = await Mentions.AnsweredElsewhereAsync(known.Mention.Id, "a2", Given.Noon.AddHours(3), Given.Noon.AddHours(4), default);

        Assert.That((noted, again, await Mentions.AnsweredElsewhereAsync(new MentionId(Given.Channel, "nobody"), "a1", Given.Noon, Given.Noon, default)), Is.EqualTo((true, false, false)));
        Assert.That((answered.State, answered.FirstRespondedAt), Is.EqualTo((MentionState.Pending, (DateTimeOffset?)Given.Noon.AddHours(1))));
        Assert.That((await Replies.DraftsAsync(known.Number, default)).Single().State, Is.EqualTo(DraftState.Superseded));
        Assert.That((await Mentions.FindAsync(known.Number, default))!.State, Is.EqualTo(MentionState.Open));
        Assert.That(await Mentions.AnswersElsewhereAsync(known.Number, default), Is.EqualTo(new[] { ("a1", Given.Noon.AddHours(1)), ("a2", Given.Noon.AddHours(4)) }));
    }

    [Test]
    public async Task An_answer_that_Listener_sent_itself_is_nobody_elses()
    {
        var sending = await SendingAsync();
        await Replies.SettleAsync(sending.Reply.Id, sending.Fence, new(ReplyState.Delivered, Given.Noon, "Listener", NativeId: "r1"), default);

        await Mentions.AnsweredElsewhereAsync(sending.Reply.Answers, "r1", Given.Noon, Given.Noon, default);

        Assert.That(await Mentions.AnswersElsewhereAsync(sending.Reply.Mention, default), Is.Empty);
    }

    [Test]
    public async Task Another_right_to_answer_is_no_edit_and_is_stored()
    {
        var known = await Mentions.OneAsync();
        await Mentions.UnderstandAsync(known.Number, draft: true);

        var saved = await Mentions.SaveAsync(known.Mention with { Eligibility = ReplyEligibility.ManualOnly("an answer stands below it") });

        var stored = (await Mentions.FindAsync(known.Number, default))!;
        Assert.That((saved.Changed.Count, stored.EditedAt, stored.Classification is not null), Is.EqualTo((0, (DateTimeOffset?)null, true)));
        Assert.That(stored.Mention.Eligibility.Kind, Is.EqualTo(EligibilityKind.ManualOnly));
    }

    [TestCase("v1", "v2", "same text", ExpectedResult = 1, Description = "the network says it was edited")]
    [TestCase("v1", "v1", "other text", ExpectedResult = 1, Description = "the text says so")]
    [TestCase(null, null, "other text", ExpectedResult = 1, Description = "no version on this network")]
    [TestCase(null, "v1", "same text", ExpectedResult = 0, Description = "another watch tells more")]
    [TestCase("v1", null, "same text", ExpectedResult = 0, Description = "another watch tells less")]
    public async Task<int> Edit_is_seen_by_version_or_text(string? before, string? after, string text)
    {
        await Mentions.SaveAsync(Given.Mention("m1", "same text", version: before));

        var saved = await Mentions.SaveAsync(Given.Mention("m1", text, version: after));

        return saved.Changed.Count;
    }

    [Test]
    public async Task Review_with_other_stars_was_edited()
    {
        await Mentions.SaveAsync(Given.Mention("m1") with { Stars = 1 });

        var saved = await Mentions.SaveAsync(Given.Mention("m1") with { Stars = 5 });

        Assert.That(saved.Changed, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Edit_cancels_an_approval_that_was_not_attempted()
    {
        var (mention, _, reply) = await ApprovedAsync();

        await Mentions.SaveAsync(Given.Mention("m1", "Never mind", version: "v2"));

        var stopped = (await Replies.FindReplyAsync(reply.Reply.Id, default))!;
        Assert.That(stopped.State, Is.EqualTo(ReplyState.Cancelled));
        Assert.That(stopped.Detail, Is.EqualTo("the customer edited"));
        Assert.That((await Mentions.FindAsync(mention.Number, default))!.State, Is.EqualTo(MentionState.Open));
        Assert.That(await Replies.LeaseDueAsync(Given.Noon.AddDays(1), TimeSpan.FromMinutes(1), 10, [], default), Is.Empty);
    }

    [Test]
    public async Task Edit_takes_the_right_to_send_from_a_lease_that_runs()
    {
        await ApprovedAsync();
        var leased = (await Replies.LeaseDueAsync(Given.Noon, TimeSpan.FromMinutes(1), 10, [], default)).Single();

        await Mentions.SaveAsync(Given.Mention("m1", "Never mind", version: "v2"));

        Assert.That(await Replies.BeginAttemptAsync(leased.Reply.Id, leased.Fence, Given.Noon, Given.Noon.AddMinutes(1), default), Is.Null);
    }

    [Test]
    public async Task Edit_leaves_a_reply_alone_that_may_have_left()
    {
        var sending = await SendingAsync();

        await Mentions.SaveAsync(Given.Mention("m1", "Never mind", version: "v2"));

        Assert.That((await Replies.FindReplyAsync(sending.Reply.Id, default))!.State, Is.EqualTo(ReplyState.Sending));
    }

    [Test]
    public async Task Edit_of_a_resolved_mention_opens_it()
    {
        var mention = await Mentions.OneAsync();
        await Mentions.SetStateAsync(mention.Number, MentionState.Resolved, null, "ann", Given.Noon, default);

        await Mentions.SaveAsync(Given.Mention("m1", "Broken again", version: "v2"));

        Assert.That((await Mentions.FindAsync(mention.Number, default))!.State, Is.EqualTo(MentionState.Open));
        Assert.That(await Mentions.CountAsync([new() { States = [MentionState.Open] }, new() { States = [MentionState.Resolved] }], default), Is.EqualTo(new[] { 1, 0 }));
    }

    [Test]
    public async Task Labels_of_the_old_text_do_not_cover_an_edit()
    {
        var mention = await Mentions.OneAsync();
        var taken = await Mentions.TakeUnprocessedAsync(10, default);
        await Mentions.SaveAsync(Given.Mention("m1", "I love it now", version: "v2"));

        await Mentions.UnderstandAsync(taken.Single().Number);

        Assert.That((await Mentions.FindAsync(mention.Number, default))!.Classification, Is.Null);
        Assert.That(await Mentions.TakeUnprocessedAsync(10, default), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Removed_mention_is_marked_and_its_waiting_reply_stopped()
    {
        var (mention, _, reply) = await ApprovedAsync();

        var saved = await Mentions.SaveBatchAsync(
            Given.Channel, "brand", Given.Page("c2") with { Removed = ["m1", "never-seen"] }, Given.Noon.AddHours(1), default);

        Assert.That(saved.Removed, Is.EqualTo(new[] { mention.Number }));
        Assert.That((await Mentions.FindAsync(mention.Number, default))!.GoneAt, Is.EqualTo(Given.Noon.AddHours(1)));
        Assert.That((await Replies.FindReplyAsync(reply.Reply.Id, default))!.State, Is.EqualTo(ReplyState.Cancelled));
    }

    [Test]
    public async Task Draft_of_a_removed_mention_cannot_be_approved()
    {
        var mention = await Mentions.OneAsync();
        await Mentions.SaveBatchAsync(Given.Channel, "brand", Given.Page("c2") with { Removed = ["m1"] }, Given.Noon, default);
        var draft = await Replies.SaveDraftAsync(Given.Draft(mention.Number), default);

        Assert.That(async () => await ApproveAsync(mention, draft), Throws.TypeOf<StaleWriteException>());
    }

    [Test]
    public async Task Removed_mention_that_comes_back_stands_again()
    {
        var mention = await Mentions.OneAsync();
        await Mentions.SaveBatchAsync(Given.Channel, "brand", Given.Page("c2") with { Removed = ["m1"] }, Given.Noon, default);

        await Mentions.SaveAsync(Given.Mention("m1"));

        Assert.That((await Mentions.FindAsync(mention.Number, default))!.GoneAt, Is.Null);
    }
}
