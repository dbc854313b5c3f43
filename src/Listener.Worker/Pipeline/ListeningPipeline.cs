using System.Collections.Concurrent;
using Listener.Worker.Channels;
using Listener.Worker.Domain;

namespace Listener.Worker.Pipeline;

/// <summary>
/// The line: Poll -> Deduplicate -> Classify -> Route -> Draft -> Approve -> Deliver -> Measure.
/// The store keeps what lies between two stages, so each of the steps below resumes after a restart:
/// <see cref="PollAsync"/> (Poll, Deduplicate), <see cref="UnderstandAsync"/> (Classify, Route, Draft), Approve (a person, through
/// <see cref="ApproveDraft"/>), <see cref="DeliverAsync"/> (Deliver), and Measure, which is computed when asked (<see cref="MeasureResponse"/>).
/// After a start <see cref="RecoverReplies"/> comes before all of them.
/// </summary>
public sealed class ListeningPipeline(
    OpenChannels channels, PollWatch poll, ProcessMentions understand, DeliverReply deliver, WakeSnoozed wake, PollRules rules, TimeProvider clock)
{
    private readonly ConcurrentDictionary<(ChannelKey, string), Turn> _turns = [];
    private readonly ConcurrentDictionary<ChannelKey, SemaphoreSlim> _lanes = [];
    private readonly SemaphoreSlim _understanding = new(1, 1);
    private long _turn;

    /// <summary>
    /// Reads every watch whose interval has passed; channels at the same time, watches of one channel in turn. May run several times at once:
    /// a channel that is still being read is left alone, so a network that does not answer keeps nobody else waiting.
    /// </summary>
    /// <param name="force">True reads all watches that are not paused, whatever their interval, and waits for channels being read.</param>
    /// <param name="only">Only this channel; null for all.</param>
    /// <param name="token">Shutdown.</param>
    /// <returns>What was read, by channel and watch.</returns>
    public async Task<IReadOnlyList<(ChannelKey Channel, string Watch, PollSummary Result)>> PollAsync(bool force, ChannelKey? only, CancellationToken token)
    {
        var sources = channels.Sources.Where(s => only is null || s.Key == only);
        var results = await Task.WhenAll(sources.Select(s => PollChannelAsync(s, force, token)));
        return [.. results.SelectMany(r => r)];
    }

    /// <summary>Takes everything stored and not yet understood through Classify, Route and Draft.</summary>
    /// <remarks>One at a time: two takers of the same mentions would propose two drafts for each.</remarks>
    public async Task<int> UnderstandAsync(CancellationToken token)
    {
        await _understanding.WaitAsync(token);
        try
        {
            return await understand.RunAsync(token);
        }
        finally
        {
            _understanding.Release();
        }
    }

    /// <summary>Sends what is due and looks for what is in doubt.</summary>
    public Task<int> DeliverAsync(CancellationToken token) => deliver.RunAsync(token);

    /// <summary>Puts snoozed mentions back whose time has come.</summary>
    public Task<int> WakeAsync(CancellationToken token) => wake.RunAsync(token);

    private async Task<List<(ChannelKey, string, PollSummary)>> PollChannelAsync(IMentionSource source, bool force, CancellationToken token)
    {
        var lane = _lanes.GetOrAdd(source.Key, _ => new SemaphoreSlim(1, 1));
        if (!await lane.WaitAsync(force ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, token))
            return [];
        try
        {
            return await PollInTurnAsync(source, force, token);
        }
        finally
        {
            lane.Release();
        }
    }

    private async Task<List<(ChannelKey, string, PollSummary)>> PollInTurnAsync(IMentionSource source, bool force, CancellationToken token)
    {
        var done = new List<(ChannelKey, string, PollSummary)>();
        // Longest unread first: a pause that one watch brings on the whole account must not cut off the same others each time.
        foreach (var watch in source.Watches.OrderBy(w => _turns.GetValueOrDefault((source.Key, w.Name))?.Number))
        {
            var last = _turns.GetValueOrDefault((source.Key, watch.Name));
            if (!force && last is not null && !IsDue(source, last.At))
                continue;
            // Taken before reading, so that a store that refuses is not asked anew each second.
            var turn = _turns[(source.Key, watch.Name)] = new Turn(Interlocked.Increment(ref _turn), clock.GetUtcNow());
            var result = await poll.RunAsync(source, watch, token);
            if (!result.Ran)
                GiveBack((source.Key, watch.Name), turn, last);
            done.Add((source.Key, watch.Name, result));
        }
        return done;
    }

    // What was skipped is due as soon as the pause is over.
    private void GiveBack((ChannelKey, string) watch, Turn turn, Turn? last)
    {
        if (last is null)
            _turns.TryRemove(KeyValuePair.Create(watch, turn));
        else
            _turns.TryUpdate(watch, last, turn);
    }

    private bool IsDue(IMentionSource source, DateTimeOffset last)
    {
        var own = rules.Intervals.GetValueOrDefault(source.Key, rules.DefaultInterval);
        var shortest = source.Traits.ShortestPollInterval / rules.Speed;
        var interval = own > shortest ? own : shortest;
        var now = clock.GetUtcNow();
        // A clock that was set back must not silence a watch.
        return now - last >= interval || now < last;
    }

    /// <summary>When a watch was last read, and its place in the order of all readings.</summary>
    private sealed record Turn(long Number, DateTimeOffset At);
}
