using System.Text.Json;
using Listener.Worker.Storage;
using Microsoft.AspNetCore.WebUtilities;

namespace Listener.Worker.Web.Inbox;

/// <summary>A named query string of the Inbox.</summary>
/// <param name="Name">Name, 1-40 characters, unique for its owner.</param>
/// <param name="Query">Query string with its leading <c>?</c>, as <see cref="InboxQuery"/> writes it.</param>
/// <param name="Owner">User name of who made it.</param>
/// <param name="IsShared">True if everybody sees it; only its owner and administrators take it away.</param>
public sealed record SavedView(string Name, string Query, string Owner, bool IsShared)
{
    /// <summary>The query it stands for.</summary>
    public InboxQuery ToQuery() => InboxQuery.Read(new QueryCollection(QueryHelpers.ParseQuery(Query)));
}

/// <summary>Keeps saved views and counts what they show.</summary>
public sealed class SavedViews(IOperationsStore operations, IMentionStore mentions, ConsoleVisit visit)
{
    /// <summary>Longest name, in UTF-16 units.</summary>
    public const int LongestName = 40;

    private const string Key = NamedTexts.SavedViews;
    private const int MostOfOne = 30;
    private static readonly SemaphoreSlim Writing = new(1, 1);

    /// <summary>The person's own views and the shared ones of others, by name, each with its count now.</summary>
    public async Task<IReadOnlyList<(SavedView View, int Count)>> ReadAsync(CancellationToken token)
    {
        var seen = (await AllAsync(token)).Where(v => v.IsShared || IsMine(v)).OrderBy(v => v.Name, StringComparer.CurrentCultureIgnoreCase).ToList();
        if (seen.Count == 0)
            return [];
        var counts = await mentions.CountAsync([.. seen.Select(v => v.ToQuery().ToFilter(visit.User.Name, visit.Now))], token);
        return [.. seen.Zip(counts)];
    }

    /// <summary>Keeps a view of the person; one of the same name is replaced.</summary>
    /// <returns>False if the name is missing or too long, or the person has too many.</returns>
    public Task<bool> SaveAsync(string name, InboxQuery query, bool isShared, CancellationToken token) => ChangeAsync(all =>
    {
        all.RemoveAll(v => IsMine(v) && SameName(v.Name, name));
        if (name.Length is 0 or > LongestName || name.Any(char.IsControl) || all.Count(IsMine) >= MostOfOne)
            return false;
        all.Add(new SavedView(name, (query with { After = null, FromEnd = false }).QueryString, visit.User.Name, isShared));
        return true;
    }, token);

    /// <summary>Takes a view away.</summary>
    /// <returns>False if there is none, or it is another person's.</returns>
    public Task<bool> RemoveAsync(string owner, string name, CancellationToken token) =>
        ChangeAsync(all => all.RemoveAll(v => SameName(v.Owner, owner) && SameName(v.Name, name) && (IsMine(v) || visit.May(Role.Admin))) > 0, token);

    private async Task<bool> ChangeAsync(Func<List<SavedView>, bool> change, CancellationToken token)
    {
        await Writing.WaitAsync(token);
        try
        {
            var all = (await AllAsync(token)).ToList();
            if (!change(all))
                return false;
            await operations.WriteValueAsync(Key, JsonSerializer.Serialize(all), token);
            return true;
        }
        finally
        {
            Writing.Release();
        }
    }

    private async Task<IReadOnlyList<SavedView>> AllAsync(CancellationToken token) =>
        await operations.ReadValueAsync(Key, token) is { } json ? JsonSerializer.Deserialize<List<SavedView>>(json) ?? [] : [];

    private bool IsMine(SavedView view) => SameName(view.Owner, visit.User.Name);

    private static bool SameName(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
