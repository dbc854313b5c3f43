using System.Collections.Concurrent;
using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Pipeline;
using Listener.Worker.Storage;

namespace Listener.Worker.Web.Operations;

/// <summary>What an action on a channel gave; kept in memory only, for a quarter of an hour.</summary>
/// <param name="Kind"><c>test</c>, <c>poll</c> or <c>rehearse</c>.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Ok">True if it went well.</param>
/// <param name="Report">Sentence of a connection test; null for other actions.</param>
/// <param name="Polls">Results of a poll.</param>
/// <param name="Rehearsals">Results of a rehearsal.</param>
public sealed record ChannelAnswerNote(
    string Kind, DateTimeOffset At, bool Ok, string? Report, IReadOnlyList<(string Watch, PollSummary Result)> Polls, IReadOnlyList<Rehearsal> Rehearsals);

/// <summary>Actions on channels, and the switch that stops all sending.</summary>
public sealed class ChannelDesk(
    OpenChannels channels, IOperationsStore operations, ListeningPipeline line, RehearsePoll rehearse, TimeProvider clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(15);
    private readonly ConcurrentDictionary<ChannelKey, ChannelAnswerNote> notes = [];
    private readonly SendingSwitch sending = new(operations, clock);

    /// <summary>What the last action gave; null if there was none lately.</summary>
    public ChannelAnswerNote? Find(ChannelKey key) => notes.TryGetValue(key, out var note) && clock.GetUtcNow() - note.At < Kept ? note : null;

    /// <summary>Tests, polls or rehearses.</summary>
    /// <returns>False if the channel is unknown.</returns>
    public async Task<bool> ActAsync(ChannelKey key, string kind, CancellationToken token)
    {
        if (channels.Find(key) is not { } channel)
            return false;
        notes[key] = kind switch
        {
            "test" => await TestAsync(channel, token),
            "poll" => await PollAsync(key, token),
            _ => await RehearseAsync(channel, token),
        };
        return true;
    }

    /// <summary>Pauses a channel, or lets it read again at once.</summary>
    /// <returns>False if the channel is unknown.</returns>
    public async Task<bool> PauseAsync(ChannelKey key, bool pause, string by, CancellationToken token)
    {
        if (channels.Find(key) is null)
            return false;
        await operations.PauseAsync(key, pause, token);
        await operations.AuditAsync(new AuditEntry(clock.GetUtcNow(), by, pause ? "channel paused" : "channel resumed", key.Value, null, null), token);
        return true;
    }

    /// <inheritdoc cref="SendingSwitch.StoppedAsync"/>
    public Task<string?> StoppedAsync(CancellationToken token) => sending.StoppedAsync(token);

    /// <inheritdoc cref="SendingSwitch.SetAsync"/>
    public Task StopSendingAsync(bool stop, string by, CancellationToken token) => sending.SetAsync(stop, by, token);

    private async Task<ChannelAnswerNote> TestAsync(IChannel channel, CancellationToken token)
    {
        var report = await channel.TestAsync(token);
        return new ChannelAnswerNote("test", clock.GetUtcNow(), report.Ok, report.Summary, [], []);
    }

    private async Task<ChannelAnswerNote> PollAsync(ChannelKey key, CancellationToken token)
    {
        var polls = await line.PollAsync(force: true, key, token);
        await line.UnderstandAsync(token);
        return new ChannelAnswerNote("poll", clock.GetUtcNow(), polls.All(p => p.Result.Fault is null), null, [.. polls.Select(p => (p.Watch, p.Result))], []);
    }

    private async Task<ChannelAnswerNote> RehearseAsync(IChannel channel, CancellationToken token)
    {
        var all = new List<Rehearsal>();
        if (channel is IMentionSource source)
            foreach (var watch in source.Watches)
                all.Add(await rehearse.RunAsync(source, watch, token));
        return new ChannelAnswerNote("rehearse", clock.GetUtcNow(), all.TrueForAll(r => r.Fault is null), null, [], all);
    }
}
