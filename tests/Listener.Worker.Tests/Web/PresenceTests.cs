using Listener.Worker.Domain;
using Listener.Worker.Tests.Support;
using Listener.Worker.Tests.Support.Web;
using Listener.Worker.Web.Inbox;
using static Microsoft.Playwright.Assertions;

namespace Listener.Worker.Tests.Web;

/// <summary>Who is on a mention: pushed as people come and go, and read aloud by one key.</summary>
public sealed class PresenceTests
{
    [Test]
    public async Task Who_looks_is_shown_as_it_happens_without_drawing_the_mention_anew()
    {
        await using var host = await ConsoleHost.StartAsync();
        var numbers = await host.AddAsync(Seeds.Morning());
        await using var ana = await Visitor.SignedInAsync(host, "ana");
        await using var ben = await Visitor.SignedInAsync(host, "ben");
        await ana.Page.GotoAsync($"/mentions/{numbers[0]}?view=all");
        await Expect(ana.Page.Locator("#live")).ToHaveAttributeAsync("data-state", "on");
        await ana.Page.EvaluateAsync("() => { document.getElementById('composer').dataset.same = 'yes'; }");

        await ben.Page.GotoAsync($"/mentions/{numbers[0]}");
        await Expect(ana.Page.Locator("#status-line")).ToContainTextAsync("Ben Kask is looking");
        await Expect(ana.Page.Locator($"#row-{numbers[0]} .avatar-hollow")).ToHaveCountAsync(1);
        await ben.Page.GotoAsync("/");

        await Expect(ana.Page.Locator("#status-line")).Not.ToContainTextAsync("Ben Kask");
        await Expect(ana.Page.Locator("#composer")).ToHaveAttributeAsync("data-same", "yes");
    }

    [Test]
    public async Task W_reads_aloud_who_writes_who_looks_and_whom_it_is_assigned_to()
    {
        await using var host = await ConsoleHost.StartAsync();
        var numbers = await host.AddAsync(Seeds.Morning());
        await using var ana = await Visitor.SignedInAsync(host, "ana");
        await ana.Page.GotoAsync($"/mentions/{numbers[0]}");
        await ana.Page.Keyboard.PressAsync("w");
        await Expect(ana.Page.Locator("#toasts[aria-live=polite]")).ToHaveTextAsync("Nobody else is on this mention. Assigned to nobody.");

        await host.Replies.ClaimAsync(numbers[0], "ben", TimeSpan.FromMinutes(5), false, DateTimeOffset.UtcNow, default);
        await host.Mentions.AssignAsync(numbers[0], "wim", "wim", DateTimeOffset.UtcNow, default);
        await using var vera = await Visitor.SignedInAsync(host, "vera");
        await vera.Page.GotoAsync($"/mentions/{numbers[0]}");
        await ana.Page.Keyboard.PressAsync("w");

        await Expect(ana.Page.Locator("#toasts")).ToHaveTextAsync("Ben Kask is writing. Vera Popa is looking. Assigned to Wim de Boer.");
    }

    [Test]
    public void Only_coming_and_going_is_news()
    {
        var clock = new FakeClock(Builders.Now);
        var presence = new Presence(clock);
        var (news, own) = (new List<long>(), new List<long>());
        var following = presence.Follow("ben", mention => news.Add(mention.Value));
        using var herself = presence.Follow("Ana", mention => own.Add(mention.Value));

        presence.Look("ana", new MentionNumber(1));
        presence.Look("ana", new MentionNumber(1));
        presence.Look("ana", new MentionNumber(2));
        presence.Leave("ana");
        following.Dispose();
        presence.Look("ana", new MentionNumber(3));

        Assert.That(news, Is.EqualTo(new[] { 1, 2, 1, 2 }));
        Assert.That(own, Is.Empty);
    }
}
