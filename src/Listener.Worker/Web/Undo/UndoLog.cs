using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Listener.Worker.Web.Undo;

/// <summary>An action that can still be taken back.</summary>
/// <param name="Id">Random id.</param>
/// <param name="User">Who did it.</param>
/// <param name="Words">What was done, in the person's language.</param>
/// <param name="Until">End of the offer, UTC.</param>
/// <param name="Back">Takes it back; false if it changed meanwhile.</param>
public sealed record UndoEntry(string Id, string User, string Words, DateTimeOffset Until, Func<IServiceProvider, CancellationToken, Task<bool>> Back);

/// <summary>Keeps the last action of each person for a minute. Approvals are not in here: the ledger keeps their undo window.</summary>
public sealed class UndoLog(TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, UndoEntry> last = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Remembers an action; the one before can no longer be undone.</summary>
    public UndoEntry Remember(string user, string words, Func<IServiceProvider, CancellationToken, Task<bool>> back)
    {
        var entry = new UndoEntry(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), user, words, time.GetUtcNow() + Life, back);
        last[user] = entry;
        return entry;
    }

    /// <summary>The action that a person can take back; null if none.</summary>
    public UndoEntry? LastOf(string user) => last.TryGetValue(user, out var entry) && entry.Until > time.GetUtcNow() && entry.Until <= time.GetUtcNow() + Life ? entry : null;

    /// <summary>Takes the entry out, if it is the person's and still on offer.</summary>
    public UndoEntry? Take(string user, string id)
    {
        if (LastOf(user) is not { } entry || entry.Id != id)
            return null;
        return last.TryRemove(new KeyValuePair<string, UndoEntry>(user, entry)) ? entry : null;
    }

    /// <summary>Forgets the person's last action.</summary>
    public void Forget(string user) => last.TryRemove(user, out _);
}
