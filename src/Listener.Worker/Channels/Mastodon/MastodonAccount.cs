using Listener.Worker.Domain;

namespace Listener.Worker.Channels.Mastodon;

/// <summary>Who we are on the server, and what the server allows; asked once and kept.</summary>
internal sealed class MastodonAccount(ChannelKey channel, MastodonApi api, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan KeepLimits = TimeSpan.FromDays(1);
    private WireAccount? own;
    private DateTimeOffset limitsUntil = DateTimeOffset.MinValue;

    /// <summary>The server's limits as last known.</summary>
    public MastodonLimits Limits { get; private set; } = MastodonLimits.Default;

    /// <summary>Our account.</summary>
    /// <exception cref="ChannelException">The server could not be asked, or does not accept the token.</exception>
    public async Task<WireAccount> OwnAsync(CancellationToken token) => own ??= await api.OwnAccountAsync(token);

    /// <summary>Asks again who we are.</summary>
    /// <exception cref="ChannelException">The server could not be asked, or does not accept the token.</exception>
    public async Task<WireAccount> RefreshAsync(CancellationToken token)
    {
        own = await api.OwnAccountAsync(token);
        limitsUntil = DateTimeOffset.MinValue;
        await LearnLimitsAsync(token);
        return own;
    }

    /// <summary>Asks for the limits once a day; a server that does not state them keeps the last known.</summary>
    public async Task LearnLimitsAsync(CancellationToken token)
    {
        var now = clock.GetUtcNow();
        if (now < limitsUntil && limitsUntil - now <= KeepLimits)
            return;
        limitsUntil = now + KeepLimits;
        try
        {
            var stated = (await api.InstanceAsync(token)).Configuration?.Statuses;
            Limits = new MastodonLimits(
                stated?.MaxCharacters is > 0 and var max ? max : MastodonLimits.Default.MaxCharacters,
                stated?.CharactersReservedPerUrl is > 0 and var link ? link : MastodonLimits.Default.PerLink);
        }
        catch (ChannelException e)
        {
            MastodonLog.LimitsNotRead(logger, channel, e.Fault.ToString());
        }
    }
}

internal static partial class MastodonLog
{
    [LoggerMessage(EventId = 2201, Level = LogLevel.Information, Message = "The server's limits were not read on {Channel}: {Fault}")]
    public static partial void LimitsNotRead(ILogger logger, ChannelKey channel, string fault);

    [LoggerMessage(EventId = 2202, Level = LogLevel.Information, Message = "The thread of a mention was not read on {Channel}: {Fault}")]
    public static partial void ThreadNotRead(ILogger logger, ChannelKey channel, string fault);
}
