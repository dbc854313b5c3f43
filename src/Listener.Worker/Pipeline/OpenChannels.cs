using Listener.Worker.Channels;
using Listener.Worker.Domain;

namespace Listener.Worker.Pipeline;

/// <summary>The channels that are switched on, by key.</summary>
public sealed class OpenChannels
{
    private readonly Dictionary<ChannelKey, IChannel> _byKey;

    /// <param name="channels">Every channel of the settings that is enabled.</param>
    /// <exception cref="ArgumentException">Two channels have the same key.</exception>
    public OpenChannels(IEnumerable<IChannel> channels)
    {
        All = [.. channels];
        _byKey = All.ToDictionary(c => c.Key);
        Sources = [.. All.OfType<IMentionSource>()];
    }

    /// <summary>All channels, in the order of the settings.</summary>
    public IReadOnlyList<IChannel> All { get; }

    /// <summary>Those that mentions are read from.</summary>
    public IReadOnlyList<IMentionSource> Sources { get; }

    /// <summary>One channel; null if it was removed or switched off.</summary>
    public IChannel? Find(ChannelKey key) => _byKey.GetValueOrDefault(key);
}
