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

    private static readonly MentionState[] Waiting = [MentionState.New, MentionState.Open];

    /// <summary>All, in the order shown.</summary>
    public static IReadOnlyList<InboxView> All { get; } =
    [
        new(Default, "To answer", "inbox", (_, _) => new MentionFilter { States = Waiting, NeedsAnswer = true }),
        new("mine", "Mine", "person", (user, _) => new MentionFilter { States = Waiting, Assignee = user }),
        new("unassigned", "Unassigned", "person-off", (_, _) => new MentionFilter { States = Waiting, NeedsAnswer = true, Assignee = "" }),
        new("overdue", "Overdue", "alert", (_, now) => new MentionFilter { States = Waiting, DueBefore = now }),
        new("waiting", "Waiting for approval", "draft", (_, _) => new MentionFilter { States = Waiting, HasOpenDraft = true }),
        new("snoozed", "Snoozed", "clock", (_, _) => new MentionFilter { States = [MentionState.Snoozed] }),
        new("answered", "Answered", "check", (_, _) => new MentionFilter { States = [MentionState.Pending] }),
        new("all", "Everything", "all", (_, _) => new MentionFilter()),
    ];

    /// <summary>One view; null if unknown.</summary>
    public static InboxView? Find(string? key) => All.FirstOrDefault(v => v.Key == key);
}
