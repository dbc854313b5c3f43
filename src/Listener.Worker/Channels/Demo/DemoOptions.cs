using System.ComponentModel;

namespace Listener.Worker.Channels.Demo;

/// <summary>Settings of an account on a made-up network. Section <c>Listener:Channels:{key}</c> with <c>Type</c> = <c>demo</c>.</summary>
public sealed class DemoOptions : ChannelOptions
{
    /// <summary>Which made-up network: <c>chirp</c>, <c>stars</c> or <c>letterbox</c>.</summary>
    [Description("Made-up network: chirp (public short posts), stars (reviews) or letterbox (private messages).")]
    public string Network { get; set; } = DemoFlavour.Chirp.Name;

    /// <inheritdoc/>
    public override bool StaysOnThisMachine() => true;

    /// <inheritdoc/>
    public override IEnumerable<OptionFault> Check()
    {
        foreach (var fault in base.Check())
            yield return fault;
        if (DemoFlavour.Find(Network) is null)
            yield return new OptionFault(nameof(Network), $"is no made-up network; expected one of {string.Join(", ", DemoFlavour.All.Select(f => f.Name))}, for example \"chirp\"");
    }
}
