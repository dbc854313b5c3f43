namespace Listener.Worker.Domain;

/// <summary>A mention with what Listener knows and decided about it.</summary>
/// <param name="Number">The store's number.</param>
/// <param name="Mention">As read from the network, latest version.</param>
/// <param name="FirstSeenAt">When Listener stored it, UTC.</param>
/// <param name="Classification">Null until classified.</param>
/// <param name="Routing">Null until routed.</param>
/// <param name="State">State of work.</param>
/// <param name="SnoozedUntil">End of a snooze, UTC; null unless snoozed.</param>
/// <param name="Assignee">User name; null if unassigned.</param>
/// <param name="FirstRespondedAt">When our first reply was delivered, UTC; null if not yet.</param>
/// <param name="GoneAt">When the network was seen to have removed it, UTC; null if it stands.</param>
/// <param name="EditedAt">When a changed text was read last, UTC; null if never.</param>
public sealed record StoredMention(
    MentionNumber Number,
    Mention Mention,
    DateTimeOffset FirstSeenAt,
    Classification? Classification,
    Routing? Routing,
    MentionState State,
    DateTimeOffset? SnoozedUntil,
    string? Assignee,
    DateTimeOffset? FirstRespondedAt,
    DateTimeOffset? GoneAt,
    DateTimeOffset? EditedAt);

/// <summary>A note of a colleague on a mention.</summary>
/// <param name="Id">Number of the note; 0 before it is stored.</param>
/// <param name="Mention">Mention.</param>
/// <param name="By">User name.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Text">Plain text, 1-5,000 characters.</param>
public sealed record Note(long Id, MentionNumber Mention, string By, DateTimeOffset At, string Text);

/// <summary>The right to write on one mention, held by one person for a while.</summary>
/// <param name="Mention">Mention.</param>
/// <param name="By">User name.</param>
/// <param name="Until">End, UTC, exclusive.</param>
/// <param name="Fence">Rises with every new owner; an older number may no longer send.</param>
public sealed record Claim(MentionNumber Mention, string By, DateTimeOffset Until, long Fence);
