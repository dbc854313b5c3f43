using Listener.Worker.Storage;

namespace Listener.Worker.Pipeline;

/// <summary>Puts snoozed mentions back on the list when their time has come.</summary>
public sealed partial class WakeSnoozed(IMentionStore mentions, TimeProvider clock, ILogger<WakeSnoozed> log)
{
    /// <summary>Wakes what is due.</summary>
    /// <returns>How many.</returns>
    public async Task<int> RunAsync(CancellationToken token)
    {
        var woken = await mentions.WakeSnoozedAsync(clock.GetUtcNow(), token);
        if (woken.Count > 0)
            LogWoken(woken.Count);
        return woken.Count;
    }

    [LoggerMessage(1101, LogLevel.Information, "{Count} snoozed mentions are back on the list")]
    private partial void LogWoken(int count);
}
