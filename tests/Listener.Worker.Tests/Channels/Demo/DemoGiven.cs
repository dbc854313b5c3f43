using Listener.Worker.Channels.Demo;
using Listener.Worker.Domain;

namespace Listener.Worker.Tests.Channels.Demo;

/// <summary>Builds made-up networks for tests.</summary>
internal static class DemoGiven
{
    /// <summary>Lets something happen at once.</summary>
    public static void Happens(this DemoWorld world, DemoFlavour flavour, DemoEvent happening) =>
        world.Visit(flavour, (network, _) =>
        {
            network.Apply(happening);
            return true;
        });

    /// <summary>A text posted on a network.</summary>
    public static void Posted(this DemoWorld world, DemoFlavour flavour, string id, DateTimeOffset at, string text = "my kettle leaks", int? stars = null) =>
        world.Happens(flavour, new DemoEvent.Posted(flavour.Name, new DemoPost(id, id, null, new Author("kim", "kim", "Kim"), text, stars, Audience.Public, at)));
}
