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
    private readonly ConcurrentDictionary<(ChannelKey, string), DateTimeOffset> _polledAt = [];
    private readonly SemaphoreSlim _understanding = new(1, 1);

    /// <summary>Reads every watch whose interval has passed; channels at the same time, watches of one channel in turn.</summary>
    /// <param name="force">True reads all watches of channels that are not paused, whatever their interval.</param>
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
        var done = new List<(ChannelKey, string, PollSummary)>();
        foreach (var watch in source.Watches)
        {
            if (!force && !IsDue(source, watch))
                continue;
            _polledAt[(source.Key, watch.Name)] = clock.GetUtcNow();
            done.Add((source.Key, watch.Name, await poll.RunAsync(source, watch, token)));
        }
        return done;
    }

    private bool IsDue(IMentionSource source, Watch watch)
    {
        if (!_polledAt.TryGetValue((source.Key, watch.Name), out var last))
            return true;
        var own = rules.Intervals.GetValueOrDefault(source.Key, rules.DefaultInterval);
        var shortest = source.Traits.ShortestPollInterval / rules.Speed;
        var interval = own > shortest ? own : shortest;
        var now = clock.GetUtcNow();
        // A clock that was set back must not silence a watch.
        return now - last >= interval || now < last;
    }
}
