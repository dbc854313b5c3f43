using Listener.Worker.Channels;
using Listener.Worker.Digests;
using Listener.Worker.Domain;
using Listener.Worker.Pipeline;
using Listener.Worker.Storage;
using Listener.Worker.Web.Operations;

namespace Listener.Worker.Tests.Storage;

// What reports add up in the store equals what the mentions themselves add up to: unread, unsure, spam, edited, gone, resolved, answered,
// overdue; and what a channel could not read.
public abstract partial class StoreContract
{
    private static readonly string[] SomeTopics = ["delivery", "price"];

    [Test]
    public async Task A_report_of_the_store_equals_one_of_the_mentions_themselves()
    {
        await FillForReportsAsync(400);
        var (from, to) = (Given.Noon.AddDays(-20), Given.Noon.AddDays(-2));
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Tallinn");

        var (stored, counted) = (new ReportTally(zone, Given.Noon), new ReportTally(zone, Given.Noon));
        await Mentions.ReadForReportAsync(from, to, stored.Add, default);
        var mentions = new List<StoredMention>();
        await foreach (var mention in Mentions.AllAsync(from, to, default))
            mentions.Add(mention);
        mentions.ForEach(m => counted.Add(RowOf(m)));

        Assert.That(stored.Total, Is.GreaterThan(100));
        Assert.That(Figures(stored), Is.EqualTo(Figures(counted)));
        // The digest counts by its own way; both must agree on what "answered in target" means, and how long people waited.
        var needed = new DigestMentions(from);
        var routed = mentions.Where(m => m.Routing is not null && m.Classification?.Intent != Intent.Spam).Select(needed.Of).ToList();
        Assert.That(stored.InTargetShare, Is.EqualTo(ResponseRows.InTargetOf(routed, Given.Noon)));
        Assert.That(stored.Waits, Is.EqualTo(routed.Select(m => ResponseRows.WaitOf(m, Given.Noon)).OfType<Wait>().Order()));
    }

    [Test]
    public async Task A_short_period_of_a_long_history_is_counted_exactly()
    {
        await FillForReportsAsync(200);
        var (from, to) = (Given.Noon.AddDays(-3), Given.Noon.AddDays(-2));
        var expected = 0;
        await foreach (var _ in Mentions.AllAsync(from, to, default))
            expected++;

        var counted = 0;
        await Mentions.ReadForReportAsync(from, to, _ => counted++, default);

        Assert.That(counted, Is.EqualTo(expected).And.GreaterThan(0));
    }

    [TestCase(MentionSort.Due)]
    [TestCase(MentionSort.Newest)]
    [TestCase(MentionSort.Oldest)]
    [TestCase(MentionSort.Priority)]
    public async Task The_end_of_a_list_holds_its_last_rows_in_the_same_order(MentionSort sort)
    {
        await FillForReportsAsync(60);
        var all = await Mentions.ListAsync(new() { Sort = sort, PageSize = 500 }, default);

        var end = await Mentions.ListAsync(new() { Sort = sort, PageSize = 7, FromEnd = true, After = "12.3" }, default);

        Assert.That(end.Items.Select(i => i.Mention.Number), Is.EqualTo(all.Items.TakeLast(7).Select(i => i.Mention.Number)));
        Assert.That((end.Total, end.Next), Is.EqualTo((60, (string?)null)));
    }

    [Test]
    public async Task What_a_channel_could_not_read_comes_newest_first_with_its_count()
    {
        var other = new ChannelKey("other");
        for (var day = 0; day < 5; day++)
        {
            var page = Given.Page("c" + day) with { Quarantined = [new QuarantinedItem($"line {day}", "no text", "a;b"), new QuarantinedItem($"line {day}b", "no id", "")] };
            await Mentions.SaveBatchAsync(Given.Channel, "brand", page, Given.Noon.AddDays(day), default);
        }

        var kept = await Mentions.QuarantineAsync(Given.Channel, Given.Noon.AddDays(2), 3, default);

        Assert.That(kept.Total, Is.EqualTo(6));
        Assert.That(kept.Items.Select(i => i.Item.Where), Is.EqualTo(new[] { "line 4b", "line 4", "line 3b" }));
        Assert.That((await Mentions.QuarantineAsync(other, Given.Noon, 3, default)).Total, Is.Zero);
    }

    private async Task FillForReportsAsync(int count)
    {
        var random = new Random(7);
        var mentions = Enumerable.Range(0, count).Select(i => Given.Mention("r" + i, postedAt: Given.Noon.AddMinutes(-random.Next(30 * 1440)))).ToArray();
        var saved = await Mentions.SaveAsync(mentions);
        foreach (var number in saved.Added.Where(n => n.Value % 9 != 0))
        {
            var labels = Given.Classification((SentimentLabel)random.Next(3), (Intent)random.Next(9), random.Next(2) == 0 ? "de" : "et", unsure: random.Next(5) == 0, topic: null)
                with { Topics = SomeTopics.Where(_ => random.Next(2) == 0).ToDictionary(t => t, _ => 0.6), IntentUnsure = random.Next(6) == 0 };
            var owed = random.Next(4) != 0;
            var posted = mentions[(int)number.Value - 1].PostedAt;
            await Mentions.UnderstandAsync(number, labels, Given.Routing((Priority)random.Next(4), owed ? posted.AddHours(random.Next(1, 24)) : null, owed));
            await CloseSomeAsync(number, random.Next(6));
        }
        var gone = Given.Page("c2", [.. mentions.Take(15).Select(m => m with { Text = "changed", Version = "v2" })]) with { Removed = [.. mentions.Skip(15).Take(25).Select(m => m.Id.NativeId)] };
        await Mentions.SaveBatchAsync(Given.Channel, "brand", gone, Given.Noon, default);
    }

    private async Task CloseSomeAsync(MentionNumber number, int fate)
    {
        var stored = (await Mentions.FindAsync(number, default))!;
        if (fate == 0)
            await Mentions.SetStateAsync(number, MentionState.Resolved, null, "ann", Given.Noon, default);
        if (fate is not (1 or 2))
            return;
        var draft = await Replies.SaveDraftAsync(Given.Draft(number), default);
        var reply = await ApproveAsync(stored, draft);
        var fence = (await Replies.LeaseDueAsync(Given.Noon, TimeSpan.FromMinutes(1), 5, [], default)).Single().Fence;
        var at = stored.Mention.PostedAt.AddMinutes(number.Value % 300);
        await Replies.BeginAttemptAsync(reply.Reply.Id, fence, Given.Noon, Given.Noon.AddMinutes(1), default);
        await Replies.SettleAsync(reply.Reply.Id, fence, new Settlement(ReplyState.Delivered, at, "Listener", NativeId: "n" + number), default);
    }

    private static ReportRow RowOf(StoredMention m) => new(
        m.Mention.Id.Channel.Value, m.Mention.PostedAt, m.Classification is { SentimentUnsure: false } sure ? sure.Sentiment : null, m.Classification?.Intent,
        m.Classification?.Language, [.. m.Classification?.Topics.Keys ?? []], m.Routing?.Priority, m.Routing?.NeedsAnswer == true, m.Routing?.DueAt,
        m.FirstRespondedAt, m.State == MentionState.Resolved || m.GoneAt is not null);

    // Everything the page shows, as one text.
    private static string Figures(ReportTally tally) => string.Join('\n',
    [
        $"{tally.Total} {tally.Unsure} {tally.Negative} {tally.InTarget} {tally.Decided} {tally.Owed} {tally.Answered}",
        .. tally.Days.OrderBy(d => d.Key).Select(d => $"{d.Key:O} {d.Value.Negative} {d.Value.Neutral} {d.Value.Positive} {d.Value.Unsure}"),
        .. new[] { tally.Intents, tally.Topics, tally.Languages, tally.Channels }.SelectMany(n => n.OrderBy(c => c.Key, StringComparer.Ordinal)).Select(c => $"{c.Key} {c.Value.Count} {c.Value.Sure} {c.Value.Negative}"),
        .. tally.Response.Select(r => $"{r.Channel} {r.Priority} {r.InTarget} {string.Join(' ', r.Waits)}"),
    ]);
}
