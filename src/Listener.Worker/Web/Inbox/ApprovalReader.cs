using Listener.Worker.Domain;
using Listener.Worker.Storage;

namespace Listener.Worker.Web.Inbox;

/// <summary>A draft that waits, with its mention.</summary>
/// <param name="Mention">Mention.</param>
/// <param name="Draft">Newest open draft.</param>
/// <param name="Seen">Mark of what the draft answers; the card shows neither thread nor notes, so what came after the draft is asked about.</param>
public sealed record ApprovalItem(StoredMention Mention, Draft Draft, SeenMark Seen);

/// <summary>Drafts that the same rule holds back.</summary>
/// <param name="Rule">Name of the rule; null for drafts any writer may approve.</param>
/// <param name="Items">Drafts, most urgent first.</param>
public sealed record ApprovalGroup(string? Rule, IReadOnlyList<ApprovalItem> Items);

/// <summary>A page of the queue.</summary>
public sealed record ApprovalModel(IReadOnlyList<ApprovalGroup> Groups, int Total, string? Next);

/// <summary>Reads the queue of drafts that wait for a decision.</summary>
public sealed class ApprovalReader(IMentionStore mentions, IReplyStore replies, ConsoleVisit visit)
{
    private const int PageSize = 25;

    /// <summary>A page of the queue, by due time, then grouped by the rule that asked.</summary>
    public async Task<ApprovalModel> ReadAsync(string? after, CancellationToken token)
    {
        var list = await mentions.ListAsync(
            InboxViews.Waiting(visit.Now) with { Sort = MentionSort.Due, PageSize = PageSize, After = after }, token);
        var items = new List<ApprovalItem>(list.Items.Count);
        foreach (var row in list.Items)
        {
            if (await ItemAsync(row.Mention, token) is { } item)
                items.Add(item);
        }
        var groups = items
            .GroupBy(i => i.Mention.Routing?.ApprovalRules is [var rule, ..] ? rule : null)
            .OrderBy(g => g.Key is null)
            .Select(g => new ApprovalGroup(g.Key, [.. g]));
        return new ApprovalModel([.. groups], list.Total, list.Next);
    }

    private async Task<ApprovalItem?> ItemAsync(StoredMention mention, CancellationToken token)
    {
        var drafts = await replies.DraftsAsync(mention.Number, token);
        if (drafts.FirstOrDefault(d => d.State is DraftState.Proposed or DraftState.Edited) is not { } draft)
            return null;
        var since = draft.KnowsUntil(visit.Now);
        var byCustomer = await mentions.CountByCustomerAsync(mention, null, null, token) - await mentions.CountByCustomerAsync(mention, since, null, token);
        var answers = (await replies.RepliesAsync(mention.Number, token)).Where(r => r.Reply.ApprovedAt <= since);
        var notes = (await mentions.NotesAsync(mention.Number, token)).Where(n => n.At <= since || string.Equals(n.By, visit.User.Name, StringComparison.OrdinalIgnoreCase));
        return new ApprovalItem(mention, draft, SeenMark.Of(mention, byCustomer, [.. answers], [.. notes]));
    }
}
