namespace Listener.Worker.Schedules;

/// <summary>
/// A clock that nobody can set: it starts at the right time and goes on with the monotonic clock. Quartz waits for times of day, so a clock set
/// back would silence every job until that time comes round again. What is due is asked of the right clock by the jobs themselves.
/// </summary>
internal sealed class SteadyClock(TimeProvider time) : TimeProvider
{
    private readonly DateTimeOffset started = time.GetUtcNow();
    private readonly long from = time.GetTimestamp();

    /// <inheritdoc/>
    public override long TimestampFrequency => time.TimestampFrequency;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => started + time.GetElapsedTime(from);

    /// <inheritdoc/>
    public override long GetTimestamp() => time.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);
}
