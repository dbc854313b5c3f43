using Listener.Worker.Storage;

namespace Listener.Worker.Pipeline;

/// <summary>The switch that stops all sending at once. What is approved waits meanwhile; reading goes on.</summary>
public sealed class SendingSwitch(IOperationsStore operations, TimeProvider clock)
{
    /// <summary>Who stopped all sending and when; null if it runs.</summary>
    public Task<string?> StoppedAsync(CancellationToken token) => operations.ReadValueAsync(DeliveryRules.StoppedKey, token);

    /// <summary>Stops all sending, or lets it go on; kept in the audit log.</summary>
    /// <param name="stop">True stops.</param>
    /// <param name="by">User name, or <c>command line</c>.</param>
    /// <param name="token">Stops before the write.</param>
    public async Task SetAsync(bool stop, string by, CancellationToken token)
    {
        var before = await StoppedAsync(token);
        var now = clock.GetUtcNow();
        var after = stop ? $"{by}, {now:yyyy-MM-dd HH:mm} UTC" : null;
        await operations.WriteValueAsync(DeliveryRules.StoppedKey, after, token);
        await operations.AuditAsync(new AuditEntry(now, by, stop ? "sending stopped" : "sending resumed", DeliveryRules.StoppedKey, before, after), token);
    }
}
