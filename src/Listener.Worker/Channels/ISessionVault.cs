using System.Collections.Concurrent;
using Listener.Worker.Domain;

namespace Listener.Worker.Channels;

/// <summary>Keeps the sessions (tokens) of channels across restarts. What is handed in is secret: a lasting vault encrypts it.</summary>
public interface ISessionVault
{
    /// <summary>The channel's session as it was saved last; null if there is none.</summary>
    ValueTask<string?> LoadAsync(ChannelKey channel, CancellationToken token);

    /// <summary>Saves a session, at most 64 KB; null forgets it.</summary>
    ValueTask SaveAsync(ChannelKey channel, string? session, CancellationToken token);
}

/// <summary>A vault that forgets at restart.</summary>
public sealed class MemorySessionVault : ISessionVault
{
    private readonly ConcurrentDictionary<ChannelKey, string> sessions = new();

    /// <inheritdoc/>
    public ValueTask<string?> LoadAsync(ChannelKey channel, CancellationToken token) => ValueTask.FromResult(sessions.GetValueOrDefault(channel));

    /// <inheritdoc/>
    public ValueTask SaveAsync(ChannelKey channel, string? session, CancellationToken token)
    {
        if (session is null)
            sessions.TryRemove(channel, out _);
        else
            sessions[channel] = session;
        return ValueTask.CompletedTask;
    }
}
