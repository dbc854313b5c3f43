using System.Globalization;
using System.Resources;
using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Storage;
using Listener.Worker.Tests.Support.Web;
using Listener.Worker.Web.Endpoints;
using Listener.Worker.Web.Inbox;
using Listener.Worker.Web.Text;

namespace Listener.Worker.Tests.Web;

/// <summary>A mention that was answered and then changed by the customer: shown as such, and answered once more.</summary>
public sealed class AnswerAgainTests
{
    private ConsoleHost host = null!;
    private PlainClient client = null!;
    private MentionNumber number;

    [SetUp]
    public async Task StartAsync()
    {
        host = await ConsoleHost.StartAsync(undo: TimeSpan.Zero);
        number = (await host.AddAsync(Seeds.One("m1", "Where is my parcel?")))[0];
        client = new PlainClient(host);
        await client.SignInAsync("ana");
        await ApproveAsync();
        await host.DeliverAsync();
    }

    [TearDown]
    public async Task StopAsync()
    {
        client.Dispose();
        await host.DisposeAsync();
    }

    [Test]
    public async Task An_answered_mention_takes_no_second_answer_until_the_customer_changes_it()
    {
        var answered = await PageAsync($"/mentions/{number}");
        await EditAsync();
        var changed = await PageAsync($"/mentions/{number}");

        Assert.That(answered, Does.Not.Contain("id=\"composer\"").And.Not.Contain("Changed since the answer"));
        Assert.That(changed, Does.Contain("id=\"composer\"").And.Contain("Changed since the answer"));
        Assert.That(await PageAsync("/"), Does.Contain($"id=\"row-{number}\"").And.Contain("Changed since the answer"));
    }

    [Test]
    public async Task The_second_answer_is_posted_and_the_mention_rests_again()
    {
        await EditAsync();

        await ApproveAsync();
        await host.DeliverAsync();

        Assert.That((await host.Replies.RepliesAsync(number, default)).Select(r => r.State), Is.EqualTo(new[] { ReplyState.Delivered, ReplyState.Delivered }));
        Assert.That((await host.Mentions.FindAsync(number, default))!.State, Is.EqualTo(MentionState.Pending));
        Assert.That(await PageAsync($"/mentions/{number}"), Does.Not.Contain("id=\"composer\"").And.Not.Contain("Changed since the answer"));
    }

    /// <summary>In a big public thread strangers write all the time; only the customer's own words stop an approval.</summary>
    [TestCase("stranger", ReplyState.Delivered)]
    [TestCase("kadri", null, Description = "the customer wrote again: the page says so first")]
    public async Task Only_what_the_customer_wrote_since_stops_an_approval(string handle, ReplyState? expected)
    {
        var asked = (await host.AddAsync(Seeds.One("m2", "And my refund?", thread: "t2")))[0];
        var seen = await SeenAsync(asked);
        await host.AddAsync(Seeds.One("m3", "Same here!", handle: handle, thread: "t2"));

        await client.PostAsync($"/mentions/{asked}/approve", "/", ("text", "We are looking into your refund."), ("seen", seen), ("draft", "0"), ("version", "0"));
        await host.DeliverAsync();

        Assert.That((await host.Replies.RepliesAsync(asked, default)).SingleOrDefault()?.State, Is.EqualTo(expected));
    }

    [TestCase(ReplyState.Delivered, 1, "It was sent")]
    [TestCase(ReplyState.Refused, 1, "refused")]
    [TestCase(ReplyState.NeedsPerson, 1, "waits for a person")]
    [TestCase(ReplyState.Cancelled, 0, "stopped already. Nothing was sent")]
    [TestCase(ReplyState.Cancelled, 1, "Given up")]
    [TestCase(ReplyState.ManualHandOff, 1, "by hand")]
    [TestCase(ReplyState.RetryLater, 1, "tried again")]
    [TestCase(ReplyState.Approved, 1, "tried again")]
    [TestCase(ReplyState.Sending, 1, "nobody knows yet")]
    [TestCase(ReplyState.Unknown, 1, "nobody knows yet")]
    [TestCase(ReplyState.Checking, 1, "nobody knows yet")]
    public async Task A_stop_that_comes_too_late_says_what_is_true_in_every_language(ReplyState state, int attempts, string expected)
    {
        var reply = (await host.Replies.RepliesAsync(number, default)).Single() with { State = state, Attempts = attempts };

        var said = ReplyDesk.WhyNotUndone(reply);

        Assert.That(said, Does.Contain(expected));
        Assert.That(SaidMessages.Find(SaidMessages.KeyOf(said)), Is.EqualTo(said));
        foreach (var language in new[] { "de", "es", "et", "ro", "tr" })
            Assert.That(new ResourceManager(ConsoleText.BaseName, typeof(ConsoleText).Assembly).GetResourceSet(CultureInfo.GetCultureInfo(language), true, false)!.GetString(said), Is.Not.Null, language);
    }

    [Test]
    public async Task A_stop_of_a_reply_that_was_stopped_already_says_so()
    {
        await EditAsync();
        await ApproveAsync();
        var reply = (await host.Replies.RepliesAsync(number, default))[^1].Reply.Id;
        await client.PostAsync($"/replies/{reply}/undo", "/");

        var again = await client.PostAsync($"/replies/{reply}/undo", "/");

        Assert.That(again.Headers.Location!.ToString(), Does.Contain("said=" + SaidMessages.KeyOf("It was stopped already. Nothing was sent.")));
    }

    private async Task<string> SeenAsync(MentionNumber mention) =>
        System.Text.RegularExpressions.Regex.Match(await PageAsync($"/mentions/{mention}"), "name=\"seen\" value=\"([^\"]+)\"").Groups[1].Value;

    private async Task EditAsync()
    {
        var seed = Seeds.One("m1", "It came, but it is broken.");
        await host.Mentions.SaveBatchAsync(
            host.Channel.Key, "mentions", new MentionPage([seed.Mention], new PollCursor("edited"), false, [], [], null), DateTimeOffset.UtcNow, default);
        await host.Mentions.SaveUnderstoodAsync([new UnderstoodMention(number, seed.Labels, seed.Routing, null)], default);
    }

    private async Task ApproveAsync()
    {
        var seen = await SeenAsync(number);
        var draft = (await host.Replies.DraftsAsync(number, default)).FirstOrDefault(d => d.State == DraftState.Proposed);
        await client.PostAsync(
            $"/mentions/{number}/approve", "/", ("text", $"We are looking into it, answer {await CountAsync()}."), ("seen", seen),
            ("draft", $"{draft?.Id.Value ?? 0}"), ("version", $"{draft?.Version ?? 0}"));
    }

    private async Task<int> CountAsync() => (await host.Replies.RepliesAsync(number, default)).Count + 1;

    private async Task<string> PageAsync(string path) => await (await client.GetAsync(path)).Content.ReadAsStringAsync();
}
