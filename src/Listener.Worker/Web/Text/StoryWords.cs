using Listener.Worker.Domain;
using Listener.Worker.Pipeline;
using Microsoft.Extensions.Localization;

namespace Listener.Worker.Web.Text;

/// <summary>One line of a reply's story.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Icon">Icon name.</param>
/// <param name="Text">One plain sentence.</param>
/// <param name="Detail">Reason, id or proof; no customer text; null if none.</param>
public sealed record StoryLine(DateTimeOffset At, string Icon, string Text, string? Detail);

/// <summary>Tells the life of a reply as the ledger has it, oldest first.</summary>
/// <param name="network">Network name for people.</param>
/// <param name="time">How times are written.</param>
/// <param name="nameOf">Name of a user for people.</param>
/// <param name="text">Localiser.</param>
public sealed class StoryWords(string network, Func<DateTimeOffset, string> time, Func<string, string> nameOf, IStringLocalizer text)
{
    private const int HashDigits = 12;
    private static readonly TimeSpan LongestUndo = TimeSpan.FromSeconds(60);

    /// <summary>All lines.</summary>
    public IReadOnlyList<StoryLine> Of(ReplyLife life)
    {
        var lines = life.Drafts.Select(Of).Concat(life.Steps.Select((step, i) => Of(step, i == 0))).ToList();
        if (life.ErasedAt is { } erased)
            lines.Add(new StoryLine(erased, "close", text["Erased with its author; the steps stay, the text is gone"], null));
        return lines;
    }

    private StoryLine Of(DraftEntry draft) => draft.State switch
    {
        DraftState.Edited => new(draft.At, "edit", text["Edited by {0}, version {1}", nameOf(draft.Actor), draft.Version], Hash(draft.TextHash)),
        DraftState.Rejected => new(draft.At, "close", text["Rejected by {0}", nameOf(draft.Actor)], null),
        _ => new(draft.At, "note", text["Proposed by {0}", nameOf(draft.Actor)], Hash(draft.TextHash)),
    };

    private StoryLine Of(LedgerEntry step, bool first) => step.State switch
    {
        ReplyState.Approved => new(step.At, "check", Approved(step, first), first ? Hash(step.TextHash) : step.Detail),
        ReplyState.Sending => new(step.At, "send", Sending(step), Proof(step)),
        ReplyState.Delivered => new(step.At, "check", IsOurs(step) ? text["It stands on {0}", network] : text["{0} saw it in the thread", nameOf(step.Actor)], step.Detail),
        ReplyState.RetryLater => new(step.At, "pause", Until(step, text["{0} surely did not take it", network].Value), step.Detail),
        ReplyState.Refused => new(step.At, "alert", text["{0} refused it for good", network], step.Detail),
        ReplyState.Unknown => new(step.At, "help", Until(step, text["Nobody knows whether {0} took it", network].Value), step.Detail),
        ReplyState.Checking => new(step.At, "help", Until(step, text["Looked for it on {0}", network].Value), step.Detail),
        ReplyState.NeedsPerson => new(step.At, "help", text["A person has to look and decide"], step.Detail),
        ReplyState.ManualHandOff => new(step.At, "hand", text["To be posted by hand"], step.Detail),
        _ => new(step.At, "undo", Cancelled(step), step.Detail),
    };

    private string Approved(LedgerEntry step, bool first)
    {
        if (!first)
            return IsOurs(step) ? Until(step, text["Waits to be sent"].Value) : text["{0} wants it sent once more", nameOf(step.Actor)];
        if (step.Until is not { } until || until <= step.At)
            return text["{0} approved it", nameOf(step.Actor)];
        return until - step.At <= LongestUndo
            ? text["Approved by {0}, can be undone until {1}", nameOf(step.Actor), time(until)]
            : text["Approved by {0}, to be sent {1}", nameOf(step.Actor), time(until)];
    }

    private string Sending(LedgerEntry step) => step.Until is { } lease
        ? text["Attempt {0} written down before the first byte left; lease until {1}, fence {2}", step.Attempt, time(lease), step.Fence]
        : text["Attempt {0} written down before the first byte left; fence {1}", step.Attempt, step.Fence];

    private string Cancelled(LedgerEntry step)
    {
        if (IsOurs(step))
            return step.Attempt == 0 ? text["Stopped before anything was sent"] : text["Stopped; nothing of it stands on the network"];
        return step.Detail == DecideDoubt.GivenUp ? text["Given up by {0}", nameOf(step.Actor)] : text["Taken back by {0}; nothing was sent", nameOf(step.Actor)];
    }

    private string Until(LedgerEntry step, string said) => step.Until is { } next ? $"{said}; {text["next step {0}", time(next)].Value}" : said;

    private string? Proof(LedgerEntry step) => step.Key is null ? null : $"{step.Key} · {Hash(step.TextHash)}";

    private string? Hash(string? hash) => hash is null ? null : text["text hash {0}", hash[..HashDigits]].Value;

    private static bool IsOurs(LedgerEntry step) => step.Actor == Draft.ProductAuthor;
}
