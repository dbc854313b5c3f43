namespace Listener.Worker.Schedules;

/// <summary>Says whether jobs still run. Measured on the monotonic clock, so a clock that jumps does not matter.</summary>
public sealed class Heartbeat(TimeProvider time)
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(90);
    private long last = time.GetTimestamp();

    /// <summary>True if a job ran lately.</summary>
    public bool IsBeating => time.GetElapsedTime(Interlocked.Read(ref last)) < LongestSilence;

    /// <summary>A job ran.</summary>
    public void Beat() => Interlocked.Exchange(ref last, time.GetTimestamp());
}
