using System.Runtime;
using Microsoft.AspNetCore.DataProtection;

namespace Listener.Worker.Hosting;

/// <summary>
/// Prepares what the first page and the first poll need while the web server starts, on the other core: the key ring, then the models.
/// Says which models are in use. The first poll, and readiness, wait until they are there.
/// </summary>
internal sealed partial class WarmUp(IServiceProvider services, ILogger<WarmUp> log) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        WarmKeys();
        var models = services.GetRequiredService<ModelsReport>();
        if (models.Loaded)
            LogLoaded(models.Message);
        else
            LogMissing(models.Message);
        // Starting leaves more garbage than an idle service makes in a day; given back once, it is not carried for life.
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Task.CompletedTask;
    }

    // Only a head start: a key ring that cannot be used now, on a full disk for example, must not stop the service.
    private void WarmKeys()
    {
        try
        {
            _ = services.GetRequiredService<IDataProtectionProvider>().CreateProtector(nameof(WarmUp)).Protect([0]);
        }
        catch (Exception e)
        {
            LogKeys(e);
        }
    }

    [LoggerMessage(4103, LogLevel.Warning, "The key ring of the console cannot be used yet; nobody can sign in until it can. Look at the folder of the keys and the disk")]
    private partial void LogKeys(Exception problem);

    [LoggerMessage(4101, LogLevel.Information, "Models in use: {Models}")]
    private partial void LogLoaded(string models);

    [LoggerMessage(4102, LogLevel.Warning, "{Problem}")]
    private partial void LogMissing(string problem);
}
