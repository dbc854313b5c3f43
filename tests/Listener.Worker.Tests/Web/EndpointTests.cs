using Listener.Worker.Domain;
using Listener.Worker.Tests.Support.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Listener.Worker.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Listener.Worker.Tests.Web;

/// <summary>What holds for all addresses of the console, and the live stream.</summary>
public sealed class EndpointTests
{
    [Test]
    public async Task Only_sign_in_and_set_up_are_open_to_anybody()
    {
        await using var host = await ConsoleHost.StartAsync();

        var routes = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();
        var open = routes.Where(r => r.Metadata.GetMetadata<IAllowAnonymous>() is not null).Select(r => r.RoutePattern.RawText).Distinct();
        var unguarded = routes.Where(r => r.Metadata.GetMetadata<IAllowAnonymous>() is null && r.Metadata.GetMetadata<IAuthorizeData>() is null);

        Assert.That(open, Is.EquivalentTo(new[] { "/setup", "/login", "/login/link" }));
        Assert.That(unguarded, Is.Empty);
    }

    [Test]
    public async Task The_live_stream_tells_numbers_and_resumes_after_the_last_one()
    {
        await using var host = await ConsoleHost.StartAsync();
        using var client = new PlainClient(host);
        await client.SignInAsync("ana");
        var number = (await host.AddAsync(Seeds.One("secret", "A very private sentence."))).Single();
        await host.Mentions.AssignAsync(number, "ana", "ana", DateTimeOffset.UtcNow, default);

        using var stream = await client.StreamAsync("/events?after=0");
        var text = await stream.ReadUntilAsync("mention-changed");

        Assert.That(text, Does.Contain($"\"mention\":{number}").And.Contain("mention-added"));
        Assert.That(text, Does.Not.Contain("private"));
        Assert.That(text, Does.Match("id: [0-9]+\\ndata: "));
    }

    [Test]
    public async Task A_huge_or_broken_form_is_refused_and_changes_nothing()
    {
        await using var host = await ConsoleHost.StartAsync();
        var number = (await host.AddAsync(Seeds.One("m", "A question?"))).Single();
        using var client = new PlainClient(host);
        await client.SignInAsync("ana");

        var note = await client.PostAsync($"/mentions/{number}/notes", "/", ("text", new string('x', 6000)));
        var label = await client.PostAsync($"/mentions/{number}/labels", "/", ("field", "sentiment"), ("value", "furious"));
        var snooze = await client.PostAsync($"/mentions/{number}/snooze", "/", ("for", "ever"));
        var reject = await client.PostAsync($"/mentions/{number}/reject", "/", ("reason", "because"));
        var nobody = await client.PostAsync($"/mentions/{number}/assign", "/", ("assignee", "nobody-like-this"));
        var nul = await client.PostAsync($"/mentions/{number}/notes", "/", ("text", "a\0b"));
        using var stranger = new PlainClient(host);
        var nulOfAStranger = await stranger.PostAsync("/login", null, ("name", "a\0b"), ("password", "x"));
        var unknown = await client.PostAsync("/mentions/999999/resolve", "/", ("return", "/"));

        Assert.That(new[] { note, label, snooze, reject, nobody, nul, nulOfAStranger }.Select(a => (int)a.StatusCode), Is.All.EqualTo(400));
        Assert.That((int)unknown.StatusCode, Is.EqualTo(404));
        var stored = (await host.Mentions.FindAsync(number, default))!;
        Assert.That((stored.State, stored.Assignee), Is.EqualTo((MentionState.New, (string?)null)));
    }

    [Test]
    public async Task A_draft_is_approved_only_as_an_answer_to_its_own_mention()
    {
        await using var host = await ConsoleHost.StartAsync();
        var numbers = await host.AddAsync(Seeds.Morning());
        var draft = (await host.Replies.DraftsAsync(numbers[0], default)).Single();
        using var client = new PlainClient(host);
        await client.SignInAsync("ana");

        var answer = await client.PostAsync($"/mentions/{numbers[1]}/approve", "/", ("draft", $"{draft.Id}"), ("version", "1"), ("text", draft.Text));

        Assert.That((int)answer.StatusCode, Is.EqualTo(409));
        Assert.That((await host.Replies.DraftsAsync(numbers[0], default)).Single().State, Is.EqualTo(DraftState.Proposed));
    }

    [TestCase("approve")]
    [TestCase("draft")]
    public async Task A_text_that_is_too_long_is_refused_and_comes_back_whole(string action)
    {
        await using var host = await ConsoleHost.StartAsync();
        var number = (await host.AddAsync(Seeds.One("m", "A question?"))).Single();
        using var client = new PlainClient(host);
        await client.SignInAsync("ana");

        var answer = await client.PostAsync($"/mentions/{number}/{action}", "/", ("text", new string('x', 20_000) + "end"));

        var page = await answer.Content.ReadAsStringAsync();
        Assert.That((int)answer.StatusCode, Is.EqualTo(409));
        Assert.That(page, Does.Contain("xend").And.Contain("The text has 20003 characters; 20000 can be stored."));
        Assert.That(await host.Replies.DraftsAsync(number, default), Has.Count.EqualTo(1), "the proposal alone");
    }

    [Test]
    public async Task A_store_that_takes_nothing_says_so_and_gives_the_text_back()
    {
        await using var host = await ConsoleHost.StartAsync();
        var number = (await host.AddAsync(Seeds.One("m", "A question?"))).Single();
        using var client = new PlainClient(host);
        await client.SignInAsync("ana");
        var store = host.Services.GetRequiredService<SqliteStore>();
        await store.LimitPagesAsync(await store.LimitPagesAsync(null));

        var much = new string('x', 15_000);
        var page = await client.PostAsync($"/mentions/{number}/draft", "/", ("text", much + " typed"));
        var said = await page.Content.ReadAsStringAsync();

        Assert.That((int)page.StatusCode, Is.EqualTo(503));
        Assert.That(said, Does.Contain("x typed").And.Contain("Nothing was stored").And.Contain("disk"));
    }

    [TestCase("/?after=broken")]
    [TestCase("/?after=%00%01")]
    [TestCase("/approvals?after=broken")]
    [TestCase("/?q=%22unclosed%20AND%20(%20*")]
    [TestCase("/?q=%00")]
    [TestCase("/?q=a%00")]
    [TestCase("/mentions/0")]
    [TestCase("/mentions/99999999999999999999999")]
    [TestCase("/mentions/-1")]
    public async Task A_broken_address_gets_a_page_and_no_fault(string path)
    {
        await using var host = await ConsoleHost.StartAsync();
        await host.AddAsync(Seeds.Morning());
        using var client = new PlainClient(host);
        await client.SignInAsync("ana");

        var answer = await client.GetAsync(path);

        Assert.That((int)answer.StatusCode, Is.LessThan(500));
    }
}
