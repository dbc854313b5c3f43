using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Pipeline;
using Listener.Worker.Storage;

namespace Listener.Worker.Web.Operations;

/// <summary>How a channel is, worst first.</summary>
public enum ChannelState { Failing, Waiting, Paused, NotYetRead, Well }

/// <summary>One hour of polls.</summary>
/// <param name="Added">New mentions.</param>
/// <param name="Polls">Polls done.</param>
/// <param name="Faults">Polls that failed.</param>
public sealed record PollHour(int Added, int Polls, int Faults);

/// <summary>A row of equal faults.</summary>
/// <param name="From">First, UTC.</param>
/// <param name="To">Last, UTC.</param>
/// <param name="Count">How many.</param>
/// <param name="Fault">What the channel said.</param>
public sealed record FaultRow(DateTimeOffset From, DateTimeOffset To, int Count, string Fault);

/// <summary>A channel as its card shows it.</summary>
/// <param name="Key">Short name.</param>
/// <param name="Network">Network for people.</param>
/// <param name="State">State.</param>
/// <param name="Health">Health, the worst of its watches.</param>
/// <param name="NextPollAt">Next poll, UTC; null if paused by a person or never polled.</param>
/// <param name="Hours">The last 24 hours, oldest first.</param>
/// <param name="Gaps">Stretches of the last 7 days that could not be read.</param>
/// <param name="Waiting">Approved replies that have neither been delivered nor ended otherwise.</param>
/// <param name="Faults">Faults of the last 7 days, newest first.</param>
/// <param name="Rejected">What could not be taken in the last 7 days, the newest of it.</param>
/// <param name="Answer">What the last action in this console gave; null if none.</param>
public sealed record ChannelCard(
    ChannelKey Key, string Network, ChannelState State, ChannelHealth Health, DateTimeOffset? NextPollAt, IReadOnlyList<PollHour> Hours,
    IReadOnlyList<ReadingGap> Gaps, int Waiting, IReadOnlyList<FaultRow> Faults, QuarantineList Rejected, ChannelAnswerNote? Answer);

/// <summary>Reads what the channels page shows.</summary>
public sealed class ChannelReader(
    OpenChannels channels, IOperationsStore operations, IMentionStore mentions, IReplyStore replies, PollRules rules, ChannelDesk desk, TimeProvider clock)
{
    /// <summary>Rows of the page that lists what could not be read.</summary>
    public const int MostRejected = 500;

    /// <summary>How far back that page looks.</summary>
    public static readonly TimeSpan RejectedSince = TimeSpan.FromDays(30);

    private const int MostFaults = 8;
    private const int RejectedOnCard = 5;
    // A refused reply waits for nothing: it has ended, and its mention is on the list again.
    private static readonly ReplyState[] OnTheirWay =
        [ReplyState.Approved, ReplyState.Sending, ReplyState.RetryLater, ReplyState.Unknown, ReplyState.Checking, ReplyState.NeedsPerson, ReplyState.ManualHandOff];

    /// <summary>All channels, worst first.</summary>
    public async Task<IReadOnlyList<ChannelCard>> ReadAsync(CancellationToken token)
    {
        var now = clock.GetUtcNow();
        var waiting = (await replies.RepliesInAsync(OnTheirWay, 1000, token)).GroupBy(r => r.Reply.Conversation.Channel).ToDictionary(g => g.Key, g => g.Count());
        var gaps = (await mentions.GapsAsync(now.AddDays(-7), now, token)).ToLookup(g => g.Channel, g => g.Gap);
        var cards = new List<ChannelCard>();
        foreach (var channel in channels.All)
            cards.Add(await CardAsync(channel, [.. gaps[channel.Key]], waiting.GetValueOrDefault(channel.Key), now, token));
        return [.. cards.OrderBy(c => c.State).ThenByDescending(c => c.Waiting).ThenBy(c => c.Key.Value, StringComparer.Ordinal)];
    }

    /// <summary>What a channel could not take in the last 30 days; null if the channel is unknown.</summary>
    public async Task<QuarantineList?> RejectedAsync(ChannelKey key, CancellationToken token) =>
        channels.Find(key) is null ? null : await mentions.QuarantineAsync(key, clock.GetUtcNow() - RejectedSince, MostRejected, token);

    private async Task<ChannelCard> CardAsync(IChannel channel, List<ReadingGap> gaps, int waiting, DateTimeOffset now, CancellationToken token)
    {
        var health = await operations.ShownHealthAsync(channel, token);
        var polls = await operations.PollsAsync(channel.Key, now.AddDays(-7), token);
        return new ChannelCard(
            channel.Key, channel.Traits.DisplayName, StateOf(health, now), health, NextPoll(channel, health), Hours(polls, now), gaps, waiting, Faults(polls),
            await mentions.QuarantineAsync(channel.Key, now.AddDays(-7), RejectedOnCard, token), desk.Find(channel.Key));
    }

    private static ChannelState StateOf(ChannelHealth health, DateTimeOffset now) => health switch
    {
        { PausedByUser: true } => ChannelState.Paused,
        { LastFault.Kind: ChannelFaultKind.RateLimited } when health.PausedUntil > now => ChannelState.Waiting,
        { FailingSince: not null } => ChannelState.Failing,
        { LastPollAt: null } => ChannelState.NotYetRead,
        _ => ChannelState.Well,
    };

    private DateTimeOffset? NextPoll(IChannel channel, ChannelHealth health)
    {
        if (health.PausedByUser || health.LastPollAt is not { } last)
            return null;
        var own = rules.Intervals.GetValueOrDefault(channel.Key, rules.DefaultInterval);
        var next = last + (own > channel.Traits.ShortestPollInterval ? own : channel.Traits.ShortestPollInterval);
        return health.PausedUntil > next ? health.PausedUntil : next;
    }

    private static List<PollHour> Hours(IReadOnlyList<PollResult> polls, DateTimeOffset now) =>
    [
        .. Enumerable.Range(0, 24).Select(i => now.AddHours(i - 24)).Select(from =>
        {
            var hour = polls.Where(p => p.At >= from && p.At < from.AddHours(1)).ToList();
            return new PollHour(hour.Sum(p => p.Added), hour.Count, hour.Count(p => p.Fault is not null));
        }),
    ];

    // Faults that follow each other with the same words are one row.
    private static List<FaultRow> Faults(IReadOnlyList<PollResult> polls)
    {
        var rows = new List<FaultRow>();
        foreach (var poll in polls)
        {
            if (poll.Fault is not { } fault)
                continue;
            if (rows is [.., var last] && last.Fault == fault)
                rows[^1] = last with { To = poll.At, Count = last.Count + 1 };
            else
                rows.Add(new FaultRow(poll.At, poll.At, 1, fault));
        }
        rows.Reverse();
        return rows.Count <= MostFaults ? rows : rows[..MostFaults];
    }
}
