using System.Globalization;
using System.Resources;
using Listener.Worker.Domain;
using Listener.Worker.Pipeline;
using Listener.Worker.Tests.Support.Web;
using Listener.Worker.Web.Endpoints;
using Listener.Worker.Web.Inbox;
using Listener.Worker.Web.Text;

namespace Listener.Worker.Tests.Web;

/// <summary>A stop that comes too late is told what became of the reply instead.</summary>
public sealed class StopTooLateTests
{
    private ConsoleHost host = null!;
    private PlainClient client = null!;
    private MentionNumber number;

    [SetUp]
    public async Task StartAsync()
    {
        host = await ConsoleHost.StartAsync(undo: TimeSpan.FromMinutes(1));
        number = (await host.AddAsync(Seeds.One("m1", "Where is my parcel?")))[0];
        client = new PlainClient(host);
        await client.SignInAsync("ana");
        var page = await (await client.GetAsync($"/mentions/{number}")).Content.ReadAsStringAsync();
        var seen = System.Text.RegularExpressions.Regex.Match(page, "name=\"seen\" value=\"([^\"]+)\"").Groups[1].Value;
        await client.PostAsync($"/mentions/{number}/approve", "/", ("text", "We are looking into it."), ("seen", seen), ("draft", "0"), ("version", "0"));
    }

    [TearDown]
    public async Task StopAsync()
    {
        client.Dispose();
        await host.DisposeAsync();
    }

    [TestCase(ReplyState.Delivered, 1, "It was sent")]
    [TestCase(ReplyState.Refused, 1, "refused")]
    [TestCase(ReplyState.NeedsPerson, 1, "waits for a person")]
    [TestCase(ReplyState.Cancelled, 0, "stopped already. Nothing was sent")]
    [TestCase(ReplyState.Cancelled, 1, "stopped already. Nothing was sent", Description = "surely refused each time, then stopped")]
    [TestCase(ReplyState.Cancelled, 1, "Given up")]
    [TestCase(ReplyState.ManualHandOff, 1, "by hand")]
    [TestCase(ReplyState.RetryLater, 1, "tried again")]
    [TestCase(ReplyState.Approved, 1, "tried again")]
    [TestCase(ReplyState.Sending, 1, "nobody knows yet")]
    [TestCase(ReplyState.Unknown, 1, "nobody knows yet")]
    [TestCase(ReplyState.Checking, 1, "nobody knows yet")]
    public async Task It_says_what_is_true_in_every_language(ReplyState state, int attempts, string expected)
    {
        var reply = (await host.Replies.RepliesAsync(number, default)).Single() with
        {
            State = state, Attempts = attempts, Detail = expected == "Given up" ? DecideDoubt.GivenUp : null,
        };

        var said = ReplyDesk.WhyNotUndone(reply);

        Assert.That(said, Does.Contain(expected));
        Assert.That(SaidMessages.Find(SaidMessages.KeyOf(said)), Is.EqualTo(said));
        foreach (var language in new[] { "de", "es", "et", "ro", "tr" })
            Assert.That(new ResourceManager(ConsoleText.BaseName, typeof(ConsoleText).Assembly).GetResourceSet(CultureInfo.GetCultureInfo(language), true, false)!.GetString(said), Is.Not.Null, language);
    }

    [Test]
    public async Task A_reply_that_the_network_only_put_off_is_stopped_from_its_page()
    {
        var id = (await host.Replies.RepliesAsync(number, default)).Single().Reply.Id;
        var now = DateTimeOffset.UtcNow.AddMinutes(2);
        var leased = (await host.Replies.LeaseDueAsync(now, TimeSpan.FromMinutes(2), 1, [], default)).Single();
        await host.Replies.BeginAttemptAsync(id, leased.Fence, now, now.AddMinutes(2), default);
        await host.Replies.SettleAsync(id, leased.Fence, new(ReplyState.RetryLater, now, Draft.ProductAuthor, now.AddHours(1), Detail: "the network asks for a pause"), default);

        var page = await (await client.GetAsync($"/mentions/{number}")).Content.ReadAsStringAsync();
        await client.PostAsync($"/replies/{id}/undo", "/");
        var after = await (await client.GetAsync($"/mentions/{number}")).Content.ReadAsStringAsync();

        Assert.That(page, Does.Contain("Stop this reply"));
        Assert.That((await host.Replies.FindReplyAsync(id, default))!.State, Is.EqualTo(ReplyState.Cancelled));
        Assert.That(after, Does.Contain("Stopped; nothing of it stands on the network").And.Contain("id=\"composer\""));
    }

    [TestCase("example.com/post/1", ReplyState.NeedsPerson)] // an address without its scheme is what people paste
    [TestCase("javascript:alert(1)", ReplyState.NeedsPerson)]
    [TestCase(" https://example.com/post/1 ", ReplyState.Delivered)]
    [TestCase("", ReplyState.Delivered)]
    public async Task An_address_that_is_none_settles_nothing(string address, ReplyState expected)
    {
        var id = (await host.Replies.RepliesAsync(number, default)).Single().Reply.Id;
        var now = DateTimeOffset.UtcNow.AddMinutes(2);
        var leased = (await host.Replies.LeaseDueAsync(now, TimeSpan.FromMinutes(2), 1, [], default)).Single();
        await host.Replies.SettleAsync(id, leased.Fence, new(ReplyState.NeedsPerson, now, Draft.ProductAuthor, Detail: "look"), default);

        var answer = await client.PostAsync($"/replies/{id}/there", "/", ("permalink", address));

        Assert.That((await host.Replies.FindReplyAsync(id, default))!.State, Is.EqualTo(expected));
        Assert.That(SaidMessages.Find(answer.Headers.Location!.ToString().Split("said=")[1]), expected == ReplyState.Delivered ? Does.StartWith("Thank you") : Does.StartWith("This is no web address"));
    }

    [Test]
    public async Task A_second_stop_says_that_it_was_stopped_already()
    {
        var reply = (await host.Replies.RepliesAsync(number, default)).Single().Reply.Id;
        await client.PostAsync($"/replies/{reply}/undo", "/");

        var again = await client.PostAsync($"/replies/{reply}/undo", "/");

        Assert.That(again.Headers.Location!.ToString(), Does.Contain("said=" + SaidMessages.KeyOf("It was stopped already. Nothing was sent.")));
    }
}
