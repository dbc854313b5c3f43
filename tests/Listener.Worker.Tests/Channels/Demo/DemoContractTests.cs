using Listener.Worker.Channels;
using Listener.Worker.Channels.Demo;
using Listener.Worker.Domain;

namespace Listener.Worker.Tests.Channels.Demo;

/// <summary>The made-up network keeps to what every channel keeps to.</summary>
public sealed class DemoContractTests : ChannelContract
{
    private DemoWorld world = null!;
    private DemoChannel channel = null!;

    protected override IMentionSource Source => channel;

    protected override void Restart() => channel = new DemoChannel(Key, new DemoOptions(), world);

    protected override void NetworkHas(params Sample[] samples)
    {
        world = new DemoWorld(Clock, DemoSchedule.Create([], Now, 1));
        NetworkAdds(samples);
        Restart();
    }

    protected override void NetworkAdds(params Sample[] samples)
    {
        foreach (var sample in samples)
            world.Happens(DemoFlavour.Chirp, new DemoEvent.Posted("chirp", PostOf(sample)));
    }

    protected override string NativeIdOf(string id) => id;

    [SetUp]
    public void Start_with_an_empty_network() => NetworkHas();

    private static DemoPost PostOf(Sample sample) =>
        new(sample.Id, sample.Id, sample.IsOwn ? "parent" : null, new Author("kim", "kim", "Kim"), sample.Text, null, Audience.Public, sample.At)
        {
            IsOwn = sample.IsOwn,
            IsBroken = sample.Broken,
        };
}
