using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Storage;

namespace Listener.Worker.Pipeline;

/// <summary>First stage: reads a watch until it has nothing new, stores every page with its cursor and keeps the watch's health.</summary>
public sealed partial class PollWatch(
    IMentionStore mentions, IReplyStore replies, IOperationsStore operations, PollRules rules, TimeProvider clock, ILogger<PollWatch> log)
{
    /// <summary>Reads one watch, unless it or its channel is paused.</summary>
    /// <param name="source">Channel.</param>
    /// <param name="watch">One of its watches.</param>
    /// <param name="token">Shutdown; leaves health as it was.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="StoreException">The store refused; health is left as it was, the channel is not to blame.</exception>
    public async Task<PollSummary> RunAsync(IMentionSource source, Watch watch, CancellationToken token)
    {
        var stored = await operations.HealthAsync(source.Key, token);
        var (health, account) = (stored.Of(watch.Name), stored.AccountFaults(source));
        var start = clock.GetUtcNow();
        if (stored.PausedByUser || health.IsPausedAt(start) || account.Any(a => a.IsPausedAt(start)))
            return PollSummary.Paused;

        var began = clock.GetTimestamp();
        var tally = new Tally();
        var fault = await ReadAtEdgeAsync(source, watch, tally, token);
        var end = clock.GetUtcNow();
        var after = fault is null
            ? BackOff.AfterSuccess(health, end, tally.Added, tally.GapUntil)
            : BackOff.AfterFault(health, LevelOf(account, fault), end, fault, rules) with { LastNew = tally.Added };
        await operations.SaveHealthAsync(source.Key, watch.Name, after, token);
        await operations.AddPollAsync(new PollResult(source.Key, watch.Name, start, clock.GetElapsedTime(began), tally.Read, tally.Added, tally.Quarantined, fault?.ToString()), token);
        Report(source.Key, watch.Name, tally, fault, after);
        return new PollSummary(true, tally.Read, tally.Added, tally.Quarantined, fault);
    }

    // Many watches must not mean as many tries at wrong credentials on each step.
    private static int LevelOf(IReadOnlyList<WatchHealth> account, ChannelFault fault) =>
        fault.Kind is ChannelFaultKind.Unauthorised or ChannelFaultKind.RateLimited ? account.Select(a => a.BackOffLevel).DefaultIfEmpty().Max() : 0;

    // Edge of a poll: a fault nobody foresaw must slow the watch down and show on its page instead of failing again each second.
    private async Task<ChannelFault?> ReadAtEdgeAsync(IMentionSource source, Watch watch, Tally tally, CancellationToken token)
    {
        try
        {
            return await ReadAllAsync(source, watch, tally, token);
        }
        catch (Exception error) when (error is not (OperationCanceledException or StoreException) && !token.IsCancellationRequested)
        {
            LogUnforeseen(error, source.Key, watch.Name);
            return new ChannelFault(ChannelFaultKind.Unknown, $"reading failed: {error.GetType().Name}", watch.Name, "See the log; reading is tried again by itself.");
        }
    }

    private async Task<ChannelFault?> ReadAllAsync(IMentionSource source, Watch watch, Tally tally, CancellationToken token)
    {
        var cursor = await mentions.ReadCursorAsync(source.Key, watch.Name, token);
        for (var page = 0; page < rules.MaxPages; page++)
        {
            var (read, fault) = await ReadPageAsync(source, watch, cursor, token);
            if (read is null)
                return fault;
            await StoreAsync(source.Key, watch.Name, read, tally, token);
            if (!read.More || read.Next == cursor)
                return null;
            cursor = read.Next;
        }
        return null;
    }

    private async Task<(MentionPage? Page, ChannelFault? Fault)> ReadPageAsync(IMentionSource source, Watch watch, PollCursor? cursor, CancellationToken token)
    {
        using var timeout = new CancellationTokenSource(rules.PageTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, timeout.Token);
        try
        {
            return (await source.ReadAsync(watch, cursor, either.Token), null);
        }
        catch (ChannelException refused) when (!token.IsCancellationRequested)
        {
            return (null, refused.Fault);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return (null, new ChannelFault(ChannelFaultKind.Transient, $"no answer within {rules.PageTimeout.TotalSeconds:0} s", watch.Name, "Reading is tried again by itself."));
        }
    }

    private async Task StoreAsync(ChannelKey channel, string watch, MentionPage read, Tally tally, CancellationToken token)
    {
        var (page, own) = DeduplicateMentions.Run(read);
        var others = new List<Mention>();
        foreach (var post in own)
            if (post.Conversation.ParentId.Length > 0 && !await IsListenersAsync(post, token))
                others.Add(post);
        var now = clock.GetUtcNow();
        var saved = await mentions.SaveBatchAsync(channel, watch, page, now, token);
        // A colleague may have answered what this very page brought.
        foreach (var post in others)
            if (await mentions.AnsweredElsewhereAsync(ParentOf(post), post.Id.NativeId, post.PostedAt, now, token))
                LogAnsweredElsewhere(channel);
        tally.Read += read.Mentions.Count;
        tally.Added += saved.Added.Count;
        tally.Quarantined += page.Quarantined.Count;
        tally.GapUntil = page.Gap?.To ?? tally.GapUntil;
    }

    /// <summary>True if the post is a reply of Listener's that was on its way; it is settled.</summary>
    private async Task<bool> IsListenersAsync(Mention post, CancellationToken token)
    {
        var settled = await replies.SettleByOwnPostAsync(ParentOf(post), Reply.HashOf(post.Text), post.Id.NativeId, post.Permalink, clock.GetUtcNow(), token);
        if (settled is { } reply)
            LogSettledByPoll(reply, post.Id.Channel);
        return settled is not null;
    }

    private static MentionId ParentOf(Mention post) => new(post.Id.Channel, post.Conversation.ParentId);

    private void Report(ChannelKey channel, string watch, Tally tally, ChannelFault? fault, WatchHealth health)
    {
        if (fault is not null)
            LogFault(channel, watch, fault.Kind, fault.ToString(), health.PausedUntil);
        else if (tally.Added > 0 || tally.Quarantined > 0)
            LogRead(channel, watch, tally.Read, tally.Added, tally.Quarantined);
    }

    private sealed class Tally
    {
        public int Read;
        public int Added;
        public int Quarantined;
        public DateTimeOffset? GapUntil;
    }

    [LoggerMessage(1001, LogLevel.Information, "Read {Channel}/{Watch}: {Read} items, {Added} new, {Quarantined} quarantined")]
    private partial void LogRead(ChannelKey channel, string watch, int read, int added, int quarantined);

    [LoggerMessage(1002, LogLevel.Warning, "Reading {Channel}/{Watch} failed ({Kind}): {Fault} Paused until {PausedUntil}")]
    private partial void LogFault(ChannelKey channel, string watch, ChannelFaultKind kind, string fault, DateTimeOffset? pausedUntil);

    [LoggerMessage(1003, LogLevel.Error, "Reading {Channel}/{Watch} failed in a way nobody foresaw")]
    private partial void LogUnforeseen(Exception error, ChannelKey channel, string watch);

    [LoggerMessage(1005, LogLevel.Information, "A mention on {Channel} was answered without Listener")]
    private partial void LogAnsweredElsewhere(ChannelKey channel);

    [LoggerMessage(1004, LogLevel.Information, "Reply {Reply} on {Channel} came back through a poll and is settled as delivered")]
    private partial void LogSettledByPoll(ReplyId reply, ChannelKey channel);
}

/// <summary>What a poll did.</summary>
/// <param name="Ran">False if the watch or its channel is paused.</param>
/// <param name="Read">Items read.</param>
/// <param name="Added">New mentions stored.</param>
/// <param name="Quarantined">Items that could not be read.</param>
/// <param name="Fault">Fault that ended it; null if none.</param>
public sealed record PollSummary(bool Ran, int Read, int Added, int Quarantined, ChannelFault? Fault)
{
    /// <summary>Nothing was read because the watch or its channel is paused.</summary>
    public static PollSummary Paused { get; } = new(false, 0, 0, 0, null);
}
