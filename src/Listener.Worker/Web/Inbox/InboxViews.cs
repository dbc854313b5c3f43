using Listener.Worker.Domain;
using Listener.Worker.Storage;

namespace Listener.Worker.Web.Inbox;

/// <summary>A named selection of mentions.</summary>
/// <param name="Key">Name in the query string.</param>
/// <param name="Title">Name for people, an English key.</param>
/// <param name="Icon">Icon.</param>
/// <param name="Filter">Filter for a person at a time.</param>
public sealed record InboxView(string Key, string Title, string Icon, Func<string, DateTimeOffset, MentionFilter> Filter);

/// <summary>The views of the Inbox.</summary>
public static class InboxViews
{
    /// <summary>View of <c>/</c>.</summary>
    public const string Default = "todo";

    private static readonly MentionState[] ToDo = [MentionState.New, MentionState.Open];

    // What nobody can answer any more leaves the views that ask for an answer; it stays in Mine, Everything and the reports (decision 4).
    /// <summary>All, in the order shown.</summary>
    public static IReadOnlyList<InboxView> All { get; } =
    [
        new(Default, "To answer", "inbox", (_, now) => new MentionFilter { States = ToDo, NeedsAnswer = true, AnswerableAt = now }),
        new("mine", "Mine", "person", (user, _) => new MentionFilter { States = ToDo, Assignee = user }),
        new("unassigned", "Unassigned", "person-off", (_, now) => new MentionFilter { States = ToDo, NeedsAnswer = true, Assignee = "", AnswerableAt = now }),
        new("overdue", "Overdue", "alert", (_, now) => new MentionFilter { States = ToDo, DueBefore = now, AnswerableAt = now }),
        new("waiting", "Waiting for approval", "draft", (_, now) => Waiting(now)),
        new("snoozed", "Snoozed", "clock", (_, _) => new MentionFilter { States = [MentionState.Snoozed] }),
        new("answered", "Answered", "check", (_, _) => new MentionFilter { States = [MentionState.Pending] }),
        new("all", "Everything", "all", (_, _) => new MentionFilter()),
    ];

    /// <summary>Mentions with a draft that waits for approval and can still be sent.</summary>
    public static MentionFilter Waiting(DateTimeOffset now) => new() { States = ToDo, HasOpenDraft = true, AnswerableAt = now };

    /// <summary>One view; null if unknown.</summary>
    public static InboxView? Find(string? key) => All.FirstOrDefault(v => v.Key == key);
}
