using Listener.Worker.Storage;

namespace Listener.Worker.Web.Inbox;

/// <summary>A page of the Inbox.</summary>
/// <param name="Query">What was asked for.</param>
/// <param name="List">Rows.</param>
/// <param name="Counts">Counts of the views and of this list, from one reading.</param>
/// <param name="Channels">Channels to filter by.</param>
/// <param name="People">People to assign to.</param>
/// <param name="Latest">Number of the newest change that is in the page; live updates start after it.</param>
public sealed record InboxModel(
    InboxQuery Query, MentionList List, InboxCounts Counts, IReadOnlyList<ChannelFacts> Channels, IReadOnlyList<User> People, long Latest);

/// <summary>How many mentions the views hold: one source for the heading of the list and the entries beside it.</summary>
/// <param name="Views">Count of each view, in the order of <see cref="InboxViews.All"/>.</param>
/// <param name="Shown">Count of the list shown; the view's own number unless filters narrow it.</param>
public sealed record InboxCounts(IReadOnlyList<int> Views, int Shown);

/// <summary>Reads what the Inbox shows.</summary>
public sealed class InboxReader(IMentionStore mentions, IOperationsStore operations, IChangeFeed feed, ConsoleChannels channels, ConsoleVisit visit)
{
    /// <summary>Everything around a list.</summary>
    public async Task<InboxModel> ReadAsync(InboxQuery query, CancellationToken token)
    {
        var latest = feed.Latest;
        var list = await ListAsync(query, token);
        var counts = await CountsAsync(query, token);
        var people = await operations.UsersAsync(token);
        return new InboxModel(query, list, counts, channels.All, [.. people.Where(p => !p.Disabled)], latest);
    }

    /// <summary>The rows only.</summary>
    public Task<MentionList> ListAsync(InboxQuery query, CancellationToken token) =>
        mentions.ListAsync(query.ToFilter(visit.User.Name, visit.Now), token);

    /// <summary>Counts of all views and of the list of a query.</summary>
    public async Task<InboxCounts> CountsAsync(InboxQuery query, CancellationToken token)
    {
        var views = InboxViews.All.Select(v => v.Filter(visit.User.Name, visit.Now));
        var counts = await mentions.CountAsync([.. views, query.ToFilter(visit.User.Name, visit.Now)], token);
        return new InboxCounts([.. counts.SkipLast(1)], counts[^1]);
    }
}
