namespace Listener.Worker.Domain;

/// <summary>How urgent a mention is.</summary>
public enum Priority { Low, Medium, High, Urgent }

/// <summary>Where a mention goes and by when it is to be answered.</summary>
/// <param name="Priority">Priority derived from intent, sentiment, flags, rating, reach and age.</param>
/// <param name="DueAt">Latest first response, UTC; never later than 24 h after the mention was posted, or read if that was later; null if no answer is owed.</param>
/// <param name="Target">Name of the response target that applied, for example <c>complaint 3 h</c>.</param>
/// <param name="Queue">Queue name, for example <c>service</c>, <c>technical</c>, <c>product</c>.</param>
/// <param name="NeedsAnswer">True if an answer is owed.</param>
/// <param name="Reasons">Why, in short sentence parts, most important first.</param>
/// <param name="ApprovalRules">Names of the rules that ask for an approver, for example <c>legal words</c>; empty if any writer may approve.</param>
public sealed record Routing(
    Priority Priority,
    DateTimeOffset? DueAt,
    string Target,
    string Queue,
    bool NeedsAnswer,
    IReadOnlyList<Phrase> Reasons,
    IReadOnlyList<string> ApprovalRules);

/// <summary>State of work on a mention.</summary>
public enum MentionState { New, Open, Pending, Resolved, Snoozed }
