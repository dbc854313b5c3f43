using Listener.Worker.Domain;
using Listener.Worker.Replies;
using Listener.Worker.Tests.Support.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Listener.Worker.Tests.Web;

/// <summary>Canned answers by keyboard, without scripts and on their page; replies that go out later.</summary>
public sealed class ComposerTests
{
    private ConsoleHost host = null!;
    private IReadOnlyList<MentionNumber> numbers = [];

    [SetUp]
    public async Task StartAsync()
    {
        host = await ConsoleHost.StartAsync();
        numbers = await host.AddAsync(Seeds.Morning());
    }

    [TearDown]
    public ValueTask StopAsync() => host.DisposeAsync();

    [Test]
    public async Task Answers_saved_at_the_same_time_are_all_kept()
    {
        await using var host = await ConsoleHost.StartAsync();
        var answers = host.Services.GetRequiredService<CannedAnswers>();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => answers.SaveAsync(new CannedAnswer($"answer {i}", "de", "Guten Tag"), default)));

        Assert.That(await answers.AllAsync(default), Has.Count.EqualTo(20));
    }

    [Test]
    public async Task A_slash_chooses_an_answer_fills_what_is_known_and_goes_to_what_is_missing()
    {
        await KeepAsync("Broken part", "Hallo {{customer.first_name}}, zu {{mention.product}} melden wir uns heute.");
        await using var ana = await Visitor.SignedInAsync(host);
        var page = ana.Page;
        await page.GotoAsync($"/mentions/{numbers[0]}");

        await page.Keyboard.PressAsync("r");
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.PressAsync("Delete");
        await page.Keyboard.PressAsync("/");
        await Expect(page.Locator("#answers mark.missing").First).ToBeVisibleAsync();
        await page.Keyboard.TypeAsync("broken");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator("#reply-text")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("^Hallo (?!{{).+, zu {{mention.product}} melden", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
        var selected = await page.EvaluateAsync<string>("(() => { const a = document.activeElement; return a.value.slice(a.selectionStart, a.selectionEnd); })()");
        Assert.That(selected, Is.EqualTo("{{mention.product}}"));
    }

    [Test]
    public async Task A_slash_within_an_address_stays_a_slash_and_the_list_is_accessible()
    {
        await using var ana = await Visitor.SignedInAsync(host, dark: true);
        await ana.Page.GotoAsync($"/mentions/{numbers[0]}");
        await ana.Page.Locator("#reply-text").FillAsync("See https:");

        await ana.Page.Keyboard.TypeAsync("//x.example/a");
        await Expect(ana.Page.Locator("#reply-text")).ToHaveValueAsync("See https://x.example/a");
        await ana.Page.Locator("[data-answers]").ClickAsync();
        await Expect(ana.Page.Locator(".answers-filter input")).ToBeFocusedAsync();
        Assert.That(await ana.AxeAsync(), Is.Empty);
        await ana.Page.Keyboard.PressAsync("Escape");

        await Expect(ana.Page.Locator("#answers-dialog")).ToBeHiddenAsync();
    }

    [Test]
    public async Task An_answer_is_chosen_without_scripts()
    {
        await KeepAsync("Thanks", "Danke, {{customer.handle}}!");
        await using var wim = await Visitor.SignedInAsync(host, "wim", scripts: false);
        await wim.Page.GotoAsync($"/mentions/{numbers[0]}?view=all");

        await wim.Page.ClickAsync("[data-answers]");
        await wim.Page.ClickAsync(".answer-button:has-text('Thanks')");

        var handle = (await host.Mentions.FindAsync(numbers[0], default))!.Mention.Author.UserName;
        await Expect(wim.Page.Locator("#reply-text")).ToHaveValueAsync($"Danke, {handle}!");
    }

    [Test]
    public async Task Answers_are_kept_changed_refused_and_removed_on_their_page()
    {
        await using var ben = await Visitor.SignedInAsync(host, "ben", width: 320, height: 700);
        ben.Allowed = "400";
        var page = ben.Page;
        await page.GotoAsync("/answers");
        await page.FillAsync("[name=name]", "Hours");
        await page.FillAsync("[name=text]", "We open at {{brand.opening}}.");
        await page.ClickAsync("text=Save answer");
        await Expect(page.Locator("[role=alert]")).ToContainTextAsync("'brand.opening' is not a placeholder");

        await page.FillAsync("[name=text]", "We open at nine.");
        await page.ClickAsync("text=Save answer");
        await Expect(page.Locator(".answer-rows")).ToContainTextAsync("We open at nine.");
        Assert.That(await ben.SidewaysAsync(), Is.LessThanOrEqualTo(0));
        Assert.That(await ben.AxeAsync(), Is.Empty);
        await page.ClickAsync(".answer-rows button:has-text('Remove')");

        await Expect(page.Locator(".answer-rows li")).ToHaveCountAsync(0);
    }

    [Test]
    public async Task A_scheduled_reply_waits_says_when_and_can_be_stopped()
    {
        await using var ana = await Visitor.SignedInAsync(host);
        var page = ana.Page;
        await page.GotoAsync($"/mentions/{numbers[0]}");
        await ScheduleAsync(page, DateTimeOffset.UtcNow.AddDays(2));

        await Expect(page.Locator(".delivery")).ToContainTextAsync("Scheduled: goes to");
        await Expect(page.Locator(".status-line")).ToContainTextAsync("To be sent");
        await host.DeliverAsync();
        var reply = (await host.Replies.RepliesAsync(numbers[0], default)).Single();
        Assert.That((reply.State, host.Channel.Posts.Count), Is.EqualTo((ReplyState.Approved, 0)));
        Assert.That(reply.NextActionAt - DateTimeOffset.UtcNow, Is.GreaterThan(TimeSpan.FromHours(40)));
        await page.Locator(".delivery button").ClickAsync();

        await Expect(page.Locator("#composer")).ToBeVisibleAsync();
        Assert.That((await host.Replies.RepliesAsync(numbers[0], default)).Single().State, Is.EqualTo(ReplyState.Cancelled));
    }

    [Test]
    public async Task A_scheduled_reply_does_not_go_out_when_the_customer_changed_the_text()
    {
        await using var ana = await Visitor.SignedInAsync(host);
        await ana.Page.GotoAsync($"/mentions/{numbers[0]}");
        await ScheduleAsync(ana.Page, DateTimeOffset.UtcNow.AddHours(30));
        var mention = (await host.Mentions.FindAsync(numbers[0], default))!.Mention;

        await host.Mentions.SaveBatchAsync(mention.Id.Channel, mention.Watch, Support.Builders.Page(new Worker.Channels.PollCursor("edited"), mention with { Text = "Solved, thank you.", Version = "v9" }), DateTimeOffset.UtcNow, default);
        await host.DeliverAsync();

        Assert.That((await host.Replies.RepliesAsync(numbers[0], default)).Single().State, Is.EqualTo(ReplyState.Cancelled));
        Assert.That(host.Channel.Posts, Is.Empty);
    }

    [TestCase("2020-01-01T10:00")]
    [TestCase("2999-01-01T10:00")]
    [TestCase("tomorrow")]
    [TestCase("")]
    public async Task A_time_that_is_past_far_or_none_is_refused_and_the_text_stays(string at)
    {
        using var client = new PlainClient(host);
        await client.SignInAsync("ana");

        var answer = await client.PostAsync($"/mentions/{numbers[0]}/approve", "/", ("text", "My own words stay."), ("later", "1"), ("at", at));

        Assert.That((int)answer.StatusCode, Is.EqualTo(409));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("This is no time within the next 7 days").And.Contain("My own words stay."));
        Assert.That(await host.Replies.RepliesAsync(numbers[0], default), Is.Empty);
    }

    private static async Task ScheduleAsync(IPage page, DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById("Europe/Tallinn"));
        await page.Locator("#composer details.menu > summary").ClickAsync();
        await page.Locator("[name=at]").FillAsync(local.ToString("yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture));
        await page.Locator("[name=later]").ClickAsync();
        await Expect(page.Locator(".message-ours")).ToHaveCountAsync(1);
    }

    private async Task KeepAsync(string name, string text) =>
        Assert.That(await host.Services.GetRequiredService<CannedAnswers>().SaveAsync(new CannedAnswer(name, "de", text), default), Is.Null);
}
