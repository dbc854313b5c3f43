using Listener.Worker.Storage;

namespace Listener.Worker.Pipeline;

/// <summary>After a start: what was being sent when the service died becomes Unknown, because nobody knows whether it arrived.</summary>
public sealed partial class RecoverReplies(IReplyStore replies, TimeProvider clock, ILogger<RecoverReplies> log)
{
    /// <summary>To be called once, before the first delivery.</summary>
    /// <returns>How many replies.</returns>
    public async Task<int> RunAsync(CancellationToken token)
    {
        var count = await replies.RecoverAfterStartAsync(clock.GetUtcNow(), token);
        if (count > 0)
            LogRecovered(count);
        return count;
    }

    [LoggerMessage(1401, LogLevel.Warning, "{Count} replies were being sent when the service stopped; they are looked for on the network before anything is sent again")]
    private partial void LogRecovered(int count);
}
