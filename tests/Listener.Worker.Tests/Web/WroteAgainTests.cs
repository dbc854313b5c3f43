using System.Text.RegularExpressions;
using Listener.Worker.Domain;
using Listener.Worker.Tests.Support.Web;

namespace Listener.Worker.Tests.Web;

/// <summary>In a big public thread strangers write all the time; only the customer's own words stop an approval.</summary>
public sealed class WroteAgainTests
{
    [TestCase("stranger", ReplyState.Delivered)]
    [TestCase("kadri", null, Description = "the customer wrote again: the page says so first")]
    public async Task Only_what_the_customer_wrote_since_stops_an_approval(string handle, ReplyState? expected)
    {
        await using var host = await ConsoleHost.StartAsync(undo: TimeSpan.Zero);
        using var client = new PlainClient(host);
        await client.SignInAsync("ana");
        var asked = (await host.AddAsync(Seeds.One("m2", "And my refund?", thread: "t2")))[0];
        var page = await (await client.GetAsync($"/mentions/{asked}")).Content.ReadAsStringAsync();
        await host.AddAsync(Seeds.One("m3", "Same here!", handle: handle, thread: "t2"));

        await client.PostAsync(
            $"/mentions/{asked}/approve", "/", ("text", "We are looking into your refund."),
            ("seen", Regex.Match(page, "name=\"seen\" value=\"([^\"]+)\"").Groups[1].Value), ("draft", "0"), ("version", "0"));
        await host.DeliverAsync();

        Assert.That((await host.Replies.RepliesAsync(asked, default)).SingleOrDefault()?.State, Is.EqualTo(expected));
    }

    /// <summary>The queue shows neither thread nor notes, so what came after the draft is asked about before it is overridden.</summary>
    [TestCase("note of a colleague", false)]
    [TestCase("own note", true)]
    [TestCase("message", false)]
    [TestCase("nothing", true)]
    public async Task Approving_from_the_queue_stops_at_what_came_after_the_draft(string what, bool approved)
    {
        await using var host = await ConsoleHost.StartAsync(undo: TimeSpan.Zero);
        using var client = new PlainClient(host);
        await client.SignInAsync("ana");
        var asked = (await host.AddAsync(Seeds.One("m2", "And my refund?", thread: "t2")))[0];
        if (what == "message")
            await host.AddAsync(Seeds.One("m3", "Hello?", draft: null, thread: "t2"));
        else if (what != "nothing")
            await host.Mentions.AddNoteAsync(new Note(0, asked, what == "own note" ? "ana" : "ben", DateTimeOffset.UtcNow.AddSeconds(1), "Do not answer, legal is on it."), default);

        var queue = await (await client.GetAsync("/approvals")).Content.ReadAsStringAsync();
        var draft = (await host.Replies.DraftsAsync(asked, default)).Single();
        var seen = Regex.Match(queue, $"name=\"draft\" value=\"{draft.Id.Value}\".*?name=\"seen\" value=\"([^\"]+)\"", RegexOptions.Singleline).Groups[1].Value;
        await client.PostAsync(
            $"/mentions/{asked}/approve", "/", ("text", draft.Text), ("seen", seen), ("draft", $"{draft.Id.Value}"), ("version", $"{draft.Version}"), ("return", "/approvals"));

        Assert.That((await host.Replies.RepliesAsync(asked, default)).Count, Is.EqualTo(approved ? 1 : 0));
    }
}
