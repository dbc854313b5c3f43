using Listener.Worker.Domain;
using Listener.Worker.Tests.Support.Web;
using static Microsoft.Playwright.Assertions;

namespace Listener.Worker.Tests.Web;

/// <summary>Y where it cannot approve: closed window, not allowed, by hand without a draft, no draft, approved already, held by a colleague, a reader, nothing open.</summary>
public sealed class ApprovalKeyTests
{
    private ConsoleHost host = null!;

    [SetUp]
    public async Task StartAsync() => host = await ConsoleHost.StartAsync();

    [TearDown]
    public ValueTask StopAsync() => host.DisposeAsync();

    private static IEnumerable<TestCaseData> Closed()
    {
        yield return Case("window", ReplyEligibility.Until(DateTimeOffset.UtcNow.AddHours(-2)), "the reply window closed", "Leave a note with N, or resolve the mention with E");
        yield return Case("not allowed", ReplyEligibility.NotAllowed("the author switched replies off"), "nobody may reply here (the author switched replies off)", "resolve the mention with E");
        yield return Case("by hand", ReplyEligibility.ManualOnly("no API"), "There is no draft to approve", "then post it by hand");
        yield return Case("no draft", ReplyEligibility.Allowed, "There is no draft to approve", "Write a reply with R");

        static TestCaseData Case(string name, ReplyEligibility eligibility, string why, string instead) => new TestCaseData(eligibility, why, instead).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Closed))]
    public async Task The_key_says_why_it_cannot_approve_and_what_to_do_instead(ReplyEligibility eligibility, string why, string instead)
    {
        var number = (await host.AddAsync(Seeds.One("m", "A question?", draft: null, eligibility: eligibility))).Single();
        await using var ana = await Visitor.SignedInAsync(host);
        await ana.Page.GotoAsync($"/mentions/{number}");

        await ana.Page.Keyboard.PressAsync("y");

        await Expect(ana.Page.Locator("#toasts[role=status][aria-live=polite]")).ToContainTextAsync(why);
        await Expect(ana.Page.Locator("#toasts")).ToContainTextAsync(instead);
        Assert.That(await host.Replies.RepliesAsync(number, default), Is.Empty);
    }

    [Test]
    public async Task The_key_speaks_the_readers_language_and_its_hint_goes_with_the_next_approval()
    {
        var number = (await host.AddAsync(Seeds.One("m", "Eine Frage?", draft: null))).Single();
        await using var ana = await Visitor.SignedInAsync(host, locale: "de-DE");
        await ana.Page.GotoAsync($"/mentions/{number}");

        await ana.Page.Keyboard.PressAsync("y");

        await Expect(ana.Page.Locator(".toast-fault")).ToHaveTextAsync("Es gibt keinen Entwurf zum Freigeben. Schreiben Sie mit R eine Antwort und geben Sie sie dann mit Y frei.");
        await ana.Page.Locator("#reply-text").FillAsync("Guten Tag, gern: wir antworten heute noch.");
        await ana.Page.Locator("#mention-title").ClickAsync();
        await ana.Page.Locator("#reply-text").BlurAsync();
        await ana.Page.Keyboard.PressAsync("y");

        await Expect(ana.Page.Locator(".toast-fault")).ToHaveCountAsync(0, new() { Timeout = 4000 });
    }

    [Test]
    public async Task The_key_says_that_a_reply_is_approved_already_or_a_colleague_writes()
    {
        var numbers = await host.AddAsync(Seeds.One("m", "A question?"), Seeds.One("n", "Another question?"));
        await host.Replies.ClaimAsync(numbers[1], "ben", TimeSpan.FromMinutes(5), false, DateTimeOffset.UtcNow, default);
        await using var ana = await Visitor.SignedInAsync(host);
        await ana.Page.GotoAsync($"/mentions/{numbers[0]}");
        await ana.Page.Keyboard.PressAsync("y");
        await Expect(ana.Page.Locator(".message-ours")).ToHaveCountAsync(1);

        await ana.Page.Keyboard.PressAsync("y");
        await Expect(ana.Page.Locator("#toasts")).ToContainTextAsync("approved already");
        await ana.Page.GotoAsync($"/mentions/{numbers[1]}");
        await ana.Page.Keyboard.PressAsync("y");

        await Expect(ana.Page.Locator("#toasts")).ToContainTextAsync("Ben Kask is writing a reply. Take over first.");
    }

    [Test]
    public async Task The_key_tells_a_reader_what_to_ask_for_and_an_empty_page_how_to_begin()
    {
        var number = (await host.AddAsync(Seeds.One("m", "A question?"))).Single();
        await using var vera = await Visitor.SignedInAsync(host, "vera");

        await vera.Page.Keyboard.PressAsync("y");
        await Expect(vera.Page.Locator("#toasts")).ToContainTextAsync("Press J to open one");
        await vera.Page.GotoAsync($"/mentions/{number}");
        await vera.Page.Keyboard.PressAsync("y");
        await Expect(vera.Page.Locator("#toasts")).ToContainTextAsync("ask for the role Writer");
        await vera.Page.GotoAsync("/approvals");
        await vera.Page.Keyboard.PressAsync("y");

        await Expect(vera.Page.Locator("#toasts")).ToContainTextAsync("ask for the role Writer");
    }
}
