using System.Globalization;
using Listener.Worker.Domain;
using Listener.Worker.Tests.Support;
using Listener.Worker.Tests.Support.Web;
using Listener.Worker.Web.Inbox;
using static Microsoft.Playwright.Assertions;

namespace Listener.Worker.Tests.Web;

/// <summary>The list when it is long, views people save, and who is on a mention.</summary>
public sealed class ListTests
{
    private ConsoleHost host = null!;

    [SetUp]
    public async Task StartAsync() => host = await ConsoleHost.StartAsync();

    [TearDown]
    public ValueTask StopAsync() => host.DisposeAsync();

    [Test]
    public async Task Ten_thousand_rows_keep_the_page_small_and_both_ends_are_one_key_away()
    {
        await host.AddAsync([.. Enumerable.Range(0, 10_000).Select(i => Seeds.One("n" + i.ToString("00000", CultureInfo.InvariantCulture), $"Question number {i}?", dueInMinutes: i + 10))]);
        await using var ana = await Visitor.SignedInAsync(host);
        var page = ana.Page;
        await Expect(page.Locator("h1 [data-total]")).ToHaveTextAsync("10,000");

        for (var i = 0; i < 6; i++)
        {
            var last = await page.Locator(".row").Last.GetAttributeAsync("id");
            await page.EvaluateAsync("() => { const list = document.getElementById('list'); list.scrollTop = list.scrollHeight; }");
            await page.WaitForFunctionAsync("last => document.querySelector('.row:last-child').id !== last", last);
            Assert.That(await page.Locator(".row").CountAsync(), Is.LessThanOrEqualTo(80));
        }
        await page.Keyboard.PressAsync("End");
        await Expect(page.Locator(".row").Last).ToContainTextAsync("Question number 9999?");
        await Expect(page.Locator(".row").Last).ToHaveAttributeAsync("aria-posinset", "10000");
        await Expect(page.Locator(".row").Last.Locator("[data-row]")).ToBeFocusedAsync();
        Assert.That(await page.Locator(".row").CountAsync(), Is.LessThanOrEqualTo(80));
        await page.Keyboard.PressAsync("Home");

        await Expect(page.Locator(".row").First).ToContainTextAsync("Question number 0?");
        await Expect(page.Locator(".row").First.Locator("[data-row]")).ToBeFocusedAsync();
    }

    [Test]
    public async Task A_mention_that_is_gone_is_told_and_the_page_stays()
    {
        await host.AddAsync(Seeds.One("n1", "Where is my parcel?"));
        await using var ana = await Visitor.SignedInAsync(host);
        ana.Allowed = "404";
        await ana.Page.EvaluateAsync("document.querySelector('.row [data-row]').setAttribute('href', '/mentions/999999')");

        await ana.Page.ClickAsync(".row [data-row]");

        await Expect(ana.Page.Locator("#toasts .toast-fault")).ToBeVisibleAsync();
        await Expect(ana.Page.Locator(".row")).ToContainTextAsync("Where is my parcel?");
        await Expect(ana.Page.Locator("h1 [data-total]")).ToHaveTextAsync("1");
    }

    [Test]
    public async Task The_end_of_a_list_is_reached_without_scripts()
    {
        await host.AddAsync([.. Enumerable.Range(0, 90).Select(i => Seeds.One($"n{i}", $"Question number {i}?", dueInMinutes: i + 10))]);
        await using var vera = await Visitor.SignedInAsync(host, "vera", scripts: false);

        await vera.Page.ClickAsync("text=To the end");

        await Expect(vera.Page.Locator(".row").Last).ToContainTextAsync("Question number 89?");
        await vera.Page.ClickAsync("text=Back to the start");
        await Expect(vera.Page.Locator(".row").First).ToContainTextAsync("Question number 0?");
    }

    [Test]
    public async Task A_view_is_saved_shared_counted_live_and_removed()
    {
        await host.AddAsync(Seeds.Morning());
        await using var ana = await Visitor.SignedInAsync(host);
        var page = ana.Page;
        await page.GotoAsync("/?view=all&lang=de");
        var count = await page.Locator("h1 [data-total]").TextContentAsync();
        await page.ClickAsync("#save-view > summary");
        await page.FillAsync("#save-view [name=name]", "German <b>");
        await page.CheckAsync("#save-view [name=shared]");
        await page.ClickAsync("#save-view button.button-primary");
        await Expect(page.Locator(".view-saved")).ToHaveTextAsync($"German <b> {count}");

        await using var vera = await Visitor.SignedInAsync(host, "vera", scripts: false);
        await vera.Page.ClickAsync(".view-saved");
        Assert.That(new Uri(vera.Page.Url).Query, Is.EqualTo("?view=all&lang=de"));
        Assert.That(await vera.Page.Locator("#save-view .menu-item").CountAsync(), Is.Zero, "another person's view");
        await page.ClickAsync("#save-view > summary");
        Assert.That(await ana.AxeAsync(), Is.Empty);
        await page.ClickAsync("#save-view .menu-item");

        await Expect(page.Locator(".view-saved")).ToHaveCountAsync(0);
    }

    [Test]
    public async Task A_private_view_is_nobody_elses_and_a_view_without_a_name_is_refused()
    {
        using var ana = new PlainClient(host);
        using var wim = new PlainClient(host);
        await ana.SignInAsync("ana");
        await wim.SignInAsync("wim");

        await ana.PostAsync("/views", "/", ("name", "secret plan"), ("return", "/?view=overdue"));
        var nameless = await ana.PostAsync("/views", "/", ("name", " "), ("return", "/?view=overdue"));
        var stolen = await wim.PostAsync("/views/remove", "/", ("owner", "ana"), ("name", "secret plan"), ("return", "/"));

        Assert.That(await (await wim.GetAsync("/")).Content.ReadAsStringAsync(), Does.Not.Contain("secret plan"));
        Assert.That(await (await ana.GetAsync("/")).Content.ReadAsStringAsync(), Does.Contain("secret plan"));
        Assert.That(await (await ana.GetAsync(nameless.Headers.Location!.ToString())).Content.ReadAsStringAsync(), Does.Contain("The view needs a name"));
        Assert.That(await (await wim.GetAsync(stolen.Headers.Location!.ToString())).Content.ReadAsStringAsync(), Does.Contain("somebody else"));
    }

    [Test]
    public async Task A_row_shows_hollow_who_looks_and_filled_who_writes()
    {
        var number = (await host.AddAsync(Seeds.Morning()))[1];
        await using var ana = await Visitor.SignedInAsync(host, "ana");
        await using var ben = await Visitor.SignedInAsync(host, "ben");
        await ana.Page.GotoAsync($"/mentions/{number}");

        await ben.Page.GotoAsync("/");
        await Expect(ben.Page.Locator($"#row-{number} .avatar-hollow")).ToContainTextAsync("ana is looking");
        await ana.Page.Locator("#reply-text").FocusAsync();

        await Expect(ben.Page.Locator($"#row-{number} .avatar-filled")).ToContainTextAsync("ana is writing");
        await Expect(ben.Page.Locator($"#row-{number} .avatar-hollow")).ToHaveCountAsync(0);
    }

    [Test]
    public void Who_was_not_heard_of_for_a_while_looks_no_more()
    {
        var clock = new FakeClock();
        var presence = new Presence(clock);
        presence.Look("ana", new MentionNumber(1));
        presence.Look("ben", new MentionNumber(1));
        presence.Look("ben", new MentionNumber(2));

        Assert.That(presence.ViewersOf(new MentionNumber(1), "wim"), Is.EqualTo(new[] { "ana" }));
        Assert.That(presence.ViewersOf(new MentionNumber(1), "ANA"), Is.Empty);
        clock.Advance(Presence.Life);

        Assert.That(presence.ViewersOf(new MentionNumber(1), "wim"), Is.Empty);
    }
}
