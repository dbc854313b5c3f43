using Listener.Worker.Channels.AppStore;
using Listener.Worker.Channels.Bluesky;
using Listener.Worker.Channels.Demo;
using Listener.Worker.Channels.FileDrop;
using Listener.Worker.Channels.GooglePlay;
using Listener.Worker.Channels.Mastodon;
using Listener.Worker.Channels.Rss;
using Listener.Worker.Channels.X;
using Listener.Worker.Domain;

namespace Listener.Worker.Channels;

/// <summary>Every kind of channel the product knows. A new network adds one line here.</summary>
public static class ChannelCatalog
{
    /// <summary>All kinds, by their <c>Type</c> in settings.</summary>
    public static IReadOnlyList<ChannelType> All { get; } =
    [
        BlueskyChannel.Type,
        DemoChannel.Type,
        RssChannel.Type,
        FileDropChannel.Type,
        MastodonChannel.Type,
        GooglePlayChannel.Type,
        AppStoreChannel.Type,
        XChannel.Type,
    ];

    /// <summary>One kind; null if unknown.</summary>
    public static ChannelType? Find(string type) => All.FirstOrDefault(t => t.Name == type);
}

/// <summary>A kind of channel: how its settings look and how it is made.</summary>
/// <param name="Name"><c>Type</c> in settings, for example <c>bluesky</c>.</param>
/// <param name="OptionsType">Class its section <c>Listener:Channels:{key}</c> is bound to; derives from <see cref="ChannelOptions"/>.</param>
/// <param name="Create">Makes the channel from checked settings.</param>
public sealed record ChannelType(string Name, Type OptionsType, Func<IServiceProvider, ChannelKey, ChannelOptions, IChannel> Create);

/// <summary>Settings every channel has. Section <c>Listener:Channels:{key}</c>.</summary>
public abstract class ChannelOptions
{
    /// <summary>Kind of channel, one of <see cref="ChannelCatalog"/>.</summary>
    public string Type { get; set; } = "";

    /// <summary>False switches the channel off without losing its settings.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Time between two polls of a watch, 10 seconds to 1 day; never below the network's shortest.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>True if no address in these settings leads off this machine; false where that cannot be known.</summary>
    public virtual bool StaysOnThisMachine() => false;

    /// <summary>
    /// All faults of these settings, each with the setting's name relative to the section, what is expected and an example.
    /// Secrets are never repeated in a message.
    /// </summary>
    public virtual IEnumerable<OptionFault> Check()
    {
        if (PollInterval < TimeSpan.FromSeconds(1) || PollInterval > TimeSpan.FromDays(1))
            yield return new OptionFault(nameof(PollInterval), $"is {PollInterval}; expected 00:00:01 to 1.00:00:00, for example \"00:02:00\"");
    }
}

/// <summary>One wrong setting.</summary>
/// <param name="Key">Key relative to its section, for example <c>AppPassword</c> or <c>Watches:0:Query</c>.</param>
/// <param name="Problem">What is wrong, what is expected, with an example.</param>
public sealed record OptionFault(string Key, string Problem);

/// <summary>Marks a setting that is a secret: masked wherever settings are shown.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;
