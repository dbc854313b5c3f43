using Quartz;

namespace Listener.Worker.Schedules;

/// <summary>Starts and stops the schedules. Not a hosted service of its own: it starts after the console answers and the models are loaded.</summary>
internal sealed class ScheduleRunner([FromKeyedServices(ScheduleRegistration.Scheduler)] ISchedulerFactory factory)
{
    private IScheduler? scheduler;

    /// <summary>Starts the schedules; every job that is due runs at once.</summary>
    public async Task StartAsync(CancellationToken token)
    {
        scheduler = await factory.GetScheduler(token);
        await scheduler.Start(token);
    }

    /// <summary>Starts no more jobs and waits for the running ones, for as long as the host allows.</summary>
    public async Task StopAsync(CancellationToken token)
    {
        if (scheduler is not null)
            await scheduler.Shutdown(waitForJobsToComplete: true, token);
    }
}
