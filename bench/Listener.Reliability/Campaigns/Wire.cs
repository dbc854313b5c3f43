using Listener.Reliability.Networks;

namespace Listener.Reliability.Campaigns;

/// <summary>Strikes at an exact point of an exact call.</summary>
internal sealed class Wire
{
    private readonly Lock gate = new();
    private TaskCompletionSource tripped = new();
    private Action? strike;
    private bool onPost;
    private CallPoint at;
    private int left;

    /// <summary>Arms the wire.</summary>
    /// <param name="isPost">True waits for a call that posts, false for one that reads.</param>
    /// <param name="point">Where in the call.</param>
    /// <param name="count">At which of these calls, from 1.</param>
    /// <param name="action">What to do; done before the network takes its next step.</param>
    /// <returns>Completes when it has struck.</returns>
    public Task Arm(bool isPost, CallPoint point, int count, Action action)
    {
        lock (gate)
        {
            (onPost, at, left, strike) = (isPost, point, count, action);
            tripped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return tripped.Task;
        }
    }

    public void Disarm()
    {
        lock (gate)
            strike = null;
    }

    public void Observe(FakeNetwork network, Call call, bool isPost, CallPoint point)
    {
        lock (gate)
        {
            if (strike is null || isPost != onPost || point != at || --left > 0)
                return;
            strike();
            strike = null;
            tripped.SetResult();
        }
    }
}

/// <summary>Measures how late a timer of the harness comes: its networks are no more punctual than that.</summary>
internal sealed class StallWatch : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private long longest;

    public StallWatch() => _ = WatchAsync();

    public TimeSpan Longest => TimeSpan.FromTicks(Interlocked.Read(ref longest));

    public void Dispose()
    {
        stop.Cancel();
        stop.Dispose();
    }

    private async Task WatchAsync()
    {
        var step = TimeSpan.FromMilliseconds(100);
        var token = stop.Token;
        while (!token.IsCancellationRequested)
        {
            var before = TimeProvider.System.GetTimestamp();
            await Task.Delay(step, CancellationToken.None);
            var late = TimeProvider.System.GetElapsedTime(before) - step;
            if (late.Ticks > Interlocked.Read(ref longest))
                Interlocked.Exchange(ref longest, late.Ticks);
        }
    }
}
