using Listener.Worker.Schedules;
using Microsoft.AspNetCore.DataProtection;

namespace Listener.Worker.Hosting;

/// <summary>
/// What comes after the console: tries the key ring, waits for the models and says which are in use, then begins the schedules and lets go of the memory that
/// only the start needed. Stops the schedules.
/// </summary>
internal sealed partial class WarmUp(IServiceProvider services, ScheduleRunner schedules, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<WarmUp> log) : BackgroundService
{
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await schedules.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        WarmKeys();
        var models = services.GetRequiredService<ModelsReport>();
        if (models.Loaded)
            LogLoaded(models.Message);
        else
            LogMissing(models.Message);
        if (!await StartedAsync(stoppingToken))
            return;
        await schedules.StartAsync(stoppingToken);
        await ProcessMemory.GiveBackAsync(time, stoppingToken);
    }

    // False if the service is stopped before it has started, because its address is taken for example.
    private async Task<bool> StartedAsync(CancellationToken stopping)
    {
        var either = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var started = lifetime.ApplicationStarted.Register(() => either.TrySetResult(true));
        await using var stopped = stopping.Register(() => either.TrySetResult(false));
        return await either.Task;
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
