using Listener.Worker.Domain;
using Listener.Worker.Storage;

namespace Listener.Worker.Tests.Storage;

public abstract partial class StoreContract
{
    private static IEnumerable<TestCaseData> Filters()
    {
        // Each is matched by mention "a" and not by "b" of the test below.
        yield return Case("channel", new() { Channels = ["demo-main", "nobody"] });
        yield return Case("sentiment", new() { Sentiments = [SentimentLabel.Negative] });
        yield return Case("intent", new() { Intents = [Intent.Complaint, Intent.Request] });
        yield return Case("language", new() { Languages = ["de"] });
        yield return Case("state", new() { States = [MentionState.Pending, MentionState.Open] });
        yield return Case("priority", new() { Priorities = [Priority.Urgent] });
        yield return Case("topic", new() { Topics = ["delivery", "price_promo"] });
        yield return Case("flag", new() { Flags = ["churn"] });
        yield return Case("assignee", new() { Assignee = "ann" });
        yield return Case("due", new() { DueBefore = Given.Noon.AddHours(2) });
        yield return Case("needs answer", new() { NeedsAnswer = true });
        yield return Case("open draft", new() { HasOpenDraft = true });
        yield return Case("unsure", new() { Unsure = true });
        yield return Case("from", new() { From = Given.Noon.AddHours(-1) });
        yield return Case("search", new() { Search = "parcel" });
        yield return Case("all at once", new()
        {
            Channels = ["demo-main"], Sentiments = [SentimentLabel.Negative], Languages = ["de"], Topics = ["delivery"], Flags = ["churn"],
            Search = "parcel", From = Given.Noon.AddHours(-1), To = Given.Noon, Assignee = "ann", Unsure = true,
        });

        static TestCaseData Case(string name, MentionFilter filter) => new TestCaseData(filter).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Filters))]
    public async Task Filter_finds_what_it_names_and_counts_it(MentionFilter filter)
    {
        var other = new ChannelKey("demo-other");
        var a = (await Mentions.SaveAsync(Given.Mention("a", "The parcel is late", postedAt: Given.Noon.AddMinutes(-5)))).Added[0];
        var b = (await Mentions.SaveBatchAsync(
            other, "brand", Given.Page("c", Given.Mention("b", "Lovely shop", channel: other, postedAt: Given.Noon.AddDays(-2))), Given.Noon, default)).Added[0];
        await Mentions.UnderstandAsync(
            a, Given.Classification(language: "de", unsure: true, flag: "churn"), Given.Routing(Priority.Urgent, Given.Noon.AddHours(1)), draft: true);
        await Mentions.UnderstandAsync(
            b, Given.Classification(SentimentLabel.Positive, Intent.Praise, topic: "staff_service"), Given.Routing(Priority.Low, Given.Noon.AddHours(9), false));
        await Mentions.SetStateAsync(a, MentionState.Open, null, "ann", Given.Noon, default);
        await Mentions.AssignAsync(a, "ann", "ann", Given.Noon, default);

        foreach (var sort in Enum.GetValues<MentionSort>())
        {
            var list = await Mentions.ListAsync(filter with { Sort = sort }, default);

            Assert.That(list.Items.Select(i => i.Mention.Number), Is.EqualTo(new[] { a }), sort.ToString());
            Assert.That(list.Total, Is.EqualTo(1));
            Assert.That(list.Next, Is.Null);
        }
        Assert.That(await Mentions.CountAsync([filter, new()], default), Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public async Task Closed_reply_window_leaves_the_answerable_lists_and_their_counts()
    {
        var saved = await Mentions.SaveAsync(
            Until("open", Given.Noon.AddHours(1)), Until("shut", Given.Noon), Until("resolved", Given.Noon),
            Given.Mention("by hand") with { Eligibility = ReplyEligibility.ManualOnly("no API") });
        foreach (var number in saved.Added)
            await Mentions.UnderstandAsync(number, routing: Given.Routing(due: Given.Noon.AddHours(-1)), draft: true);
        await Mentions.SetStateAsync(saved.Added[2], MentionState.Resolved, null, "ann", Given.Noon, default);
        MentionFilter[] filters =
        [
            new() { States = [MentionState.New], NeedsAnswer = true, AnswerableAt = Given.Noon }, new() { States = [MentionState.New], DueBefore = Given.Noon, AnswerableAt = Given.Noon },
            new() { States = [MentionState.New], HasOpenDraft = true, Search = "parcel", AnswerableAt = Given.Noon }, new() { AnswerableAt = Given.Noon },
        ];

        var counts = await Mentions.CountAsync(filters, default);

        Assert.That(counts, Is.EqualTo(new[] { 2, 2, 2, 2 }));
        foreach (var filter in filters)
        {
            var list = await Mentions.ListAsync(filter, default);
            Assert.That((list.Items.Select(i => i.Mention.Mention.Id.NativeId).Order(StringComparer.Ordinal), list.Total), Is.EqualTo((new[] { "by hand", "open" }, 2)));
        }
    }

    [Test]
    public async Task An_edit_that_brings_a_new_reply_window_brings_the_mention_back()
    {
        MentionFilter filter = new() { States = [MentionState.New], AnswerableAt = Given.Noon };
        await Mentions.SaveAsync(Until("m", Given.Noon));
        var before = await Mentions.CountAsync([filter], default);

        await Mentions.SaveAsync(Until("m", Given.Noon.AddHours(1)) with { Text = "The parcel came, open", Version = "v2" });

        Assert.That((before[0], (await Mentions.CountAsync([filter], default))[0]), Is.EqualTo((0, 1)));
    }

    private static Mention Until(string id, DateTimeOffset ends) => Given.Mention(id) with { Eligibility = ReplyEligibility.Until(ends) };

    [Test]
    public async Task Empty_assignee_means_unassigned()
    {
        var saved = await Mentions.SaveAsync(Given.Mention("a"), Given.Mention("b"));
        await Mentions.AssignAsync(saved.Added[0], "ann", "bob", Given.Noon, default);

        var list = await Mentions.ListAsync(new() { Assignee = "" }, default);

        Assert.That(list.Items.Single().Mention.Number, Is.EqualTo(saved.Added[1]));
    }

    [Test]
    public async Task Answered_mention_is_no_longer_overdue()
    {
        var sending = await SendingAsync();
        await Mentions.UnderstandAsync(sending.Reply.Mention);

        await Replies.SettleAsync(sending.Reply.Id, sending.Fence, new(ReplyState.Delivered, Given.Noon, "Listener", NativeId: "r1"), default);

        Assert.That((await Mentions.ListAsync(new() { DueBefore = Given.Noon.AddDays(9) }, default)).Total, Is.Zero);
    }

    [TestCase(MentionSort.Due, new[] { 2, 1, 3, 0, 4 })]
    [TestCase(MentionSort.Newest, new[] { 4, 3, 2, 1, 0 })]
    [TestCase(MentionSort.Oldest, new[] { 0, 1, 2, 3, 4 })]
    [TestCase(MentionSort.Priority, new[] { 3, 0, 2, 1, 4 })]
    public async Task Pages_follow_the_order_without_gap_or_repeat(MentionSort sort, int[] expected)
    {
        // 4 is not understood yet: it has no due time and no priority. 1 is resolved: it keeps its place in the order.
        var saved = await Mentions.SaveAsync([.. Enumerable.Range(0, 5).Select(i => Given.Mention("m" + i, postedAt: Given.Noon.AddHours(i - 9)))]);
        (Priority Priority, int? Hours)[] routes = [(Priority.High, null), (Priority.Low, 2), (Priority.Medium, 1), (Priority.Urgent, 3)];
        foreach (var (number, route) in saved.Added.Zip(routes))
            await Mentions.UnderstandAsync(number, routing: Given.Routing(route.Priority, route.Hours is { } h ? Given.Noon.AddHours(h) : null));
        await Mentions.SetStateAsync(saved.Added[1], MentionState.Resolved, null, "ann", Given.Noon, default);

        var seen = new List<MentionNumber>();
        string? next = null;
        do
        {
            var page = await Mentions.ListAsync(new() { Sort = sort, PageSize = 2, After = next }, default);
            Assert.That(page.Total, Is.EqualTo(5));
            seen.AddRange(page.Items.Select(i => i.Mention.Number));
            next = page.Next;
        }
        while (next is not null);

        Assert.That(seen, Is.EqualTo(expected.Select(i => saved.Added[i])));
    }

    [Test]
    public async Task Equal_keys_are_parted_by_number()
    {
        var saved = await Mentions.SaveAsync([.. Enumerable.Range(0, 7).Select(i => Given.Mention("m" + i))]);

        var first = await Mentions.ListAsync(new() { PageSize = 3 }, default);
        var second = await Mentions.ListAsync(new() { PageSize = 4, After = first.Next }, default);

        Assert.That(first.Items.Concat(second.Items).Select(i => i.Mention.Number), Is.EqualTo(saved.Added));
        Assert.That(second.Next, Is.Null);
    }

    [TestCase("nonsense")]
    [TestCase("1.")]
    [TestCase("1.2.3")]
    [TestCase("9999999999999999999999.1")]
    public async Task Foreign_cursor_gives_the_first_page(string after)
    {
        await Mentions.OneAsync();

        Assert.That((await Mentions.ListAsync(new() { After = after }, default)).Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Row_shows_open_draft_last_reply_and_claim()
    {
        var (mention, _, _) = await ApprovedAsync();
        await Replies.SaveDraftAsync(Given.Draft(mention.Number), default);
        var claim = await Replies.ClaimAsync(mention.Number, "bob", TimeSpan.FromDays(36_500), false, Given.Noon, default);

        var row = (await Mentions.ListAsync(new(), default)).Items.Single();

        Assert.That(row.DraftState, Is.EqualTo(DraftState.Proposed));
        Assert.That(row.ReplyState, Is.EqualTo(ReplyState.Approved));
        Assert.That(row.Claim, Is.EqualTo(claim));
    }
}
