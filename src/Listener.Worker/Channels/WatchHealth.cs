namespace Listener.Worker.Channels;

/// <summary>How reading one watch goes.</summary>
/// <param name="BackOffLevel">Step on the back-off ladder, 0 when well.</param>
/// <param name="PausedUntil">No poll before, UTC; null if none.</param>
/// <param name="LastPollAt">Last finished poll, UTC.</param>
/// <param name="LastSuccessAt">Last poll without fault, UTC.</param>
/// <param name="LastNew">New mentions in the last poll.</param>
/// <param name="FailingSince">First fault of the present row of faults, UTC; null when well.</param>
/// <param name="LastFault">Last fault; null when well.</param>
/// <param name="ReadWithoutGapsSince">Since when every poll joined the one before, UTC.</param>
public sealed record WatchHealth(
    int BackOffLevel,
    DateTimeOffset? PausedUntil,
    DateTimeOffset? LastPollAt,
    DateTimeOffset? LastSuccessAt,
    int LastNew,
    DateTimeOffset? FailingSince,
    ChannelFault? LastFault,
    DateTimeOffset? ReadWithoutGapsSince)
{
    /// <summary>Health of a watch that was never polled.</summary>
    public static WatchHealth Fresh { get; } = new(0, null, null, null, 0, null, null, null);

    /// <summary>True if its pause is not over.</summary>
    /// <remarks>A pause that began in the future was counted on a clock that has been set back since; it could last for years.</remarks>
    public bool IsPausedAt(DateTimeOffset now) => PausedUntil > now && !(LastPollAt > now);
}

/// <summary>What the store keeps of a channel.</summary>
/// <param name="PausedByUser">True if a person paused it.</param>
/// <param name="Watches">Watches that were ever polled, by name; also such as have left the settings since.</param>
public sealed record StoredHealth(bool PausedByUser, IReadOnlyDictionary<string, WatchHealth> Watches)
{
    /// <summary>Health of one watch; <see cref="WatchHealth.Fresh"/> if never polled.</summary>
    public WatchHealth Of(string watch) => Watches.GetValueOrDefault(watch, WatchHealth.Fresh);

    /// <summary>Watches of a channel whose last fault concerns its whole account; their pauses hold for every watch.</summary>
    /// <remarks>Credentials with which another watch has been read since are not wrong: the network withholds that one watch.</remarks>
    public IReadOnlyList<WatchHealth> AccountFaults(IChannel channel)
    {
        if (!channel.Traits.WatchesShareAccount)
            return [];
        var all = channel.Watches.Select(w => Of(w.Name)).ToList();
        return all.FindAll(w => w.LastFault?.Kind switch
        {
            ChannelFaultKind.RateLimited => true,
            ChannelFaultKind.Unauthorised => !all.Exists(other => other.LastSuccessAt > w.FailingSince),
            _ => false,
        });
    }
}
