using Listener.Worker.Domain;
using Listener.Worker.Tests.Support.Web;

namespace Listener.Worker.Tests.Web;

/// <summary>What holds for every page: axe without findings in light and dark, nothing from another origin, no report, no sideways scrolling at 320 px.</summary>
public sealed class PageChecks
{
    private ConsoleHost host = null!;
    private IReadOnlyList<MentionNumber> numbers = [];

    public static IEnumerable<string> Pages => ["/", "/?view=overdue", "/?view=snoozed", "/?sentiment=negative&q=nothing+like+this", "/mentions/1", "/mentions/6?view=all", "/approvals", "/answers", "/mentions/1/answers", "/setup/done", "/setup/team", "/setup/channel?type=bluesky", "/nowhere"];

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        host = await ConsoleHost.StartAsync();
        numbers = await host.AddAsync(Seeds.Morning());
        await host.Mentions.AddNoteAsync(new Note(0, numbers[0], "ben", DateTimeOffset.UtcNow, "Known since Monday."), default);
    }

    [OneTimeTearDown]
    public ValueTask StopAsync() => host.DisposeAsync();

    [TestCaseSource(nameof(Pages))]
    public async Task A_page_is_accessible_in_light_and_dark_and_fits_320_pixels(string path)
    {
        foreach (var dark in new[] { false, true })
        {
            await using var ana = await Visitor.SignedInAsync(host, dark: dark);
            ana.Allowed = "404";
            await ana.Page.GotoAsync(path);
            foreach (var summary in await ana.Page.Locator("main details:not(.menu) > summary:visible").AllAsync())
                await summary.ClickAsync();
            Assert.That(await ana.AxeAsync(), Is.Empty, dark ? "dark" : "light");
        }
        await using var phone = await Visitor.SignedInAsync(host, width: 320, height: 700);
        phone.Allowed = "404";
        await phone.Page.GotoAsync(path);
        Assert.That(await phone.SidewaysAsync(), Is.LessThanOrEqualTo(0));
        Assert.That(await phone.AxeAsync(), Is.Empty, "320 px");
    }

    [Test]
    public async Task Sign_in_and_set_up_are_accessible()
    {
        await using var fresh = await ConsoleHost.StartAsync(withUsers: false);
        await using var visitor = await Visitor.OpenAsync(fresh, width: 320, height: 700);

        await visitor.Page.GotoAsync("/");
        Assert.That(await visitor.Page.Locator("h1").TextContentAsync(), Is.EqualTo("Set up Listener"));
        Assert.That(await visitor.AxeAsync(), Is.Empty, "set-up");
        Assert.That(await visitor.SidewaysAsync(), Is.LessThanOrEqualTo(0));
        await using var stranger = await Visitor.OpenAsync(host, dark: true);
        await stranger.Page.GotoAsync("/login");

        Assert.That(await stranger.AxeAsync(), Is.Empty, "sign-in");
    }
}
