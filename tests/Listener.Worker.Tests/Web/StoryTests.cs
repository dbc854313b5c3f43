using System.Net;
using Listener.Worker.Domain;
using Listener.Worker.Pipeline;
using Listener.Worker.Storage;
using Listener.Worker.Tests.Support;
using Listener.Worker.Tests.Support.Web;
using Listener.Worker.Web.Text;
using Microsoft.Extensions.DependencyInjection;

namespace Listener.Worker.Tests.Web;

/// <summary>What became of a reply, in words and on the page.</summary>
public sealed class StoryTests
{
    private static readonly ReplyId Id = new(Guid.Parse("0197f3c2-a1b2-4c7f-9e0d-5b6a7c8d9e0f"));

    [TestCase(ReplyState.Sending, "Listener", 1, "Attempt 1 written down before the first byte left; lease until 09:02, fence 3 (listener-key · text hash abababababab)")]
    [TestCase(ReplyState.Delivered, "Listener", 1, "It stands on Fakenet (why)")]
    [TestCase(ReplyState.Delivered, "ana", 1, "Ana saw it in the thread (why)")]
    [TestCase(ReplyState.RetryLater, "Listener", 1, "Fakenet surely did not take it; next step 09:02 (why)")]
    [TestCase(ReplyState.Refused, "Listener", 1, "Fakenet refused it for good (why)")]
    [TestCase(ReplyState.Unknown, "Listener", 1, "Nobody knows whether Fakenet took it; next step 09:02 (why)")]
    [TestCase(ReplyState.Checking, "Listener", 1, "Looked for it on Fakenet; next step 09:02 (why)")]
    [TestCase(ReplyState.NeedsPerson, "Listener", 1, "A person has to look and decide (why)")]
    [TestCase(ReplyState.ManualHandOff, "ana", 0, "To be posted by hand (why)")]
    [TestCase(ReplyState.Cancelled, "ana", 0, "Taken back by Ana; nothing was sent (why)")]
    [TestCase(ReplyState.Cancelled, "ana", 1, "Taken back by Ana; nothing was sent (why)")]
    [TestCase(ReplyState.Cancelled, "Listener", 0, "Stopped before anything was sent (why)")]
    [TestCase(ReplyState.Approved, "Listener", 0, "Waits to be sent; next step 09:02 (why)")]
    [TestCase(ReplyState.Approved, "ana", 1, "Ana wants it sent once more (why)")]
    public void Every_step_has_its_sentence(ReplyState state, string actor, int attempt, string sentence)
    {
        var life = new ReplyLife(null, [], [Step(1, ReplyState.Approved, "ana", 0), Step(2, state, actor, attempt)], null);

        Assert.That(Tell(life)[1], Is.EqualTo(sentence));
    }

    [Test]
    public void Beginning_and_erasure_are_told()
    {
        var hash = new string('1', 64);
        DraftEntry[] drafts =
        [
            new(1, new DraftId(1), 1, Builders.Now, DraftState.Proposed, "Listener", hash), new(2, new DraftId(1), 2, Builders.Now, DraftState.Edited, "ana", hash),
        ];
        var life = new ReplyLife(null, drafts, [Step(3, ReplyState.Approved, "ana", 0) with { Until = Builders.Now.AddSeconds(10) }], Builders.Now);

        Assert.That(Tell(life), Is.EqualTo(new[]
        {
            "Proposed by Listener (text hash 111111111111)", "Edited by Ana, version 2 (text hash 111111111111)",
            "Approved by Ana, can be undone until 09:00 (text hash abababababab)", "Erased with its author; the steps stay, the text is gone",
        }));
    }

    [Test]
    public async Task Page_of_a_mention_tells_what_became_of_its_reply()
    {
        await using var host = await ConsoleHost.StartAsync(undo: TimeSpan.Zero);
        var number = (await host.AddAsync(Seeds.One("m1", "Where is my parcel?")))[0];
        var draft = (await host.Replies.DraftsAsync(number, default)).Single();
        await host.Services.GetRequiredService<ApproveDraft>().RunAsync(new ApprovalRequest(draft.Id, 1, "ana", Role.Admin, UndoWindow: TimeSpan.Zero), default);
        await host.DeliverAsync();
        using var client = new PlainClient(host);
        await client.SignInAsync("vera");

        using var answer = await client.GetAsync($"/mentions/{number}");
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());

        Assert.That(page, Does.Contain("What became of this reply").And.Contain("Proposed by Listener").And.Contain("Ana Lopez approved it")
            .And.Contain("Attempt 1 written down before the first byte left").And.Contain("It stands on Fakenet"));
    }

    private static List<string> Tell(ReplyLife life) =>
    [
        .. new StoryWords("Fakenet", at => at.ToString("HH:mm", null), user => user == "ana" ? "Ana" : user, EnglishText.Instance).Of(life)
            .Select(line => line.Detail is null ? line.Text : $"{line.Text} ({line.Detail})"),
    ];

    private static LedgerEntry Step(long row, ReplyState state, string actor, int attempt) =>
        new(row, Id, Builders.Now, state, actor, attempt, 3, "why") { Until = Builders.Now.AddMinutes(2), Key = "listener-key", TextHash = string.Concat(Enumerable.Repeat("ab", 32)) };
}
