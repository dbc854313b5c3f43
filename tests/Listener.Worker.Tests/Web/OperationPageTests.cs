using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using Listener.Worker.Channels;
using Listener.Worker.Digests;
using Listener.Worker.Pipeline;
using Listener.Worker.Storage;
using Listener.Worker.Tests.Support;
using Listener.Worker.Tests.Support.Web;
using Listener.Worker.Web.Text;
using static Microsoft.Playwright.Assertions;

namespace Listener.Worker.Tests.Web;

/// <summary>Channels, reports and digests in a real browser.</summary>
public sealed partial class OperationPageTests
{
    private ConsoleHost host = null!;

    private static IEnumerable<string> Pages => ["/channels", "/channels/fake-main/rejected", "/reports?days=7", "/reports?days=90", "/digests", $"/digests/{DigestWeek.Containing(DateTimeOffset.UtcNow, DigestSamplesZone).Key}"];

    private static TimeZoneInfo DigestSamplesZone => Digests.DigestSamples.Tallinn;

    [SetUp]
    public async Task StartAsync()
    {
        host = await ConsoleHost.StartAsync();
        await host.AddAsync(Seeds.Morning());
    }

    [TearDown]
    public ValueTask StopAsync() => host.DisposeAsync();

    [TestCaseSource(nameof(Pages))]
    public async Task A_page_is_accessible_in_light_and_dark_and_fits_320_pixels(string path)
    {
        await host.Operations.SaveHealthAsync(host.Channel.Key, "mentions", WatchHealth.Fresh with
        {
            FailingSince = DateTimeOffset.UtcNow.AddHours(-2), LastPollAt = DateTimeOffset.UtcNow.AddMinutes(-3), LastFault = FakeChannel.Fault(ChannelFaultKind.Transient), BackOffLevel = 2,
        }, default);
        await host.Operations.AddPollAsync(new PollResult(host.Channel.Key, "mentions", DateTimeOffset.UtcNow.AddHours(-1), TimeSpan.FromSeconds(1), 0, 0, 0, "the network stumbled"), default);
        await RejectAsync();
        foreach (var dark in new[] { false, true })
        {
            await using var ana = await Visitor.SignedInAsync(host, dark: dark);
            await ana.Page.GotoAsync(path);
            foreach (var summary in await ana.Page.Locator("main details:not(.menu) > summary:visible").AllAsync())
                await summary.ClickAsync();
            Assert.That(await ana.AxeAsync(), Is.Empty, dark ? "dark" : "light");
        }
        await using var phone = await Visitor.SignedInAsync(host, width: 320, height: 700, locale: "de-DE");
        await phone.Page.GotoAsync(path);
        Assert.That(await phone.SidewaysAsync(), Is.LessThanOrEqualTo(0));
        Assert.That(await phone.AxeAsync(), Is.Empty, "320 px");
    }

    [Test]
    public async Task A_channel_is_tested_rehearsed_paused_and_resumed_without_scripts()
    {
        host.Channel.Offer(Builders.Page(new PollCursor("c1"), Seeds.One("fresh", "A mention that would be new").Mention));
        await using var ben = await Visitor.SignedInAsync(host, "ben", scripts: false);
        await ben.Page.GotoAsync("/channels");

        await ben.Page.ClickAsync("text=Test connection");
        await Expect(ben.Page.Locator(".answer")).ToContainTextAsync("Reached the fake network.");
        await ben.Page.ClickAsync("text=Rehearse");
        await Expect(ben.Page.Locator(".answer")).ToContainTextAsync("A mention that would be new");
        await ben.Page.ClickAsync("button:has-text('Pause')");

        Assert.That((await host.Operations.HealthAsync(host.Channel.Key, default)).PausedByUser, Is.True);
        await ben.Page.ClickAsync("text=Let it read again");
        Assert.That((await host.Operations.HealthAsync(host.Channel.Key, default)).PausedByUser, Is.False);
    }

    [Test]
    public async Task What_could_not_be_read_stands_on_the_card_and_on_its_page()
    {
        await RejectAsync();
        await using var vera = await Visitor.SignedInAsync(host, "vera", scripts: false, locale: "de-DE");
        await vera.Page.GotoAsync("/channels");

        await vera.Page.ClickAsync("text=1 in den letzten 7 Tagen nicht lesbar");
        await Expect(vera.Page.Locator(".rejected")).ToContainTextAsync("mentions.csv line 4: the author is missing");
        await vera.Page.ClickAsync("text=Alles zeigen, was nicht lesbar war");

        await Expect(vera.Page.Locator("h1")).ToHaveTextAsync("Nicht lesbar: fake-main");
        await Expect(vera.Page.Locator(".rejected code")).ToHaveTextAsync("7;<b>no author</b>;·;");
    }

    [Test]
    public async Task All_sending_is_stopped_seen_on_every_page_and_resumed()
    {
        await using var ben = await Visitor.SignedInAsync(host, "ben");
        await ben.Page.GotoAsync("/channels");

        await ben.Page.ClickAsync("text=Stop all sending");
        await Expect(ben.Page.Locator(".banner-fault")).ToContainTextAsync("Stopped by ben");
        Assert.That(await host.Operations.ReadValueAsync(DeliveryRules.StoppedKey, default), Does.StartWith("ben"));
        await ben.Page.GotoAsync("/approvals");
        await ben.Page.ClickAsync(".stopped");
        await ben.Page.ClickAsync("text=Let sending go on");

        await Expect(ben.Page.Locator(".stopped")).ToHaveCountAsync(0);
        Assert.That(await host.Operations.ReadValueAsync(DeliveryRules.StoppedKey, default), Is.Null);
    }

    [Test]
    public async Task A_viewer_sees_the_channels_and_has_no_switches()
    {
        await using var vera = await Visitor.SignedInAsync(host, "vera");

        await vera.Page.GotoAsync("/channels");

        await Expect(vera.Page.Locator("main h1")).ToHaveTextAsync("Channels");
        await Expect(vera.Page.Locator("main form")).ToHaveCountAsync(0);
    }

    [Test]
    public async Task A_number_of_the_report_opens_its_mentions()
    {
        await using var ana = await Visitor.SignedInAsync(host);
        await ana.Page.GotoAsync("/reports?days=7");
        await Expect(ana.Page.Locator(".number").First).ToContainTextAsync("8");

        await ana.Page.Locator("section", new() { HasText = "Languages" }).Locator("tr", new() { HasText = "German" }).Locator("a").ClickAsync();

        await Expect(ana.Page.Locator("h1 [data-total]")).ToHaveTextAsync("2");
    }

    [Test]
    public async Task A_digest_is_kept_mailed_shown_in_another_language_and_downloaded()
    {
        var week = DigestWeek.Containing(DateTimeOffset.UtcNow, DigestSamplesZone).Plus(-1);
        await host.AddAsync(Seeds.One("old", "A mention of last week, long enough to quote", ageMinutes: (int)(DateTimeOffset.UtcNow - week.StartIn(DigestSamplesZone).AddHours(30)).TotalMinutes));
        await using var ben = await Visitor.SignedInAsync(host, "ben");
        await ben.Page.GotoAsync("/digests");

        await ben.Page.ClickAsync($"[aria-label='Build and keep {week.Key}']");
        await ben.Page.ClickAsync("text=Mail now");
        await Expect(ben.Page.Locator(".mails")).ToContainTextAsync("sent");
        await ben.Page.GotoAsync($"/digests/{week.Key}");
        await ben.Page.SelectOptionAsync("#digest-lang", "de");
        await ben.Page.ClickAsync("button:has-text('Show')");
        await Expect(ben.Page.Locator(".digest")).ToContainTextAsync("Wochenbericht");
        var file = await ben.Page.APIRequest.GetAsync($"/digests/{week.Key}/md?lang=ro");

        Assert.That(await file.TextAsync(), Does.Contain("Raport săptămânal"));
        Assert.That(Directory.GetFiles(Path.Combine(host.Folder, "mail"), "*.eml"), Has.Length.EqualTo(1));
    }

    [TestCase("de")]
    [TestCase("es")]
    [TestCase("et")]
    [TestCase("ro")]
    [TestCase("tr")]
    public void Every_text_of_these_pages_is_translated(string language)
    {
        var resources = new ResourceManager(typeof(PagesText)).GetResourceSet(CultureInfo.GetCultureInfo(language), createIfNotExists: true, tryParents: false)!;
        var known = resources.Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string)e.Value!);

        var used = Sources().SelectMany(s => Text().Matches(s)).Select(m => m.Groups["key"].Value).Distinct().ToList();

        Assert.That(used, Has.Count.GreaterThan(50));
        Assert.That(used.Where(k => !known.ContainsKey(k)), Is.Empty);
        Assert.That(known.Where(p => !Holes(p.Key).SetEquals(Holes(p.Value))).Select(p => p.Key), Is.Empty);
    }

    private Task RejectAsync() => host.Mentions.SaveBatchAsync(host.Channel.Key, "mentions", Builders.Page(new PollCursor("r1")) with
    {
        Quarantined = [new QuarantinedItem("mentions.csv line 4", "the author is missing", "7;<b>no author</b>;\u202E;")],
    }, DateTimeOffset.UtcNow.AddHours(-1), default);

    private static HashSet<string> Holes(string text) => [.. Hole().Matches(text).Select(m => m.Value)];

    private static IEnumerable<string> Sources()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Listener.sln")))
            folder = folder.Parent;
        var web = Path.Combine(folder!.FullName, "src", "Listener.Worker", "Web");
        return Directory.EnumerateFiles(web, "*.razor", SearchOption.AllDirectories).Select(File.ReadAllText);
    }

    [GeneratedRegex("(?<![A-Za-z])P\\[\"(?<key>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Text();

    [GeneratedRegex(@"\{\d\}", RegexOptions.NonBacktracking)]
    private static partial Regex Hole();
}
