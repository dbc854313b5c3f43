using Listener.Worker.Channels;

namespace Listener.Worker.Storage;

/// <summary>Reads a channel's health as people are shown it.</summary>
public static class ShownHealth
{
    /// <summary>Worst of the channel's watches; those that left the settings do not count.</summary>
    public static async Task<ChannelHealth> ShownHealthAsync(this IOperationsStore store, IChannel channel, CancellationToken token) =>
        ChannelHealth.Of(channel, await store.HealthAsync(channel.Key, token));
}
