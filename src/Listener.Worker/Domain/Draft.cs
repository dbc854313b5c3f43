namespace Listener.Worker.Domain;

/// <summary>State of a proposed reply.</summary>
public enum DraftState { Proposed, Edited, Approved, Rejected, Superseded }

/// <summary>How much a guard minds.</summary>
public enum GuardVerdict { Pass, Warn, Block }

/// <summary>What one guard says of a draft.</summary>
/// <param name="Rule">Short name of the rule, for example <c>length</c>.</param>
/// <param name="Verdict">Pass, warn or block; a block stops approval.</param>
/// <param name="Phrase">What, where and what next; empty for a pass.</param>
public sealed record GuardFinding(string Rule, GuardVerdict Verdict, Phrase Phrase)
{
    /// <summary>The phrase in English, for logs and the command line.</summary>
    public string Message => Phrase.English;
}

/// <summary>A proposed reply to one mention.</summary>
/// <param name="Id">Number of the draft; 0 before it is stored.</param>
/// <param name="Mention">Mention it answers.</param>
/// <param name="Version">1 for the proposal, rising with each edit.</param>
/// <param name="Text">The text as it would be posted; may hold unfilled <c>{{placeholders}}</c>, which block approval.</param>
/// <param name="ProposedText">Text of version 1, for the diff; null for version 1.</param>
/// <param name="Language">ISO 639-1 code of the text.</param>
/// <param name="Origin">Where it came from, for example <c>template:complaint.de</c> or <c>person</c>.</param>
/// <param name="Why">Why it was proposed.</param>
/// <param name="Author">User name, or <c>Listener</c>.</param>
/// <param name="State">State.</param>
/// <param name="Guards">What the guards said of this text.</param>
/// <param name="CreatedAt">When this version was made, UTC.</param>
public sealed record Draft(
    DraftId Id,
    MentionNumber Mention,
    int Version,
    string Text,
    string? ProposedText,
    string Language,
    string Origin,
    Phrase Why,
    string Author,
    DraftState State,
    IReadOnlyList<GuardFinding> Guards,
    DateTimeOffset CreatedAt)
{
    /// <summary>Author name of drafts that the product proposed.</summary>
    public const string ProductAuthor = "Listener";

    /// <summary>
    /// Up to when whoever wrote this version can have known the conversation, UTC. A time ahead of <paramref name="now"/> was noted on a clock
    /// that has been set back since and tells nothing about what came before it: then all counts as new.
    /// </summary>
    public DateTimeOffset KnowsUntil(DateTimeOffset now) => CreatedAt > now + TimeSpan.FromMinutes(1) ? DateTimeOffset.UnixEpoch : CreatedAt;

    /// <summary>True if no guard blocks.</summary>
    public bool MayBeApproved => Guards.All(g => g.Verdict != GuardVerdict.Block);
}

/// <summary>A person's decision on a draft.</summary>
/// <param name="By">User name.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Note">Reason of a rejection; null for an approval.</param>
public sealed record Decision(string By, DateTimeOffset At, string? Note = null);
