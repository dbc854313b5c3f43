using Listener.Worker.Schedules;

namespace Listener.Worker.Hosting;

/// <summary>Tells systemd that the service is ready, and alive only while the scheduler moves.</summary>
internal sealed class SystemdWatchdog(SystemdNotifier systemd, Heartbeat heartbeat, TimeProvider time, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var started = lifetime.ApplicationStarted.Register(systemd.Ready);
        using var stopping = lifetime.ApplicationStopping.Register(systemd.Stopping);
        if (systemd.WatchdogInterval is not { } interval)
            return;
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                if (heartbeat.IsBeating)
                    systemd.Alive();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }
}
