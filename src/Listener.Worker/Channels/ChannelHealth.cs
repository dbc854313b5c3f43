namespace Listener.Worker.Channels;

/// <summary>Health of a channel as people are shown it: the worst of the watches that its settings hold now.</summary>
/// <param name="PausedByUser">True if a person paused it.</param>
/// <param name="PausedUntil">No watch is polled before, UTC; null if none or only some are paused.</param>
/// <param name="LastPollAt">Last finished poll, UTC.</param>
/// <param name="LastSuccessAt">Last poll without fault, UTC.</param>
/// <param name="LastNew">New mentions in the last poll.</param>
/// <param name="FailingSince">Since when the watch fails that fails longest, UTC; null when all are well.</param>
/// <param name="FailingWatch">Name of that watch; null when all are well.</param>
/// <param name="LastFault">Last fault of that watch; null when all are well.</param>
/// <param name="AccountFault">Last fault that concerns the whole account; null if none.</param>
/// <param name="ReadWithoutGapsSince">Since when every poll of every watch joined the one before, UTC.</param>
public sealed record ChannelHealth(
    bool PausedByUser,
    DateTimeOffset? PausedUntil,
    DateTimeOffset? LastPollAt,
    DateTimeOffset? LastSuccessAt,
    int LastNew,
    DateTimeOffset? FailingSince,
    string? FailingWatch,
    ChannelFault? LastFault,
    ChannelFault? AccountFault,
    DateTimeOffset? ReadWithoutGapsSince)
{
    /// <summary>Health of a channel, from what is stored of it.</summary>
    public static ChannelHealth Of(IChannel channel, StoredHealth stored)
    {
        var all = channel.Watches.Select(w => (w.Name, Health: stored.Of(w.Name))).ToList();
        var worst = all.Where(w => w.Health.FailingSince is not null).OrderBy(w => w.Health.FailingSince).FirstOrDefault();
        var account = stored.AccountFaults(channel).MaxBy(w => w.PausedUntil);
        return new ChannelHealth(
            stored.PausedByUser,
            account?.PausedUntil ?? (all.Exists(w => w.Health.PausedUntil is null) ? null : all.Min(w => w.Health.PausedUntil)),
            all.Max(w => w.Health.LastPollAt),
            all.Max(w => w.Health.LastSuccessAt),
            all.OrderByDescending(w => w.Health.LastPollAt).FirstOrDefault().Health?.LastNew ?? 0,
            worst.Health?.FailingSince,
            worst.Name,
            worst.Health?.LastFault,
            account?.LastFault,
            all.Max(w => w.Health.ReadWithoutGapsSince));
    }
}
