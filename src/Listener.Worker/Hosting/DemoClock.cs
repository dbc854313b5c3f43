namespace Listener.Worker.Hosting;

/// <summary>A clock that can be set back while the demonstration's past is replayed; afterwards it shows the time of the system. Its timers always run by the system.</summary>
internal sealed class DemoClock : TimeProvider
{
    private long ticks;

    /// <summary>Shows this time until it is set again or released.</summary>
    public void SetTo(DateTimeOffset time) => Interlocked.Exchange(ref ticks, time.UtcTicks);

    /// <summary>Shows the time of the system from now on.</summary>
    public void Release() => Interlocked.Exchange(ref ticks, 0);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() =>
        Interlocked.Read(ref ticks) is var set and not 0 ? new DateTimeOffset(set, TimeSpan.Zero) : System.GetUtcNow();
}
