using Dapper;
using Listener.Worker.Domain;
using Listener.Worker.Tests.Support;
using Listener.Worker.Tests.Support.Web;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Listener.Worker.Tests.EndToEnd;

/// <summary>
/// Nothing faked: the network's own software, the real service as a process, a real browser. A customer mentions the brand, a person
/// approves the draft by keyboard, and the reply stands in the thread once, whatever moment the service is killed at.
/// </summary>
[TestFixture, Category("bluesky"), Category("browser"), NonParallelizable]
public sealed class BlueskyEndToEndTests
{
    private static readonly LocatorAssertionsToBeVisibleOptions Patiently = new() { Timeout = 90_000 };
    private BlueskyNetwork network = null!;
    private TrippingProxy proxy = null!;
    private ServiceProcess service = null!;
    private IBrowserContext browser = null!;
    private IPage page = null!;

    [OneTimeSetUp]
    public async Task StartAll()
    {
        var chromium = await Browser.GetAsync();
        network = await BlueskyNetwork.StartAsync();
        proxy = await TrippingProxy.StartAsync(network.Service);
        service = new ServiceProcess(new Dictionary<string, string>
        {
            ["Listener:Brand:Name"] = "Brand",
            ["Listener:Delivery:UndoWindow"] = "00:00:01",
            ["Listener:Channels:bluesky-main:Type"] = "bluesky",
            ["Listener:Channels:bluesky-main:Service"] = proxy.Address.ToString(),
            ["Listener:Channels:bluesky-main:Handle"] = network.Brand.Handle,
            ["Listener:Channels:bluesky-main:AppPassword"] = network.Brand.Password,
            ["Listener:Channels:bluesky-main:PollInterval"] = "00:00:05",
        });
        await service.StartAsync();
        SetDefaultExpectTimeout(60_000);
        browser = await chromium.NewContextAsync();
        browser.SetDefaultTimeout(90_000);
        page = await browser.NewPageAsync();
        await SignInAsync();
    }

    [OneTimeTearDown]
    public async Task StopAll()
    {
        if (browser is not null)
            await browser.CloseAsync();
        if (service is not null)
            await service.DisposeAsync();
        if (proxy is not null)
            await proxy.DisposeAsync();
    }

    [TearDown]
    public void ShowWhatTheServiceSaid()
    {
        if (TestContext.CurrentContext.Result.Outcome.Status == NUnit.Framework.Interfaces.TestStatus.Failed)
            TestContext.Out.WriteLine(service.Output);
    }

    [Test]
    public async Task A_mention_is_classified_approved_by_keyboard_and_answered_in_its_thread()
    {
        var post = await MentionAsync("my kettle arrived broken and nobody answers my mails");

        await OpenAsync("arrived broken");
        await Expect(page.Locator("#pane")).ToContainTextAsync("Negative");
        await ApproveAsync();

        await Expect(page.Locator("#pane").GetByText(new System.Text.RegularExpressions.Regex("^Posted [0-9]"))).ToBeVisibleAsync(Patiently);
        await AssertOneReplyAsync(post);
    }

    [TestCase("listNotifications", TripPoint.BeforeForwarding)]
    [TestCase("listNotifications", TripPoint.BeforeAnswering)]
    [TestCase("listNotifications", TripPoint.AfterAnswering)]
    public async Task A_mention_survives_a_kill_while_it_is_read(string call, TripPoint point)
    {
        var tripped = proxy.Arm(call, point, service.Kill);
        var text = $"is the kettle back in stock, read {point}?";
        var post = await MentionAsync(text);
        await tripped;
        await service.StartAsync();

        await OpenAsync(text);
        await ApproveAsync();

        await AssertOneReplyAsync(post);
    }

    [Test]
    public async Task A_draft_survives_a_kill_before_it_is_approved()
    {
        var post = await MentionAsync("the lid of my kettle does not close, killed before approval");
        await OpenAsync("killed before approval");
        service.Kill();
        await service.StartAsync();
        await OpenAsync("killed before approval");

        await ApproveAsync();

        await AssertOneReplyAsync(post);
    }

    [Test]
    public async Task An_approved_reply_survives_a_kill_in_its_undo_window()
    {
        var post = await MentionAsync("thank you for the quick repair, killed in the undo window");
        await OpenAsync("killed in the undo window");
        await ApproveAsync();
        service.Kill();
        await service.StartAsync();

        await AssertOneReplyAsync(post);
    }

    // Before: nothing was stored. Before answering: stored, and the service cannot know. After: stored and perhaps not written down.
    [TestCase("getPosts", TripPoint.BeforeForwarding)]
    [TestCase("getPosts", TripPoint.AfterAnswering)]
    [TestCase("putRecord", TripPoint.BeforeForwarding)]
    [TestCase("putRecord", TripPoint.BeforeAnswering)]
    [TestCase("putRecord", TripPoint.AfterAnswering)]
    public async Task A_reply_is_posted_once_though_the_service_is_killed_while_sending(string call, TripPoint point)
    {
        var text = $"where is my parcel, {call} {point}?";
        var post = await MentionAsync(text);
        await OpenAsync(text);
        var tripped = proxy.Arm(call, point, service.Kill);
        await ApproveAsync();
        await tripped;
        await service.StartAsync();

        await AssertOneReplyAsync(post);
        await OpenAsync(text, "answered");
        await Expect(page.Locator("#pane").GetByText(new System.Text.RegularExpressions.Regex("^Posted [0-9]"))).ToBeVisibleAsync(Patiently);
    }

    [Test]
    public async Task A_second_kill_while_looking_for_the_reply_changes_nothing()
    {
        const string text = "how do I clean the filter, killed twice?";
        var post = await MentionAsync(text);
        await OpenAsync(text);
        var first = proxy.Arm("putRecord", TripPoint.BeforeAnswering, service.Kill);
        await ApproveAsync();
        await first;
        var second = proxy.Arm("getRecord", TripPoint.BeforeAnswering, service.Kill);
        service.Begin();
        await second;
        await service.StartAsync();

        await AssertOneReplyAsync(post);
    }

    [Test]
    public async Task The_service_stops_cleanly_when_told_to()
    {
        var code = await service.StopAsync();
        await service.StartAsync();

        Assert.That(code, Is.Zero, service.Output);
    }

    private Task<(string Uri, string Cid)> MentionAsync(string text) =>
        network.Customer.PostAsync($"@{network.Brand.Handle} {text}", network.Brand);

    private async Task SignInAsync()
    {
        await page.GotoAsync(new Uri(service.Address, "/login").ToString());
        await page.GetByLabel("Name").FillAsync(ServiceProcess.Admin);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(ServiceProcess.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex("Listener"));
    }

    private async Task OpenAsync(string text, string view = "all")
    {
        var row = page.Locator("#list").GetByText(text);
        // Always a fresh page: one that was open while the service died may still show the row.
        var looks = 0;
        do
        {
            await page.GotoAsync(new Uri(service.Address, $"/?view={view}").ToString());
            await Task.Delay(500);
        }
        while (!await row.First.IsVisibleAsync() && ++looks < 60);
        await row.First.ClickAsync();
        await Expect(page.Locator("#pane")).ToContainTextAsync(text);
    }

    private async Task ApproveAsync()
    {
        // An answer of one's own can be sent before Listener has read the mention; here its draft is meant.
        await Expect(page.Locator("#pane")).Not.ToContainTextAsync("Not read yet");
        await Expect(page.Locator("#pane").GetByRole(AriaRole.Button, new() { NameRegex = new("Approve and send") })).ToBeEnabledAsync();
        await page.Keyboard.PressAsync("y");
        await Expect(page.Locator("#pane")).ToContainTextAsync(new System.Text.RegularExpressions.Regex("Sending to|Posted"));
    }

    private async Task AssertOneReplyAsync((string Uri, string Cid) post)
    {
        await BlueskyNetwork.EventuallyAsync(async () => await network.Customer.RepliesAsync(post.Uri) is { Count: > 0 } seen ? seen : null, "the reply in the thread");
        // Two polls and both looks later it is still one.
        await BlueskyNetwork.EventuallyAsync(async () => await SettledAsync(post.Uri) ? post.Uri : null, "the reply shown as posted");
        var replies = await network.Customer.RepliesAsync(post.Uri);
        Assert.That(replies, Has.Count.EqualTo(1));
        Assert.That(replies![0]["author"]!["did"]!.GetValue<string>(), Is.EqualTo(network.Brand.Did));
    }

    private async Task<bool> SettledAsync(string uri)
    {
        var file = Path.Combine(service.Folder, "data", "listener.db");
        await using var store = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        await store.OpenAsync();
        var states = await store.QueryAsync<ReplyState>("SELECT state FROM reply WHERE native_id = @uri", new { uri });
        return states.Contains(ReplyState.Delivered);
    }
}
