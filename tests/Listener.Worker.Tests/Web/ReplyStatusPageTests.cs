using System.Text.RegularExpressions;
using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Pipeline;
using Listener.Worker.Storage;
using Listener.Worker.Tests.Support;
using Listener.Worker.Tests.Support.Web;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Listener.Worker.Tests.Web;

/// <summary>
/// Replies that did not simply go out, in a real browser: never sent, in doubt, refused, held by the switch for all sending;
/// each says what is known and offers only what works.
/// </summary>
public sealed class ReplyStatusPageTests
{
    private static readonly Regex HalloJonas = new("^Hallo Jonas", RegexOptions.None, TimeSpan.FromSeconds(1));
    private ConsoleHost host = null!;
    private MentionNumber number;

    [SetUp]
    public async Task StartAsync()
    {
        host = await ConsoleHost.StartAsync();
        number = (await host.AddAsync(Seeds.Morning()))[0];
    }

    [TearDown]
    public ValueTask StopAsync() => host.DisposeAsync();

    [Test]
    public async Task A_reply_that_never_left_says_why_and_is_given_up_for_another()
    {
        host.Channel.OnInspect = _ => new TargetReport(TargetState.Locked, "By its moderator.");
        var reply = await ApprovedAsync(number);
        await host.DeliverAsync();
        await using var ana = await Visitor.SignedInAsync(host);
        var page = ana.Page;
        await page.GotoAsync($"/mentions/{number}");
        await Expect(page.Locator(".delivery-bad")).ToContainTextAsync("This reply was not posted on Fakenet.");
        await Expect(page.Locator(".delivery-bad")).ToContainTextAsync("The thread is closed for replies. By its moderator.");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "It is there", Exact = true })).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Button, new() { Name = "Give up this reply" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Use this text again" }).ClickAsync();
        await Expect(page.Locator("#reply-text")).ToHaveValueAsync(HalloJonas);
        host.Channel.OnInspect = _ => new TargetReport(TargetState.Present);
        await page.Locator("#composer .button-primary").ClickAsync();

        await Expect(page.Locator("#pane .message-ours [data-state=Approved]")).ToHaveCountAsync(1);
        Assert.That((await host.Replies.FindReplyAsync(reply, default))!.State, Is.EqualTo(ReplyState.Cancelled));
    }

    [Test]
    public async Task A_doubtful_reply_is_given_up_and_another_can_be_written()
    {
        var reply = await ApprovedAsync(number);
        await DoubtAsync(reply);
        await using var ana = await Visitor.SignedInAsync(host);
        await ana.Page.GotoAsync($"/mentions/{number}");
        await Expect(ana.Page.Locator("#composer")).ToHaveCountAsync(0);

        await ana.Page.GetByRole(AriaRole.Button, new() { Name = "Give up this reply" }).ClickAsync();

        await Expect(ana.Page.Locator("#composer")).ToBeVisibleAsync();
        await Expect(ana.Page.Locator(".delivery-quiet")).ToContainTextAsync("Given up. It is not sent again.");
    }

    [Test]
    public async Task A_reply_in_doubt_is_kept_from_being_sent_again()
    {
        var reply = await ApprovedAsync(number);
        await DoubtAsync(reply, ReplyState.Unknown);
        await using var ana = await Visitor.SignedInAsync(host);
        await ana.Page.GotoAsync($"/mentions/{number}");

        await ana.Page.GetByRole(AriaRole.Button, new() { Name = "Do not send it again" }).ClickAsync();

        await Expect(ana.Page.Locator(".delivery-bad")).ToContainTextAsync("A person stopped it before it was sent once more.");
        await Expect(ana.Page.GetByRole(AriaRole.Button, new() { Name = "It is there", Exact = true })).ToHaveCountAsync(1);
        await host.DeliverAsync();
        Assert.That((await host.Replies.FindReplyAsync(reply, default))!.State, Is.EqualTo(ReplyState.NeedsPerson));
        Assert.That(host.Channel.Posts, Is.Empty);
    }

    [Test]
    public async Task A_refused_reply_offers_its_text_and_nothing_that_cannot_work()
    {
        host.Channel.OnPost = (_, _) => Task.FromResult<PostResult>(new PostResult.Refused(FakeChannel.Fault(ChannelFaultKind.Refused)));
        await ApprovedAsync(number);
        await host.DeliverAsync();
        await using var ana = await Visitor.SignedInAsync(host);
        await ana.Page.GotoAsync($"/mentions/{number}");
        await Expect(ana.Page.Locator(".delivery-bad")).ToContainTextAsync("Fakenet refused the reply");
        await Expect(ana.Page.Locator(".delivery-bad form[action$=give-up], .delivery-bad form[action$=not-there]")).ToHaveCountAsync(0);

        await ana.Page.GetByRole(AriaRole.Button, new() { Name = "Use this text again" }).ClickAsync();

        await Expect(ana.Page.Locator("#reply-text")).ToHaveValueAsync(HalloJonas);
        await Expect(ana.Page.GetByRole(AriaRole.Button, new() { Name = "Use this text again" })).ToHaveCountAsync(0);
    }

    [Test]
    public async Task A_reply_held_by_the_switch_for_all_sending_can_be_stopped()
    {
        await host.Operations.WriteValueAsync(DeliveryRules.StoppedKey, "by ana", default);
        var reply = await ApprovedAsync(number);
        await host.DeliverAsync();
        await using var ana = await Visitor.SignedInAsync(host);
        await ana.Page.GotoAsync($"/mentions/{number}");

        await ana.Page.GetByRole(AriaRole.Button, new() { Name = "Stop this reply" }).ClickAsync();
        await Expect(ana.Page.Locator("#composer")).ToBeVisibleAsync();
        await host.Operations.WriteValueAsync(DeliveryRules.StoppedKey, null, default);
        await host.DeliverAsync();

        Assert.That((await host.Replies.FindReplyAsync(reply, default))!.State, Is.EqualTo(ReplyState.Cancelled));
        Assert.That(host.Channel.Posts, Is.Empty);
    }

    [TestCase("ben", 1)]
    [TestCase("wim", 0, Description = "a writer stops only what they approved")]
    public async Task A_reply_of_somebody_else_is_stopped_by_approvers(string name, int buttons)
    {
        await ApprovedAsync(number);
        await using var visitor = await Visitor.SignedInAsync(host, name);
        await visitor.Page.GotoAsync($"/mentions/{number}");

        await Expect(visitor.Page.Locator("#pane .message-ours [data-state=Approved]")).ToHaveCountAsync(1);
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Stop this reply" })).ToHaveCountAsync(buttons);
    }

    [TestCase("never sent")]
    [TestCase("in doubt")]
    [TestCase("refused")]
    [TestCase("held")]
    public async Task What_became_of_a_reply_is_accessible_and_fits_320_pixels(string which)
    {
        var reply = await ApprovedAsync(number);
        if (which == "never sent")
            host.Channel.OnInspect = _ => new TargetReport(TargetState.Locked);
        if (which == "refused")
            host.Channel.OnPost = (_, _) => Task.FromResult<PostResult>(new PostResult.Refused(FakeChannel.Fault(ChannelFaultKind.Refused)));
        if (which == "held")
            await host.Operations.WriteValueAsync(DeliveryRules.StoppedKey, "by ana", default);
        if (which == "in doubt")
            await DoubtAsync(reply);
        await host.DeliverAsync();
        await using var ana = await Visitor.SignedInAsync(host, dark: true);
        await using var phone = await Visitor.SignedInAsync(host, width: 320, height: 700, locale: "de-DE");

        foreach (var visitor in new[] { ana, phone })
        {
            await visitor.Page.GotoAsync($"/mentions/{number}");
            Assert.That(await visitor.AxeAsync(), Is.Empty);
            Assert.That(await visitor.SidewaysAsync(), Is.LessThanOrEqualTo(0));
        }
    }

    private async Task<ReplyId> ApprovedAsync(MentionNumber mention)
    {
        var stored = (await host.Mentions.FindAsync(mention, default))!;
        var draft = (await host.Replies.DraftsAsync(mention, default)).Single();
        var now = DateTimeOffset.UtcNow;
        var reply = Reply.To(stored, new ReplyId(Guid.NewGuid()), draft.Text, "de", now);
        await host.Replies.ApproveAsync(reply, draft.Id, draft.Version, stored.Mention.Version, new Decision("ana", now), now, false, default);
        return reply.Id;
    }

    private async Task DoubtAsync(ReplyId reply, ReplyState doubt = ReplyState.NeedsPerson)
    {
        var now = DateTimeOffset.UtcNow;
        var leased = (await host.Replies.LeaseDueAsync(now.AddMinutes(5), TimeSpan.FromMinutes(1), 5, [], default)).Single();
        await host.Replies.BeginAttemptAsync(reply, leased.Fence, now, now.AddMinutes(1), default);
        await host.Replies.SettleAsync(reply, leased.Fence, new Settlement(doubt, now, "Listener", now.AddMinutes(5), Detail: "own posts cannot be listed"), default);
    }
}
