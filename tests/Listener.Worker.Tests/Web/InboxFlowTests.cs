using Listener.Worker.Domain;
using Listener.Worker.Storage;
using Listener.Worker.Tests.Support.Web;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Listener.Worker.Tests.Web;

/// <summary>
/// Work in a real browser: clearing by keyboard, editing, undo after a reload, two people on one mention, stale drafts,
/// a lost connection, new mentions while reading, doubtful deliveries, many at once, and the same without scripts.
/// </summary>
public sealed class InboxFlowTests
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
    public async Task Several_mentions_are_cleared_by_keyboard_alone()
    {
        await using var ana = await Visitor.SignedInAsync(host);
        var page = ana.Page;

        for (var i = 0; i < 4; i++)
        {
            var before = await page.Locator("#pane").GetAttributeAsync("data-mention");
            await page.Keyboard.PressAsync("j");
            await page.WaitForFunctionAsync("before => document.getElementById('pane').dataset.mention !== before && document.querySelector('#composer')", before ?? "");
            await page.Keyboard.PressAsync("y");
            await Expect(page.Locator("#pane .message-ours [data-state=Approved]")).ToHaveCountAsync(1);
        }

        var approved = await host.Replies.RepliesInAsync([ReplyState.Approved], 50, default);
        Assert.That(approved.Select(r => r.Reply.Mention).Distinct().Count(), Is.EqualTo(4));
    }

    [Test]
    public async Task An_edited_draft_is_sent_as_edited_and_stands_in_the_thread()
    {
        await host.Operations.SaveUserAsync((await host.Operations.FindUserAsync("ana", default))! with { Preferences = """{"undoSeconds":0}""" }, default);
        await using var ana = await Visitor.SignedInAsync(host);
        var page = ana.Page;
        await page.GotoAsync($"/mentions/{numbers[5]}");

        await page.Keyboard.PressAsync("r");
        await page.Locator("#reply-text").FillAsync("Merhaba Elif, sorunu bulduk ve düzelttik. Lütfen uygulamayı yeniden açın.");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator(".message-ours")).ToContainTextAsync("sorunu bulduk");
        await host.DeliverAsync();

        await Expect(page.Locator(".delivery-good")).ToContainTextAsync("Posted");
        Assert.That(host.Channel.Posts.Single().Text, Does.StartWith("Merhaba Elif, sorunu bulduk"));
    }

    [Test]
    public async Task Undo_survives_a_reload_and_nothing_is_sent()
    {
        await using var ana = await Visitor.SignedInAsync(host);
        var page = ana.Page;
        await page.GotoAsync($"/mentions/{numbers[0]}");
        await page.Keyboard.PressAsync("y");
        await Expect(page.Locator("#undo button")).ToBeVisibleAsync();

        await page.ReloadAsync();
        await page.Keyboard.PressAsync("z");
        await Expect(page.Locator("#composer")).ToBeVisibleAsync();

        await host.DeliverAsync();
        Assert.That(host.Channel.Posts, Is.Empty);
        Assert.That((await host.Replies.RepliesAsync(numbers[0], default)).Single().State, Is.EqualTo(ReplyState.Cancelled));
    }

    [Test]
    public async Task The_undo_bar_names_the_customer_so_that_two_replies_in_flight_are_told_apart()
    {
        var hostile = (await host.AddAsync(Seeds.One("h", "And me?", name: "{s} \u202Eevil {0}", handle: "evil"))).Single();
        await using var ana = await Visitor.SignedInAsync(host);
        foreach (var (number, name) in new[] { (numbers[0], "Jonas Weber"), (numbers[1], "Maya Collins"), (hostile, "(s) ·evil (0)") })
        {
            await ana.Page.GotoAsync($"/mentions/{number}");
            await ana.Page.Keyboard.PressAsync("y");
            await Expect(ana.Page.Locator("#undo")).ToContainTextAsync(name);
            await Expect(ana.Page.Locator("#undo")).ToContainTextAsync(new System.Text.RegularExpressions.Regex("sending to Fakenet in [0-9]+ s", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
        }

        await ana.Page.GotoAsync($"/mentions/{numbers[2]}");
        await ana.Page.Keyboard.PressAsync("c");

        await Expect(ana.Page.Locator("#undo")).ToContainTextAsync("evil");
    }

    [Test]
    public async Task A_mention_is_called_answered_only_when_the_network_has_the_reply()
    {
        await ApprovedAsync(numbers[0]);
        await using var ana = await Visitor.SignedInAsync(host);
        await ana.Page.GotoAsync($"/mentions/{numbers[0]}?view=all");
        await Expect(ana.Page.Locator(".status-line")).ToContainTextAsync("To be sent");
        await Expect(ana.Page.Locator(".status-line")).Not.ToContainTextAsync("Answered");
        await Expect(ana.Page.Locator($"#row-{numbers[0]}")).Not.ToContainTextAsync("Answered");

        await host.DeliverAsync();

        await Expect(ana.Page.Locator(".status-line")).ToContainTextAsync("Answered in");
        await Expect(ana.Page.Locator(".status-line")).Not.ToContainTextAsync("To be sent");
    }

    [Test]
    public async Task Two_people_on_one_mention_see_who_writes_and_only_one_reply_goes_out()
    {
        await using var ana = await Visitor.SignedInAsync(host, "ana");
        await using var ben = await Visitor.SignedInAsync(host, "ben");
        ben.Allowed = "409";
        await ana.Page.GotoAsync($"/mentions/{numbers[1]}");
        await ben.Page.GotoAsync($"/mentions/{numbers[1]}");

        await ana.Page.Locator("#reply-text").FocusAsync();
        await Expect(ben.Page.Locator("#claim")).ToContainTextAsync("Ana Lopez is writing a reply");
        await Expect(ben.Page.Locator("#reply-text")).Not.ToBeEditableAsync();
        await ana.Page.Locator("#composer .button-primary").ClickAsync();
        await Expect(ben.Page.Locator(".message-ours")).ToHaveCountAsync(1);

        await Expect(ben.Page.Locator("#composer")).ToHaveCountAsync(0);
        Assert.That(await host.Replies.RepliesAsync(numbers[1], default), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Taking_over_lets_the_second_person_write()
    {
        await using var ana = await Visitor.SignedInAsync(host, "ana");
        await using var ben = await Visitor.SignedInAsync(host, "ben");
        await ana.Page.GotoAsync($"/mentions/{numbers[1]}");
        await ana.Page.Locator("#reply-text").FocusAsync();
        await ben.Page.GotoAsync($"/mentions/{numbers[1]}");

        await ben.Page.Locator("#claim button").ClickAsync();

        await Expect(ben.Page.Locator("#reply-text")).ToBeEditableAsync();
        Assert.That((await host.Replies.ClaimOfAsync(numbers[1], DateTimeOffset.UtcNow, default))?.By, Is.EqualTo("ben"));
    }

    [Test]
    public async Task A_note_left_meanwhile_stops_sending_until_it_was_seen()
    {
        await using var ana = await Visitor.SignedInAsync(host);
        ana.Allowed = "409";
        var page = ana.Page;
        await page.GotoAsync($"/mentions/{numbers[2]}");
        await page.Locator("#reply-text").FillAsync("Aitäh, Kadri! Rõõm kuulda. Anname kiituse edasi.");
        await host.Mentions.AddNoteAsync(new Note(0, numbers[2], "ben", DateTimeOffset.UtcNow, "Please wait."), default);

        await page.Locator("#composer .button-primary").ClickAsync();
        await Expect(page.Locator("#stale")).ToContainTextAsync("A colleague left a note.");
        Assert.That(await host.Replies.RepliesAsync(numbers[2], default), Is.Empty);
        await page.Locator("#stale button").ClickAsync();

        await Expect(page.Locator(".message-ours")).ToContainTextAsync("Rõõm kuulda. Anname");
    }

    [Test]
    public async Task A_missing_placeholder_blocks_sending_and_is_selected()
    {
        await using var ana = await Visitor.SignedInAsync(host);
        var page = ana.Page;
        await page.GotoAsync($"/mentions/{numbers[7]}");

        await page.Locator("#composer .button-primary").ClickAsync();

        var selected = await page.EvaluateAsync<string>("(() => { const a = document.getElementById('reply-text'); return a.value.slice(a.selectionStart, a.selectionEnd); })()");
        Assert.That(selected, Is.EqualTo("{{answer}}"));
        Assert.That(await host.Replies.RepliesAsync(numbers[7], default), Is.Empty);
    }

    [Test]
    public async Task Typing_is_saved_on_the_server()
    {
        await using var ana = await Visitor.SignedInAsync(host);
        var page = ana.Page;
        await page.GotoAsync($"/mentions/{numbers[0]}");

        await page.Locator("#reply-text").FillAsync("Hallo Jonas, wir haben den Fehler gefunden.");
        await Expect(page.Locator("#saved")).ToContainTextAsync("Saved");
        await page.ReloadAsync();

        await Expect(page.Locator("#reply-text")).ToHaveValueAsync("Hallo Jonas, wir haben den Fehler gefunden.");
        await Expect(page.Locator(".diff summary")).ToBeVisibleAsync();
    }

    [Test]
    public async Task A_new_mention_does_not_move_what_is_read()
    {
        await using var ana = await Visitor.SignedInAsync(host);
        var page = ana.Page;
        await page.Keyboard.PressAsync("j");
        await Expect(page.Locator("#composer")).ToBeVisibleAsync();
        var first = await page.Locator(".row").First.GetAttributeAsync("id");

        await host.AddAsync(Seeds.One("late", "And one more question, please.", dueInMinutes: 1));
        await Expect(page.Locator("#new-pill")).ToContainTextAsync("1 new");
        Assert.That(await page.Locator(".row").First.GetAttributeAsync("id"), Is.EqualTo(first));
        await page.Locator("#new-pill").ClickAsync();

        await Expect(page.Locator(".row")).ToHaveCountAsync(9);
    }

    [Test]
    public async Task A_lost_connection_is_said_and_comes_back()
    {
        await using var ana = await Visitor.SignedInAsync(host);
        ana.Allowed = "ERR_INTERNET_DISCONNECTED";
        var page = ana.Page;
        await Expect(page.Locator("#live")).ToHaveAttributeAsync("data-state", "on");

        var isCut = true;
        await page.RouteAsync(url => isCut && new Uri(url).AbsolutePath == "/events", route => route.AbortAsync("internetdisconnected"));
        await page.ReloadAsync();
        await Expect(page.Locator("#offline")).ToContainTextAsync("Not live");
        isCut = false;

        await Expect(page.Locator("#offline")).ToBeHiddenAsync();
    }

    [Test]
    public async Task A_doubtful_reply_is_settled_by_a_person()
    {
        var reply = await ApprovedAsync(numbers[0]);
        await DoubtAsync(reply);
        await using var ana = await Visitor.SignedInAsync(host);
        await ana.Page.GotoAsync($"/mentions/{numbers[0]}");
        await Expect(ana.Page.Locator(".delivery-bad")).ToContainTextAsync("We cannot tell whether Fakenet took this reply.");

        await ana.Page.GetByRole(AriaRole.Button, new() { Name = "It is there", Exact = true }).ClickAsync();

        await Expect(ana.Page.Locator(".delivery-good")).ToContainTextAsync("Posted");
        Assert.That((await host.Replies.FindReplyAsync(reply, default))!.State, Is.EqualTo(ReplyState.Delivered));
    }

    [Test]
    public async Task Several_selected_mentions_are_resolved_and_brought_back_by_one_undo()
    {
        await using var ana = await Visitor.SignedInAsync(host);
        var page = ana.Page;
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("x");
        await page.Keyboard.PressAsync("Shift+J");
        await Expect(page.Locator(".bulk-count")).ToContainTextAsync("2 selected");

        await page.Locator("#bulk [value=resolve]").ClickAsync();
        await Expect(page.Locator(".row")).ToHaveCountAsync(6);
        await page.Keyboard.PressAsync("z");

        await Expect(page.Locator(".row")).ToHaveCountAsync(8);
    }

    [Test]
    public async Task A_corrected_label_is_kept_for_training()
    {
        await using var ana = await Visitor.SignedInAsync(host);
        await ana.Page.GotoAsync($"/mentions/{numbers[1]}");

        await ana.Page.Locator(".choose button").First.ClickAsync();

        await Expect(ana.Page.Locator(".choose")).ToHaveCountAsync(0);
        var kept = new List<LabelCorrection>();
        await foreach (var (correction, _) in host.Mentions.CorrectionsAsync(default))
            kept.Add(correction);
        Assert.That(kept.Single(), Has.Property("By").EqualTo("ana").And.Property("Field").EqualTo("sentiment"));
    }

    [Test]
    public async Task Reading_approving_and_rejecting_work_without_scripts()
    {
        await using var ana = await Visitor.SignedInAsync(host, scripts: false);
        ana.Allowed = "409";
        var page = ana.Page;

        await page.Locator(".row-link").First.ClickAsync();
        await page.Locator("#reply-text").FillAsync("Bună, Andrei. Verificăm rambursarea chiar acum și revenim aici.");
        await page.Locator("#composer .button-primary").ClickAsync();
        await Expect(page.Locator(".message-ours")).ToContainTextAsync("revenim aici");
        await page.Locator("#undo button").ClickAsync();
        await Expect(page.Locator(".toast")).ToContainTextAsync("Nothing was sent");
        await page.Locator("#reject > summary").ClickAsync();
        await page.Locator("#reject [value='not needed']").CheckAsync();
        await page.Locator("#reject button").ClickAsync();

        await Expect(page.Locator(".toast")).ToContainTextAsync("Draft rejected");
        Assert.That((await host.Replies.DraftsAsync(numbers[4], default)).Single().State, Is.EqualTo(DraftState.Rejected));
    }

    [Test]
    public async Task The_queue_is_approved_with_one_key()
    {
        await using var ben = await Visitor.SignedInAsync(host, "ben");
        var page = ben.Page;
        await page.GotoAsync("/approvals");
        var before = await page.Locator(".approval").CountAsync();

        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("y");

        await Expect(page.Locator(".approval")).ToHaveCountAsync(before - 1);
        await Expect(page.Locator("#undo button")).ToBeVisibleAsync();
    }

    [Test]
    public async Task Keys_lead_to_pages_search_and_help()
    {
        await using var ana = await Visitor.SignedInAsync(host);
        var page = ana.Page;

        await page.Keyboard.PressAsync("?");
        await Expect(page.Locator("#keys")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("/");
        await Expect(page.Locator("#search")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("parcel");
        await page.Keyboard.PressAsync("Enter");
        // The rows are there before the new page's scripts are; a key pressed in between would be lost.
        await page.WaitForURLAsync(url => url.Contains("q=parcel", StringComparison.Ordinal));
        await Expect(page.Locator(".row")).ToHaveCountAsync(1);
        await Expect(page.Locator("#search")).Not.ToBeFocusedAsync();
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("a");

        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/approvals$", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    private async Task<ReplyId> ApprovedAsync(MentionNumber number)
    {
        var mention = (await host.Mentions.FindAsync(number, default))!;
        var draft = (await host.Replies.DraftsAsync(number, default)).Single();
        var now = DateTimeOffset.UtcNow;
        var reply = Reply.To(mention, new ReplyId(Guid.NewGuid()), draft.Text, "de", now);
        await host.Replies.ApproveAsync(reply, draft.Id, draft.Version, mention.Mention.Version, new Decision("ana", now), now, false, default);
        return reply.Id;
    }

    private async Task DoubtAsync(ReplyId reply)
    {
        var leased = (await host.Replies.LeaseDueAsync(DateTimeOffset.UtcNow.AddMinutes(5), TimeSpan.FromMinutes(1), 5, [], default)).Single();
        await host.Replies.BeginAttemptAsync(reply, leased.Fence, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddMinutes(1), default);
        await host.Replies.SettleAsync(reply, leased.Fence, new Settlement(ReplyState.NeedsPerson, DateTimeOffset.UtcNow, "Listener", Detail: "own posts cannot be listed"), default);
    }

    [Test]
    public async Task A_mention_that_changes_while_its_page_is_on_the_way_is_shown_as_it_is_now()
    {
        var number = numbers[0];
        await using var ana = await Visitor.SignedInAsync(host);
        await ana.Page.GotoAsync("/?view=all");
        await Expect(ana.Page.Locator("#live")).ToHaveAttributeAsync("data-state", "on");
        var changed = false;
        await ana.Page.RouteAsync($"**/mentions/{number}?*", async route =>
        {
            var old = await route.FetchAsync();
            if (!changed)
            {
                changed = true;
                await host.Mentions.AssignAsync(number, "wim", "wim", DateTimeOffset.UtcNow, default);
                // The list has drawn the change before the page comes that does not know it.
                await Expect(ana.Page.Locator($"#row-{number}")).ToContainTextAsync("Assigned to wim");
            }
            await route.FulfillAsync(new() { Response = old });
        });

        await ana.Page.Locator($"#row-{number} [data-row]").ClickAsync();

        await Expect(ana.Page.Locator("#pane button[name=assignee][value=wim]")).ToHaveAttributeAsync("aria-pressed", "true");
    }
}
