using System.Collections.Concurrent;
using Listener.Worker.Domain;

namespace Listener.Worker.Web.Inbox;

/// <summary>Who looks at which mention now. Kept in memory only: it is worth nothing after a restart. Who writes is a claim and lies in the store.</summary>
public sealed class Presence(TimeProvider time)
{
    /// <summary>Someone who was not heard of for this long has gone away; an open page asks once a minute.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(150);

    private readonly ConcurrentDictionary<string, (MentionNumber Mention, DateTimeOffset At)> looks = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Notes that a person looks at a mention, and at no other.</summary>
    public void Look(string user, MentionNumber mention) => looks[user] = (mention, time.GetUtcNow());

    /// <summary>Notes that a person looks at no mention.</summary>
    public void Leave(string user) => looks.TryRemove(user, out _);

    /// <summary>User names of those who look at a mention, except one person, by name.</summary>
    public IReadOnlyList<string> ViewersOf(MentionNumber mention, string except)
    {
        var since = time.GetUtcNow() - Life;
        return [.. looks.Where(l => l.Value.Mention == mention && l.Value.At > since && !string.Equals(l.Key, except, StringComparison.OrdinalIgnoreCase))
            .Select(l => l.Key).Order(StringComparer.OrdinalIgnoreCase)];
    }
}
