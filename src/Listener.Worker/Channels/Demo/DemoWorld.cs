namespace Listener.Worker.Channels.Demo;

/// <summary>
/// The made-up networks of one process. What happens on them is planned beforehand; every visit first lets happen what is
/// due by the clock, so there are no timers and the same clock gives the same world.
/// </summary>
public sealed class DemoWorld
{
    private readonly Lock gate = new();
    private readonly TimeProvider clock;
    private readonly Dictionary<string, DemoNetwork> networks = DemoFlavour.All.ToDictionary(f => f.Name, f => new DemoNetwork(f), StringComparer.Ordinal);
    private readonly IEnumerator<DemoEvent> coming;
    private bool more;

    /// <summary>A world whose nine weeks of history end now.</summary>
    /// <param name="clock">Clock of the networks.</param>
    public DemoWorld(TimeProvider clock) : this(clock, DemoSchedule.Create(DemoContent.Load(), clock.GetUtcNow(), DemoSchedule.ShippedSeed))
    {
    }

    /// <summary>A world in which a given plan takes place.</summary>
    internal DemoWorld(TimeProvider clock, DemoSchedule schedule)
    {
        this.clock = clock;
        Schedule = schedule;
        coming = schedule.Events().GetEnumerator();
        more = coming.MoveNext();
    }

    /// <summary>The plan.</summary>
    internal DemoSchedule Schedule { get; }

    /// <summary>Looks at, or changes, one network as it is now.</summary>
    internal T Visit<T>(DemoFlavour flavour, Func<DemoNetwork, DateTimeOffset, T> visit)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            for (; more && coming.Current.At <= now; more = coming.MoveNext())
                networks[coming.Current.Network].Apply(coming.Current);
            return visit(networks[flavour.Name], now);
        }
    }
}
