using System.Globalization;
using Listener.Worker.Domain;
using Listener.Worker.Pipeline;
using Listener.Worker.Storage;
using Listener.Worker.Web.Text;
using Microsoft.Extensions.Localization;

namespace Listener.Worker.Web.Inbox;

/// <summary>Answer of the desk to one step of a reply.</summary>
/// <param name="Fault">Why it was not done, in the person's language; null if it was done.</param>
/// <param name="Stale">What changed meanwhile, as English keys; empty if nothing.</param>
/// <param name="Draft">The draft as stored now; null if there is none.</param>
/// <param name="Reply">The reply that was approved; null if none.</param>
public sealed record DeskAnswer(string? Fault, IReadOnlyList<string> Stale, Draft? Draft = null, ReplyRecord? Reply = null)
{
    /// <summary>True if it was done.</summary>
    public bool IsDone => Fault is null && Stale.Count == 0;

    internal static DeskAnswer Done(Draft? draft = null, ReplyRecord? reply = null) => new(null, [], draft, reply);

    internal static DeskAnswer No(string fault) => new(fault, []);
}

/// <summary>What a person sent with the reply form.</summary>
/// <param name="Draft">Draft edited; null for a new reply.</param>
/// <param name="Version">Version the person saw.</param>
/// <param name="Text">Text, line ends as <c>\n</c>.</param>
/// <param name="Seen">What the person saw of the conversation; null if unknown.</param>
/// <param name="Anyway">True if the person wants to send in spite of changes.</param>
/// <param name="Later">Local date and time to send at, as typed; null to send after the undo window.</param>
public sealed record ReplyForm(DraftId? Draft, int Version, string Text, SeenMark? Seen, bool Anyway, string? Later = null);

/// <summary>What a person found out about a doubtful reply.</summary>
public enum Doubt { There, NotThere, Hold, GiveUp }

/// <summary>Hands what a person decided to the stages of the line; the rules are theirs.</summary>
public sealed class ReplyDesk(
    IMentionStore mentions, IReplyStore replies, ApproveDraft approve, EditDraft edit, DecideDoubt decide,
    ConsoleVisit visit, TimeProvider time, IStringLocalizer<ConsoleText> text, IStringLocalizer<PhraseText> named)
{
    /// <summary>How long a claim lasts without being renewed.</summary>
    public static readonly TimeSpan ClaimLength = TimeSpan.FromMinutes(5);

    /// <summary>How far ahead a reply may be scheduled; what was true when it was approved is rarely true for longer.</summary>
    public static readonly TimeSpan LongestSchedule = TimeSpan.FromDays(7);

    /// <summary>Longest text of a reply in UTF-16 units; more than any network takes.</summary>
    public const int LongestText = 20_000;

    /// <summary>One reply; null if unknown.</summary>
    public Task<ReplyRecord?> FindAsync(ReplyId id, CancellationToken token) => replies.FindReplyAsync(id, token);

    /// <summary>Takes or renews the claim of this person.</summary>
    public Task<Claim> ClaimAsync(MentionNumber mention, bool takeOver, CancellationToken token) =>
        replies.ClaimAsync(mention, By, ClaimLength, takeOver, time.GetUtcNow(), token);

    /// <summary>Gives the claim of this person back.</summary>
    public Task ReleaseAsync(MentionNumber mention, CancellationToken token) => replies.ReleaseClaimAsync(mention, By, token);

    /// <summary>Stores the text as a new version, or as the first draft. An unchanged text stores nothing.</summary>
    public async Task<DeskAnswer> SaveAsync(MentionNumber number, ReplyForm form, CancellationToken token)
    {
        if (TooLong(form) is { } tooLong)
            return tooLong;
        if (await HeldByAsync(number, token) is { } other)
            return DeskAnswer.No(text["{0} is writing a reply. Take over first.", other]);
        try
        {
            return await StoreAsync(number, form, token);
        }
        catch (StaleWriteException stale)
        {
            return DeskAnswer.No(text[stale.Message]);
        }
    }

    /// <summary>Approves the text as it stands in the form, if nothing changed since the person saw it.</summary>
    public async Task<DeskAnswer> ApproveAsync(MentionNumber number, ReplyForm form, CancellationToken token)
    {
        if (form.Text.Length == 0)
            return DeskAnswer.No(text["The reply is empty. Write a text first."]);
        if (TooLong(form) is { } tooLong)
            return tooLong;
        if (form.Draft is { } shown && (await replies.FindDraftAsync(shown, token))?.Mention != number)
            return DeskAnswer.No(text["There is no such draft any more."]);
        var sendAt = form.Later is null ? null : TimeOf(form.Later);
        if (form.Later is not null && sendAt is null)
            return DeskAnswer.No(text["This is no time within the next {0} days. Choose date and time again.", (int)LongestSchedule.TotalDays]);
        var changes = await ChangesAsync(number, form, token);
        if (changes.Count > 0 && !form.Anyway)
            return new DeskAnswer(null, changes);
        var (id, version) = (form.Draft, form.Version);
        if (id is null)
        {
            var saved = await SaveAsync(number, form, token);
            if (saved.Draft is null)
                return saved;
            (id, version) = (saved.Draft.Id, saved.Draft.Version);
        }
        // The page showed everything up to its mark, so the person has seen what the stage would ask about.
        var seen = form.Anyway || form.Seen is not null;
        var request = new ApprovalRequest(id.Value, version, By, visit.User.Role, form.Text, null, seen, sendAt, visit.UndoWindow);
        return Answer(await approve.RunAsync(request, token));
    }

    /// <summary>Rejects a draft, keeping the reason.</summary>
    public async Task<DeskAnswer> RejectAsync(MentionNumber number, ReplyForm form, string reason, CancellationToken token)
    {
        if (form.Draft is not { } id || await replies.FindDraftAsync(id, token) is not { } draft || draft.Mention != number)
            return DeskAnswer.No(text["There is no such draft any more."]);
        try
        {
            await replies.RejectAsync(id, form.Version, new Decision(By, time.GetUtcNow(), reason), token);
            return DeskAnswer.Done();
        }
        catch (StaleWriteException stale)
        {
            return DeskAnswer.No(text[stale.Message]);
        }
    }

    /// <summary>Stops a reply in its undo window. Its approver may, and every approver.</summary>
    /// <returns>What became of it, one of the messages that may follow a redirect.</returns>
    public async Task<string> UndoAsync(ReplyRecord record, CancellationToken token)
    {
        var mine = string.Equals(record.ApprovedBy, By, StringComparison.OrdinalIgnoreCase);
        if (!mine && !visit.May(Role.Approver))
            return "Not stopped: only who approved a reply and approvers may stop it.";
        if (await replies.CancelAsync(record.Reply.Id, By, null, time.GetUtcNow(), token))
            return "Reply stopped. Nothing was sent.";
        return WhyNotUndone(await replies.FindReplyAsync(record.Reply.Id, token) ?? record);
    }

    /// <summary>What is true of a reply that could not be stopped any more.</summary>
    public static string WhyNotUndone(ReplyRecord reply) => reply.State switch
    {
        ReplyState.Delivered => "Too late to undo. It was sent.",
        ReplyState.Refused => "Nothing to undo: the network refused the reply.",
        ReplyState.NeedsPerson => "Too late to undo: the reply waits for a person. Look at it and decide.",
        ReplyState.Cancelled when reply.Detail == DecideDoubt.GivenUp => "Given up. It is not sent again.",
        ReplyState.Cancelled => "It was stopped already. Nothing was sent.",
        ReplyState.ManualHandOff => "Nothing to undo: the reply waits to be posted by hand.",
        ReplyState.Approved or ReplyState.RetryLater => "Too late to undo: sending was tried already and is tried again.",
        _ => "Too late to undo: it is being sent, and nobody knows yet whether it arrived.",
    };

    /// <summary>Settles a reply that waits for a person; false if it was settled meanwhile.</summary>
    public Task<bool> DecideAsync(ReplyId id, Doubt doubt, Uri? permalink, CancellationToken token) =>
        decide.RunAsync(id, doubt switch
        {
            Doubt.There => DoubtVerdict.ItIsThere,
            Doubt.NotThere => DoubtVerdict.SendAgain,
            Doubt.Hold => DoubtVerdict.Hold,
            _ => DoubtVerdict.GiveUp,
        }, permalink, By, token);

    /// <summary>Makes the text of a reply that ended without being posted a draft again; the reply itself stays ended.</summary>
    public async Task<DeskAnswer> ReuseAsync(ReplyRecord ended, CancellationToken token)
    {
        var number = ended.Reply.Mention;
        if ((await replies.RepliesAsync(number, token)).Any(r => r.State is not (ReplyState.Refused or ReplyState.Cancelled)))
            return DeskAnswer.No(text["This was settled meanwhile."]);
        if ((await replies.DraftsAsync(number, token)).Any(d => d.State is DraftState.Proposed or DraftState.Edited))
            return DeskAnswer.No(text["The draft changed meanwhile. Look at it again."]);
        return await SaveAsync(number, new ReplyForm(null, 0, ended.Reply.Text, null, false), token);
    }

    private string By => visit.User.Name;

    // Said, not cut: what was typed stays in the form.
    private DeskAnswer? TooLong(ReplyForm form) => form.Text.Length > LongestText
        ? DeskAnswer.No(text["The text has {0} characters; {1} can be stored. Shorten it.", form.Text.Length, LongestText])
        : null;

    // In the hour that the clocks skip the reply goes out right after it; in the hour they repeat, at its first pass.
    private DateTimeOffset? TimeOf(string typed)
    {
        if (!DateTime.TryParseExact(typed, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return null;
        var zone = visit.Clock.Zone;
        while (zone.IsInvalidTime(local))
            local = local.AddMinutes(15);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        var at = new DateTimeOffset(local, offset).ToUniversalTime();
        return at > visit.Now && at <= visit.Now + LongestSchedule ? at : null;
    }

    private async Task<DeskAnswer> StoreAsync(MentionNumber number, ReplyForm form, CancellationToken token)
    {
        if (form.Draft is not { } id)
        {
            if (form.Text.Length == 0)
                return DeskAnswer.Done();
            return await mentions.FindAsync(number, token) is { } mention
                ? DeskAnswer.Done(await edit.StartAsync(mention, form.Text, By, token))
                : DeskAnswer.No(text["This mention is no longer stored."]);
        }
        if (await replies.FindDraftAsync(id, token) is not { } draft || draft.Mention != number)
            return DeskAnswer.No(text["There is no such draft any more."]);
        if (draft.Version != form.Version || draft.State is not (DraftState.Proposed or DraftState.Edited))
            return DeskAnswer.No(text["The draft changed meanwhile. Look at it again."]);
        return DeskAnswer.Done(draft.Text == form.Text ? draft : await edit.RunAsync(draft, form.Text, By, token));
    }

    private async Task<IReadOnlyList<string>> ChangesAsync(MentionNumber number, ReplyForm form, CancellationToken token)
    {
        if (form.Seen is not { } seen || await mentions.FindAsync(number, token) is not { } mention)
            return [];
        var now = SeenMark.Of(mention, await mentions.CountByCustomerAsync(mention, null, null, token), await replies.RepliesAsync(number, token), await mentions.NotesAsync(number, token));
        return now.ChangesSince(seen);
    }

    private async Task<string?> HeldByAsync(MentionNumber number, CancellationToken token)
    {
        var claim = await replies.ClaimOfAsync(number, time.GetUtcNow(), token);
        return claim is null || string.Equals(claim.By, By, StringComparison.OrdinalIgnoreCase) ? null : claim.By;
    }

    private DeskAnswer Answer(ApprovalOutcome outcome) => outcome switch
    {
        ApprovalOutcome.Approved done => DeskAnswer.Done(null, done.Reply),
        ApprovalOutcome.Blocked blocked => DeskAnswer.No(string.Join(" ", blocked.Findings.Select(f => Words.Of(f.Phrase, named)))),
        ApprovalOutcome.Changed { Overridable: true } changed => new DeskAnswer(null, changed.What),
        ApprovalOutcome.Changed changed => DeskAnswer.No(string.Join(" ", changed.What.Select(w => text[w].Value))),
        ApprovalOutcome.NotAllowed not => DeskAnswer.No(text[not.Why]),
        ApprovalOutcome.HandedIn handed => DeskAnswer.No(text["Your text is stored and waits for an approver. {0}", text[handed.Why].Value]),
        _ => throw new InvalidOperationException($"Unknown outcome {outcome.GetType().Name}."),
    };
}
