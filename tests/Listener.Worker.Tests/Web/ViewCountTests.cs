using System.Text.RegularExpressions;
using Listener.Worker.Domain;
using Listener.Worker.Tests.Support.Web;
using Listener.Worker.Web.Inbox;
using static Microsoft.Playwright.Assertions;

namespace Listener.Worker.Tests.Web;

/// <summary>Views and their counts: closed reply windows leave the queue, and heading, sidebar and rows agree, also while a reply can be undone.</summary>
public sealed partial class ViewCountTests
{
    private ConsoleHost host = null!;

    [SetUp]
    public async Task StartAsync() => host = await ConsoleHost.StartAsync();

    [TearDown]
    public ValueTask StopAsync() => host.DisposeAsync();

    [Test]
    public async Task What_nobody_can_answer_any_more_leaves_the_queue_and_stays_findable()
    {
        await AddWindowsAsync();
        using var client = new PlainClient(host);
        await client.SignInAsync("ana");

        var rows = new Dictionary<string, string[]>();
        foreach (var view in InboxViews.All)
        {
            var page = await (await client.GetAsync($"/?view={view.Key}")).Content.ReadAsStringAsync();
            rows[view.Key] = [.. Row().Matches(page).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal)];
            Assert.That((Heading().Match(page).Groups[1].Value, Sidebar(page, view.Key)), Is.EqualTo(($"{rows[view.Key].Length}", $"{rows[view.Key].Length}")), view.Key);
        }

        Assert.That(rows["todo"], Is.EqualTo(new[] { "By hand?", "Still open?" }));
        Assert.That(rows["unassigned"], Is.EqualTo(new[] { "By hand?", "Still open?" }));
        Assert.That(rows["overdue"], Is.EqualTo(new[] { "By hand?", "Still open?" }));
        Assert.That(rows["waiting"], Is.EqualTo(new[] { "By hand?", "Still open?" }));
        Assert.That(rows["mine"], Is.EqualTo(new[] { "Window closed, mine?" }));
        Assert.That(rows["all"], Is.EqualTo(new[] { "By hand?", "Still open?", "Window closed, mine?", "Window closed?" }));
    }

    [Test]
    public async Task A_closed_window_is_said_in_place_of_the_due_time_and_waits_for_no_approval()
    {
        await AddWindowsAsync();
        using var client = new PlainClient(host);
        await client.SignInAsync("ana");

        var found = await (await client.GetAsync("/?view=all&q=closed")).Content.ReadAsStringAsync();
        var approvals = await (await client.GetAsync("/approvals")).Content.ReadAsStringAsync();

        Assert.That(found, Does.Contain("Reply window closed").And.Not.Contain(">Overdue 3"));
        Assert.That(approvals, Does.Contain("Still open?").And.Not.Contain("Window closed"));
    }

    [Test]
    public async Task Heading_and_sidebar_agree_while_a_reply_can_be_undone()
    {
        await host.AddAsync(Seeds.Morning());
        await using var ana = await Visitor.SignedInAsync(host);
        var page = ana.Page;
        var (heading, sidebar) = (page.Locator("#list-title [data-total]"), page.Locator(".view-todo [data-count]"));
        await page.Keyboard.PressAsync("j");
        await Expect(page.Locator("#composer")).ToBeVisibleAsync();

        await page.Keyboard.PressAsync("y");
        await Expect(sidebar).ToHaveTextAsync("7");
        await Expect(heading).ToHaveTextAsync("7");
        await page.Keyboard.PressAsync("z");

        await Expect(sidebar).ToHaveTextAsync("8");
        await Expect(heading).ToHaveTextAsync("8");
    }

    [Test]
    public async Task A_heading_narrowed_by_a_filter_keeps_its_own_number()
    {
        await host.AddAsync(Seeds.Morning());
        await using var ana = await Visitor.SignedInAsync(host);
        var page = ana.Page;
        await page.GotoAsync("/?lang=en");
        await Expect(page.Locator("#list-title [data-total]")).ToHaveTextAsync("2");
        await page.Keyboard.PressAsync("j");
        await Expect(page.Locator("#composer")).ToBeVisibleAsync();

        await page.Keyboard.PressAsync("y");

        await Expect(page.Locator(".view-todo [data-count]")).ToHaveTextAsync("7");
        await Expect(page.Locator("#list-title [data-total]")).ToHaveTextAsync("1");
    }

    private async Task AddWindowsAsync()
    {
        var now = DateTimeOffset.UtcNow;
        var numbers = await host.AddAsync(
            Seeds.One("open", "Still open?", dueInMinutes: -30, eligibility: ReplyEligibility.Until(now.AddHours(3))),
            Seeds.One("shut", "Window closed?", dueInMinutes: -190, eligibility: ReplyEligibility.Until(now.AddHours(-3))),
            Seeds.One("mine", "Window closed, mine?", dueInMinutes: -190, eligibility: ReplyEligibility.Until(now.AddHours(-3))),
            Seeds.One("hand", "By hand?", dueInMinutes: -30, eligibility: ReplyEligibility.ManualOnly("no API")));
        await host.Mentions.AssignAsync(numbers[2], "ana", "ana", now, default);
    }

    private static string Sidebar(string page, string view) =>
        Regex.Match(page, $"data-view=\"{view}\".*?data-count>([^<]*)<", RegexOptions.Singleline, TimeSpan.FromSeconds(1)).Groups[1].Value;

    [GeneratedRegex("class=\"row-text\"[^>]*>([^<]*)<", RegexOptions.None, 1000)]
    private static partial Regex Row();

    [GeneratedRegex("data-total>([^<]*)<", RegexOptions.None, 1000)]
    private static partial Regex Heading();
}
