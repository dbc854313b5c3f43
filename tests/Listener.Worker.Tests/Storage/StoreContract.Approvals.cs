using Listener.Worker.Domain;
using Listener.Worker.Storage;

namespace Listener.Worker.Tests.Storage;

public abstract partial class StoreContract
{
    [Test]
    public async Task Draft_edited_by_two_people_at_once_takes_one_of_them()
    {
        var mention = await Mentions.OneAsync();
        var draft = await Replies.SaveDraftAsync(Given.Draft(mention.Number), default);
        var edits = Enumerable.Range(0, 8).Select(i => draft with { Version = 2, Text = "edit " + i, Author = "p" + i, State = DraftState.Edited });

        var results = await Task.WhenAll(edits.Select(e => Outcome(Replies.SaveDraftAsync(e, default))));

        Assert.That(results.Count(error => error is null), Is.EqualTo(1));
        Assert.That(results.Where(error => error is not null), Is.All.TypeOf<StaleWriteException>());
        Assert.That((await Replies.FindDraftAsync(draft.Id, default))!.Version, Is.EqualTo(2));
    }

    [Test]
    public async Task Two_approvers_send_one_reply()
    {
        var mention = await Mentions.OneAsync();
        var one = await Replies.SaveDraftAsync(Given.Draft(mention.Number), default);
        var other = await Replies.SaveDraftAsync(Given.Draft(mention.Number, "Another text"), default);

        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Outcome(ApproveAsync(mention, i % 2 == 0 ? one : other, by: "p" + i))));

        Assert.That(results.Count(error => error is null), Is.EqualTo(1));
        Assert.That(results.Where(error => error is not null), Is.All.TypeOf<StaleWriteException>());
        Assert.That(await Replies.RepliesAsync(mention.Number, default), Has.Count.EqualTo(1));
        Assert.That((await Replies.DraftsAsync(mention.Number, default)).Select(d => d.State), Is.EquivalentTo(new[] { DraftState.Approved, DraftState.Superseded }));
    }

    [Test]
    public async Task Approval_is_in_the_ledger_before_it_is_told()
    {
        var (mention, draft, reply) = await ApprovedAsync(sendAfter: Given.Noon.AddSeconds(30));

        Assert.That(reply.State, Is.EqualTo(ReplyState.Approved));
        Assert.That(reply.NextActionAt, Is.EqualTo(Given.Noon.AddSeconds(30)));
        Assert.That((reply.ApprovedBy, reply.Draft), Is.EqualTo(("ann", draft.Id)));
        Assert.That(await Replies.FindReplyAsync(reply.Reply.Id, default), Is.EqualTo(reply));
        var line = (await Replies.LedgerAsync(reply.Reply.Id, default)).Single();
        Assert.That((line.State, line.Actor, line.Attempt), Is.EqualTo((ReplyState.Approved, "ann", 0)));
        Assert.That((await Mentions.FindAsync(mention.Number, default))!.State, Is.EqualTo(MentionState.Pending));
    }

    [Test]
    public async Task Approval_by_hand_waits_for_a_person_and_is_never_leased()
    {
        var mention = await Mentions.OneAsync();
        var draft = await Replies.SaveDraftAsync(Given.Draft(mention.Number), default);

        var reply = await ApproveAsync(mention, draft, byHand: true);

        Assert.That((reply.State, reply.NextActionAt), Is.EqualTo((ReplyState.ManualHandOff, (DateTimeOffset?)null)));
        Assert.That(await Replies.LeaseDueAsync(Given.Noon.AddDays(9), TimeSpan.FromMinutes(1), 10, [], default), Is.Empty);
        Assert.That(await Replies.SettleAsync(reply.Reply.Id, reply.Fence, new(ReplyState.Delivered, Given.Noon, "ann", NativeId: "r1"), default), Is.True);
    }

    [Test]
    public async Task Approval_of_an_old_version_is_stale()
    {
        var mention = await Mentions.OneAsync();
        var draft = await Replies.SaveDraftAsync(Given.Draft(mention.Number), default);
        await Replies.SaveDraftAsync(draft with { Version = 2, Text = "Better", State = DraftState.Edited }, default);

        Assert.That(async () => await ApproveAsync(mention, draft), Throws.TypeOf<StaleWriteException>().With.Message.Contains("version"));
    }

    [Test]
    public async Task Approval_of_a_mention_edited_meanwhile_is_stale()
    {
        var mention = await Mentions.OneAsync();
        await Mentions.SaveAsync(Given.Mention("m1", "Edited", version: "v2"));
        var draft = await Replies.SaveDraftAsync(Given.Draft(mention.Number), default);

        Assert.That(async () => await ApproveAsync(mention, draft), Throws.TypeOf<StaleWriteException>().With.Message.Contains("edited"));
        Assert.That(await Replies.RepliesAsync(mention.Number, default), Is.Empty);
    }

    [Test]
    public async Task Rejected_draft_cannot_be_approved_or_rejected_again()
    {
        var mention = await Mentions.OneAsync();
        var draft = await Replies.SaveDraftAsync(Given.Draft(mention.Number), default);
        var decision = new Decision("ann", Given.Noon, "wrong tone");

        await Replies.RejectAsync(draft.Id, 1, decision, default);

        Assert.That((await Replies.FindDraftAsync(draft.Id, default))!.State, Is.EqualTo(DraftState.Rejected));
        Assert.That(async () => await ApproveAsync(mention, draft), Throws.TypeOf<StaleWriteException>());
        Assert.That(async () => await Replies.RejectAsync(draft.Id, 1, decision, default), Throws.TypeOf<StaleWriteException>());
        Assert.That((await Mentions.ListAsync(new() { HasOpenDraft = true }, default)).Total, Is.Zero);
    }

    [Test]
    public async Task Cancelled_reply_opens_draft_and_mention_again()
    {
        var (mention, draft, reply) = await ApprovedAsync();

        var cancelled = await Replies.CancelAsync(reply.Reply.Id, "ann", "undo", Given.Noon, default);

        Assert.That(cancelled, Is.True);
        Assert.That((await Replies.FindReplyAsync(reply.Reply.Id, default))!.State, Is.EqualTo(ReplyState.Cancelled));
        Assert.That((await Replies.FindDraftAsync(draft.Id, default))!.State, Is.EqualTo(DraftState.Proposed));
        Assert.That((await Mentions.FindAsync(mention.Number, default))!.State, Is.EqualTo(MentionState.Open));
        Assert.That((await ApproveAsync(mention, draft)).State, Is.EqualTo(ReplyState.Approved));
    }

    [Test]
    public async Task Reply_that_is_being_sent_cannot_be_cancelled()
    {
        var sending = await SendingAsync();

        Assert.That(await Replies.CancelAsync(sending.Reply.Id, "ann", "undo", Given.Noon, default), Is.False);
    }

    [Test]
    public async Task Cancel_and_lease_at_once_never_both_win()
    {
        for (var i = 0; i < 20; i++)
        {
            var (_, _, reply) = await ApprovedAsync("m" + i);
            var id = reply.Reply.Id;

            var cancel = Replies.CancelAsync(id, "ann", null, Given.Noon, default);
            var begin = BeginIfDueAsync(id);

            Assert.That(await cancel, Is.Not.EqualTo(await begin), "one of the two, never both or none");
        }

        async Task<bool> BeginIfDueAsync(ReplyId id)
        {
            var leased = (await Replies.LeaseDueAsync(Given.Noon, TimeSpan.FromMinutes(1), 100, [], default)).SingleOrDefault(r => r.Reply.Id == id);
            return leased is not null && await Replies.BeginAttemptAsync(id, leased.Fence, Given.Noon, Given.Noon.AddMinutes(1), default) is not null;
        }
    }

    private static async Task<Exception?> Outcome(Task task)
    {
        try
        {
            await task;
            return null;
        }
        catch (StaleWriteException error)
        {
            return error;
        }
    }
}
