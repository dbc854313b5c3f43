using System.Collections.Concurrent;
using Listener.Worker.Domain;

namespace Listener.Worker.Web.Inbox;

/// <summary>Who looks at which mention now. Kept in memory only: it is worth nothing after a restart. Who writes is a claim and lies in the store.</summary>
public sealed class Presence(TimeProvider time)
{
    /// <summary>Someone who was not heard of for this long has gone away; an open page asks once a minute.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(150);

    private readonly ConcurrentDictionary<string, (MentionNumber Mention, DateTimeOffset At)> looks = new(StringComparer.OrdinalIgnoreCase);

    private readonly ConcurrentDictionary<Listener, byte> listeners = [];

    /// <summary>Tells of every mention that somebody comes to or leaves, except one person; on the thread of the request, so it must be quick and not throw.</summary>
    /// <returns>Ends the telling when disposed.</returns>
    public IDisposable Follow(string except, Action<MentionNumber> tell)
    {
        var listener = new Listener(this, except, tell);
        listeners[listener] = 0;
        return listener;
    }

    /// <summary>Notes that a person looks at a mention, and at no other.</summary>
    public void Look(string user, MentionNumber mention)
    {
        var now = time.GetUtcNow();
        var before = looks.TryGetValue(user, out var look) ? look : default;
        looks[user] = (mention, now);
        // An open page says once a minute that it is still there; that is no news to anybody.
        if (before.Mention == mention && before.At > now - Life)
            return;
        Tell(user, mention);
        if (before.Mention.Value > 0 && before.Mention != mention)
            Tell(user, before.Mention);
    }

    /// <summary>Notes that a person looks at no mention.</summary>
    public void Leave(string user)
    {
        if (looks.TryRemove(user, out var before))
            Tell(user, before.Mention);
    }

    /// <summary>User names of those who look at a mention, except one person, by name.</summary>
    public IReadOnlyList<string> ViewersOf(MentionNumber mention, string except)
    {
        var since = time.GetUtcNow() - Life;
        return [.. looks.Where(l => l.Value.Mention == mention && l.Value.At > since && !string.Equals(l.Key, except, StringComparison.OrdinalIgnoreCase))
            .Select(l => l.Key).Order(StringComparer.OrdinalIgnoreCase)];
    }

    private void Tell(string user, MentionNumber mention)
    {
        foreach (var listener in listeners.Keys)
            listener.Hear(user, mention);
    }

    private sealed class Listener(Presence presence, string except, Action<MentionNumber> tell) : IDisposable
    {
        public void Hear(string user, MentionNumber mention)
        {
            if (!string.Equals(user, except, StringComparison.OrdinalIgnoreCase))
                tell(mention);
        }

        public void Dispose() => presence.listeners.TryRemove(this, out _);
    }
}
