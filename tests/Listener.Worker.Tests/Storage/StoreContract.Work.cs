using Listener.Worker.Domain;
using Listener.Worker.Storage;

namespace Listener.Worker.Tests.Storage;

public abstract partial class StoreContract
{
    [Test]
    public async Task Snoozed_mention_wakes_when_its_time_has_come()
    {
        var mention = await Mentions.OneAsync();
        await Mentions.SetStateAsync(mention.Number, MentionState.Snoozed, Given.Noon.AddHours(1), "ann", Given.Noon, default);

        var early = await Mentions.WakeSnoozedAsync(Given.Noon.AddMinutes(59), default);
        var due = await Mentions.WakeSnoozedAsync(Given.Noon.AddHours(1), default);

        Assert.That(early, Is.Empty);
        Assert.That(due, Is.EqualTo(new[] { mention.Number }));
        var woken = (await Mentions.FindAsync(mention.Number, default))!;
        Assert.That((woken.State, woken.SnoozedUntil), Is.EqualTo((MentionState.Open, (DateTimeOffset?)null)));
        Assert.That(await Mentions.WakeSnoozedAsync(Given.Noon.AddHours(2), default), Is.Empty);
    }

    [Test]
    public async Task Work_on_an_unknown_mention_says_so()
    {
        var nobody = new MentionNumber(99);

        Assert.That(await Mentions.SetStateAsync(nobody, MentionState.Open, null, "ann", Given.Noon, default), Is.Null);
        Assert.That(await Mentions.AssignAsync(nobody, "ann", "ann", Given.Noon, default), Is.Null);
        Assert.That(await Mentions.FindAsync(nobody, default), Is.Null);
        Assert.That(async () => await Mentions.AddNoteAsync(new Note(0, nobody, "ann", Given.Noon, "x"), default), Throws.TypeOf<StaleWriteException>());
    }

    [Test]
    public async Task Assigning_nobody_takes_the_assignment_back()
    {
        var mention = await Mentions.OneAsync();

        var assigned = await Mentions.AssignAsync(mention.Number, "ann", "bob", Given.Noon, default);
        var unassigned = await Mentions.AssignAsync(mention.Number, null, "bob", Given.Noon, default);

        Assert.That((assigned!.Assignee, unassigned!.Assignee), Is.EqualTo(("ann", (string?)null)));
    }

    [Test]
    public async Task Notes_come_back_oldest_first()
    {
        var mention = await Mentions.OneAsync();

        await Mentions.AddNoteAsync(new Note(0, mention.Number, "ann", Given.Noon, "first"), default);
        await Mentions.AddNoteAsync(new Note(0, mention.Number, "bob", Given.Noon, "second"), default);

        Assert.That((await Mentions.NotesAsync(mention.Number, default)).Select(n => n.Text), Is.EqualTo(new[] { "first", "second" }));
    }

    [Test]
    public async Task Thread_holds_its_mentions_oldest_first()
    {
        await Mentions.SaveAsync(
            Given.Mention("root", postedAt: Given.Noon.AddHours(-3)),
            Given.Mention("answer", thread: "root", postedAt: Given.Noon.AddHours(-1)),
            Given.Mention("between", thread: "root", postedAt: Given.Noon.AddHours(-2)),
            Given.Mention("elsewhere"));

        var thread = await Mentions.ThreadAsync(Given.Mention("x", thread: "root").Conversation, default);

        Assert.That(thread.Select(m => m.Mention.Id.NativeId), Is.EqualTo(new[] { "root", "between", "answer" }));
    }

    [Test]
    public async Task Long_thread_shows_its_newest_and_counts_all_of_its_customer()
    {
        var crowd = Enumerable.Range(0, 250).Select(i => Given.Mention($"s{i:000}", author: $"stranger{i}", thread: "root", postedAt: Given.Noon.AddMinutes(i)));
        await Mentions.SaveAsync([Given.Mention("root", postedAt: Given.Noon.AddHours(-3)), .. crowd]);
        await Mentions.SaveBatchAsync(
            Given.Channel, "brand", Given.Page("c2", Given.Mention("again", thread: "root", postedAt: Given.Noon.AddHours(9)), Given.Mention("elsewhere")), Given.Noon.AddHours(9), default);
        var root = (await Mentions.FindAsync(new MentionId(Given.Channel, "root"), default))!;

        var thread = await Mentions.ThreadAsync(root.Mention.Conversation, default);

        Assert.That((thread.Count, thread[^1].Mention.Id.NativeId, thread[0].Mention.Id.NativeId), Is.EqualTo((200, "again", "s051")));
        Assert.That(await Mentions.CountByCustomerAsync(root, null, null, default), Is.EqualTo(2));
        Assert.That(await Mentions.CountByCustomerAsync(root, Given.Noon.AddHours(1), null, default), Is.EqualTo(1));
        Assert.That(await Mentions.CountByCustomerAsync(root, Given.Noon.AddHours(9), null, default), Is.Zero);
        Assert.That(await Mentions.CountByCustomerAsync(root, Given.Noon.AddHours(1), Given.Noon.AddHours(1), default), Is.Zero);
    }

    [Test]
    public async Task Mentions_of_an_author_come_newest_first()
    {
        await Mentions.SaveAsync(
            Given.Mention("a1", postedAt: Given.Noon.AddHours(-3)), Given.Mention("b1", author: "bob"),
            Given.Mention("a2", postedAt: Given.Noon.AddHours(-2)), Given.Mention("a3", postedAt: Given.Noon.AddHours(-1)));

        var found = await Mentions.ByAuthorAsync(Given.Channel, "id-alice", 2, default);

        Assert.That(found.Select(m => m.Mention.Id.NativeId), Is.EqualTo(new[] { "a3", "a2" }));
    }

    [Test]
    public async Task All_mentions_come_in_number_order_within_their_time()
    {
        await Mentions.SaveAsync([.. Enumerable.Range(0, 1_201).Select(i => Given.Mention("m" + i, postedAt: Given.Noon.AddMinutes(-i)))]);

        var seen = new List<StoredMention>();
        await foreach (var mention in Mentions.AllAsync(Given.Noon.AddMinutes(-1_199), Given.Noon, default))
            seen.Add(mention);

        Assert.That(seen.Select(m => m.Mention.Id.NativeId), Is.EqualTo(Enumerable.Range(1, 1_199).Select(i => "m" + i)));
    }
}
