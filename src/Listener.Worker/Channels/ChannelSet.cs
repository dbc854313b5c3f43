using Listener.Worker.Domain;

namespace Listener.Worker.Channels;

/// <summary>The enabled channels of this service.</summary>
/// <param name="all">Channels in the order of their keys.</param>
public sealed class ChannelSet(IEnumerable<IChannel> all)
{
    private readonly Dictionary<ChannelKey, IChannel> byKey = all.ToDictionary(c => c.Key);

    /// <summary>All, by key.</summary>
    public IReadOnlyList<IChannel> All => [.. byKey.Values.OrderBy(c => c.Key.Value, StringComparer.Ordinal)];

    /// <summary>One channel; null if it is not enabled or was taken out of the settings.</summary>
    public IChannel? Find(ChannelKey key) => byKey.GetValueOrDefault(key);

    /// <summary>Those that are read.</summary>
    public IEnumerable<IMentionSource> Sources => All.OfType<IMentionSource>();
}
