using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Microsoft.Extensions.DependencyInjection;

namespace Listener.Worker.Tests.Channels;

/// <summary>The catalogue knows every channel, and every channel can be made from it.</summary>
public sealed class ChannelCatalogTests
{
    private static IEnumerable<Type> Implementations() =>
        typeof(IChannel).Assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IChannel)));

    [TestCaseSource(nameof(Implementations))]
    public void Every_channel_is_in_the_catalogue(Type implementation)
    {
        using var services = new ServiceCollection().AddLogging().AddChannels().BuildServiceProvider();

        var made = ChannelCatalog.All.Select(t => t.Create(services, new ChannelKey("a-channel"), (ChannelOptions)Activator.CreateInstance(t.OptionsType)!).GetType());

        Assert.That(made, Does.Contain(implementation));
    }

    [Test]
    public void Names_are_unique() => Assert.That(ChannelCatalog.All.Select(t => t.Name), Is.Unique);

    [TestCaseSource(typeof(ChannelCatalog), nameof(ChannelCatalog.All))]
    public void Empty_settings_are_refused_with_keys(ChannelType type)
    {
        var options = (ChannelOptions)Activator.CreateInstance(type.OptionsType)!;
        options.PollInterval = TimeSpan.Zero;

        var faults = options.Check().ToList();

        Assert.That(faults.Select(f => f.Key), Does.Contain("PollInterval"));
        Assert.That(faults.Select(f => f.Problem), Is.All.Not.Empty);
    }
}
