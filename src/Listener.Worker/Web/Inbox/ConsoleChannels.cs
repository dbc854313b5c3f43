using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Pipeline;

namespace Listener.Worker.Web.Inbox;

/// <summary>What a page needs to know of a channel.</summary>
/// <param name="Key">Its short name.</param>
/// <param name="Network">Name of the network for people.</param>
/// <param name="CanPost">True if replies can be posted through it.</param>
/// <param name="Limits">Length limits of a reply.</param>
public sealed record ChannelFacts(ChannelKey Key, string Network, bool CanPost, IReadOnlyList<TextLimit> Limits);

/// <summary>The configured channels, as pages see them.</summary>
public sealed class ConsoleChannels(OpenChannels channels)
{
    private readonly List<ChannelFacts> all = [.. channels.All.Select(FactsOf).OrderBy(c => c.Key.Value, StringComparer.Ordinal)];

    /// <summary>All, by name.</summary>
    public IReadOnlyList<ChannelFacts> All => all;

    /// <summary>One channel. A channel that is no longer configured has its key as name and cannot post.</summary>
    public ChannelFacts Of(ChannelKey key) => all.Find(c => c.Key == key) ?? new ChannelFacts(key, key.Value, false, []);

    private static ChannelFacts FactsOf(IChannel channel) =>
        new(channel.Key, channel.Traits.DisplayName, channel is IReplyPoster && channel.Traits.CanReply, channel.Traits.TextLimits);
}
