using Listener.Worker.Channels.Demo;
using Listener.Worker.Domain;
using Listener.Worker.Pipeline;
using Listener.Worker.Storage;
using Listener.Worker.Web.Security;

namespace Listener.Worker.Hosting;

/// <summary>The two people of the demonstration. They work through the same stages as anybody at the console.</summary>
internal sealed class DemoTeam(IMentionStore mentions, IReplyStore replies, IOperationsStore operations, EditDraft edit, ApproveDraft approve, ListeningPipeline line)
{
    /// <summary>Adds both accounts; their passwords are fresh and long.</summary>
    /// <returns>Password of the first.</returns>
    public async Task<string> HireAsync(DateTimeOffset now, CancellationToken token)
    {
        var password = DataFolder.NewSecret()[..16];
        await operations.AddFirstUserAsync(UserAccounts.Create(DemoThread.Lead, "Ana Keller", Role.Admin, password, now), token);
        await operations.SaveUserAsync(UserAccounts.Create(DemoThread.Colleague, "Ben Tamm", Role.Approver, DataFolder.NewSecret(), now), token);
        return password;
    }

    /// <summary>Answers one text and sends the answer; does nothing if the text is gone or owes no answer.</summary>
    /// <returns>True if the answer was approved.</returns>
    public async Task<bool> AnswerAsync(DemoAnswer answer, ChannelKey channel, CancellationToken token)
    {
        if (await mentions.FindAsync(new MentionId(channel, answer.PostId), token) is not { GoneAt: null } mention)
            return false;
        var draft = (await replies.DraftsAsync(mention.Number, token)).FirstOrDefault(d => d.State is DraftState.Proposed or DraftState.Edited);
        if (draft is null && answer.Text is not null)
            draft = await edit.StartAsync(mention, answer.Text, answer.By, token);
        if (draft is null || !await ApproveAsync(draft, answer.By, answer.Text, token))
            return false;
        await line.DeliverAsync(token);
        return true;
    }

    /// <summary>Closes what the team has dealt with, and leaves the traces of a working day on what is open.</summary>
    /// <param name="before">Mentions posted before this time are closed, UTC.</param>
    /// <param name="now">Time now, UTC.</param>
    /// <param name="token">Interruption.</param>
    public async Task TidyAsync(DateTimeOffset before, DateTimeOffset now, CancellationToken token)
    {
        var closed = new List<Task>();
        var open = new List<StoredMention>();
        await foreach (var mention in mentions.AllAsync(null, null, token))
        {
            if (mention.Mention.PostedAt < before)
                closed.Add(mentions.SetStateAsync(mention.Number, MentionState.Resolved, null, mention.FirstRespondedAt is null ? DemoThread.Lead : DemoThread.Colleague, mention.Mention.PostedAt.AddHours(30), token));
            else if (mention is { State: MentionState.New, GoneAt: null, Routing.NeedsAnswer: true })
                open.Add(mention);
        }
        await Task.WhenAll(closed);
        await TouchAsync(open, now, token);
    }

    private async Task TouchAsync(List<StoredMention> open, DateTimeOffset now, CancellationToken token)
    {
        foreach (var mine in open.Where((_, i) => i % 7 == 0))
            await mentions.AssignAsync(mine.Number, DemoThread.Lead, DemoThread.Colleague, now, token);
        foreach (var theirs in open.Where((_, i) => i % 7 == 3))
            await mentions.AssignAsync(theirs.Number, DemoThread.Colleague, DemoThread.Lead, now, token);
        if (open.Find(m => m.Classification!.Flags.Count > 0) is { } grave)
            await mentions.AddNoteAsync(new Note(0, grave.Number, DemoThread.Colleague, now, "I have told product safety and legal; please read it twice before you answer."), token);
        if (open.FindLast(m => m.Classification!.Intent == Intent.Suggestion) is { } later)
            await mentions.SetStateAsync(later.Number, MentionState.Snoozed, now.AddHours(3), DemoThread.Colleague, now, token);
    }

    // Some rules ask for a second person; the other of the two is there for that.
    private async Task<bool> ApproveAsync(Draft draft, string by, string? text, CancellationToken token)
    {
        var outcome = await approve.RunAsync(RequestOf(draft, by, text), token);
        if (outcome is ApprovalOutcome.HandedIn handed)
            outcome = await approve.RunAsync(RequestOf(handed.Draft, by == DemoThread.Lead ? DemoThread.Colleague : DemoThread.Lead, null), token);
        return outcome is ApprovalOutcome.Approved;
    }

    private static ApprovalRequest RequestOf(Draft draft, string by, string? text) =>
        new(draft.Id, draft.Version, by, Role.Approver, text, SendAnyway: true, UndoWindow: TimeSpan.Zero);
}
