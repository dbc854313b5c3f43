using System.Runtime.CompilerServices;
using Listener.Worker.Domain;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>The newest changes, fed after each commit. Followers read at their own pace and hold nothing up.</summary>
internal sealed class ChangeRing
{
    /// <summary>Changes kept for replay.</summary>
    public const int Capacity = 4_096;

    /// <summary>Tells a follower that changes were missed: read everything anew.</summary>
    public const string Reset = "reset";

    private readonly Lock _gate = new();
    private readonly StoreChange[] _ring = new StoreChange[Capacity];
    private TaskCompletionSource _more = NewSignal();
    private long _latest;

    /// <summary>Number of the newest change, 0 before the first.</summary>
    public long Latest => Interlocked.Read(ref _latest);

    /// <summary>Adds changes and wakes the followers.</summary>
    public void Publish(IReadOnlyList<(string Kind, MentionNumber? Mention)> changes)
    {
        if (changes.Count == 0)
            return;
        TaskCompletionSource signal;
        lock (_gate)
        {
            foreach (var (kind, mention) in changes)
            {
                var number = _latest + 1;
                _ring[number % Capacity] = new StoreChange(number, kind, mention);
                Interlocked.Exchange(ref _latest, number);
            }
            signal = _more;
            _more = NewSignal();
        }
        signal.SetResult();
    }

    /// <summary>Changes after <paramref name="number"/>; a single <see cref="Reset"/> where some are no longer kept.</summary>
    public async IAsyncEnumerable<StoreChange> FollowAsync(long number, [EnumeratorCancellation] CancellationToken token)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = token.Register(() => ended.TrySetResult());
        while (!token.IsCancellationRequested)
        {
            var (changes, more) = After(number);
            foreach (var change in changes)
            {
                number = change.Number;
                yield return change;
            }
            if (changes.Count == 0)
                await Task.WhenAny(more, ended.Task);
        }
    }

    private (IReadOnlyList<StoreChange> Changes, Task More) After(long number)
    {
        lock (_gate)
        {
            // A number from before a restart may lie ahead of ours.
            if (number > _latest || _latest - number > Capacity)
                return ([new StoreChange(_latest, Reset, null)], _more.Task);
            var changes = new StoreChange[_latest - number];
            for (var i = 0; i < changes.Length; i++)
                changes[i] = _ring[(number + 1 + i) % Capacity];
            return (changes, _more.Task);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
