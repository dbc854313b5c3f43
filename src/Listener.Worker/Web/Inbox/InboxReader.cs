using Listener.Worker.Storage;

namespace Listener.Worker.Web.Inbox;

/// <summary>A page of the Inbox.</summary>
/// <param name="Query">What was asked for.</param>
/// <param name="List">Rows.</param>
/// <param name="Counts">Count of each view, in the order of <see cref="InboxViews.All"/>.</param>
/// <param name="Channels">Channels to filter by.</param>
/// <param name="People">People to assign to.</param>
/// <param name="Latest">Number of the newest change that is in the page; live updates start after it.</param>
public sealed record InboxModel(
    InboxQuery Query, MentionList List, IReadOnlyList<int> Counts, IReadOnlyList<ChannelFacts> Channels, IReadOnlyList<User> People, long Latest)
{
    /// <summary>Count of the view shown.</summary>
    public int Count => List.Total;
}

/// <summary>Reads what the Inbox shows.</summary>
public sealed class InboxReader(IMentionStore mentions, IOperationsStore operations, IChangeFeed feed, ConsoleChannels channels, ConsoleVisit visit)
{
    /// <summary>Everything around a list.</summary>
    public async Task<InboxModel> ReadAsync(InboxQuery query, CancellationToken token)
    {
        var latest = feed.Latest;
        var list = await ListAsync(query, token);
        var counts = await CountsAsync(token);
        var people = await operations.UsersAsync(token);
        return new InboxModel(query, list, counts, channels.All, [.. people.Where(p => !p.Disabled)], latest);
    }

    /// <summary>The rows only.</summary>
    public Task<MentionList> ListAsync(InboxQuery query, CancellationToken token) =>
        mentions.ListAsync(query.ToFilter(visit.User.Name, visit.Now), token);

    /// <summary>Counts of all views.</summary>
    public Task<IReadOnlyList<int>> CountsAsync(CancellationToken token) =>
        mentions.CountAsync([.. InboxViews.All.Select(v => v.Filter(visit.User.Name, visit.Now))], token);
}
