using Listener.Worker.Channels;

namespace Listener.Worker.Pipeline;

/// <summary>Moves a watch's health up and down the back-off ladder. Pure.</summary>
public static class BackOff
{
    /// <summary>Health after a poll without fault: one step down the ladder, no pause.</summary>
    /// <param name="health">Health before.</param>
    /// <param name="now">End of the poll, UTC.</param>
    /// <param name="added">New mentions.</param>
    /// <param name="gapUntil">End of a stretch that could not be read; null if the poll joined the one before.</param>
    public static WatchHealth AfterSuccess(WatchHealth health, DateTimeOffset now, int added, DateTimeOffset? gapUntil) => health with
    {
        BackOffLevel = Math.Max(0, health.BackOffLevel - 1),
        PausedUntil = null,
        LastPollAt = now,
        LastSuccessAt = now,
        LastNew = added,
        FailingSince = null,
        LastFault = null,
        ReadWithoutGapsSince = gapUntil ?? health.ReadWithoutGapsSince ?? now,
    };

    /// <summary>Health after a fault: one step up, and a pause of that step or as long as the network asked, whichever is longer.</summary>
    /// <param name="health">Health before.</param>
    /// <param name="accountLevel">Step that the account has reached if the fault concerns it, so that its watches climb together; else 0.</param>
    /// <param name="now">End of the poll, UTC.</param>
    /// <param name="fault">What went wrong.</param>
    /// <param name="rules">The ladder.</param>
    /// <remarks>A limit with a stated end is obeyed, not counted as illness: the level stays.</remarks>
    public static WatchHealth AfterFault(WatchHealth health, int accountLevel, DateTimeOffset now, ChannelFault fault, PollRules rules)
    {
        var toldToWait = fault is { Kind: ChannelFaultKind.RateLimited, RetryAt: not null };
        var level = toldToWait ? health.BackOffLevel : Math.Min(Math.Max(health.BackOffLevel, accountLevel) + 1, rules.BackOff.Count);
        var pause = toldToWait || level == 0 ? TimeSpan.Zero : rules.BackOff[level - 1];
        return health with
        {
            BackOffLevel = level,
            PausedUntil = Later(now + pause, fault.RetryAt, now + rules.LongestPause),
            LastPollAt = now,
            LastNew = 0,
            FailingSince = health.FailingSince ?? now,
            LastFault = fault,
        };
    }

    private static DateTimeOffset Later(DateTimeOffset own, DateTimeOffset? asked, DateTimeOffset latest)
    {
        var until = asked > own ? asked.Value : own;
        return until < latest ? until : latest;
    }
}
