using Listener.Worker.Domain;
using Listener.Worker.Storage;

namespace Listener.Worker.Pipeline;

/// <summary>A person wants a draft sent.</summary>
/// <param name="Draft">Draft.</param>
/// <param name="Version">Version the person saw.</param>
/// <param name="By">User name.</param>
/// <param name="Role">Role.</param>
/// <param name="Text">Text as edited by the person; null to send the stored text.</param>
/// <param name="ClaimFence">Fence number of the person's claim; null if none is held.</param>
/// <param name="SendAnyway">True if the person has seen what changed since and sends all the same.</param>
/// <param name="SendAt">Earliest time to send, UTC; null for after the undo window.</param>
/// <param name="UndoWindow">The person's own undo window, 0-60 s; null for the default.</param>
public sealed record ApprovalRequest(
    DraftId Draft, int Version, string By, Role Role, string? Text = null, long? ClaimFence = null, bool SendAnyway = false,
    DateTimeOffset? SendAt = null, TimeSpan? UndoWindow = null);

/// <summary>What became of a request.</summary>
public abstract record ApprovalOutcome
{
    private ApprovalOutcome() { }

    /// <summary>Approved and on disk; goes out after its undo window, or waits for a person to post it by hand.</summary>
    public sealed record Approved(ReplyRecord Reply) : ApprovalOutcome;

    /// <summary>Guards stop it; each finding says what to change.</summary>
    public sealed record Blocked(IReadOnlyList<GuardFinding> Findings) : ApprovalOutcome;

    /// <summary>Something changed since the draft was opened. <paramref name="Overridable"/> allows "send anyway".</summary>
    public sealed record Changed(IReadOnlyList<string> What, bool Overridable) : ApprovalOutcome;

    /// <summary>This person may not, or nobody may; the sentence says why and who may.</summary>
    public sealed record NotAllowed(string Why) : ApprovalOutcome;

    /// <summary>The edited text was stored for another person to approve.</summary>
    public sealed record HandedIn(Draft Draft, string Why) : ApprovalOutcome;
}
