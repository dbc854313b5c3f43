namespace Listener.StoreReliability;

/// <summary>A clock that moves only when told to; timers fire in the order of their times while it moves. The wall clock can be set apart.</summary>
internal sealed class StepClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<StepTimer> _timers = [];
    private TimeSpan _passed;
    private TimeSpan _set;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return start + _passed + _set;
    }

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_gate)
            return _passed.Ticks;
    }

    /// <summary>Sets the wall clock forward or back, as an operator would; the monotonic clock stands.</summary>
    public void Set(TimeSpan by)
    {
        lock (_gate)
            _set += by;
    }

    /// <summary>Lets time pass.</summary>
    public void Advance(TimeSpan by)
    {
        TimeSpan end;
        lock (_gate)
            end = _passed + by;
        while (Next(end) is { } timer)
            timer.Fire();
        lock (_gate)
            _passed = end;
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new StepTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (_gate)
            _timers.Add(timer);
        return timer;
    }

    private StepTimer? Next(TimeSpan end)
    {
        lock (_gate)
        {
            var timer = _timers.Where(t => t.Due <= end).MinBy(t => t.Due);
            if (timer is not null && timer.Due > _passed)
                _passed = timer.Due.Value;
            return timer;
        }
    }

    private sealed class StepTimer(StepClock clock, Action call) : ITimer
    {
        private TimeSpan _period;

        public TimeSpan? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                _period = period;
                Due = dueTime < TimeSpan.Zero ? null : clock._passed + dueTime;
            }
            return true;
        }

        public void Fire()
        {
            lock (clock._gate)
                Due = _period > TimeSpan.Zero ? Due + _period : null;
            call();
        }

        public void Dispose()
        {
            lock (clock._gate)
                clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
