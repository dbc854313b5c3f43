using Quartz;

namespace Listener.Worker.Schedules;

/// <summary>The service's schedules. A job only asks what is due; the work lies in the store, so a lost run costs one interval.</summary>
public static class ScheduleRegistration
{
    /// <summary>Adds Quartz with every job.</summary>
    public static IServiceCollection AddListenerSchedules(this IServiceCollection services)
    {
        services.AddSingleton<Heartbeat>().AddSingleton<JobEdge>();
        services.AddQuartz(quartz =>
        {
            quartz.UseInMemoryStore();
            quartz.UseDefaultThreadPool(8);
            Every<PollJob>(quartz, TimeSpan.FromSeconds(1));
            Every<UnderstandJob>(quartz, TimeSpan.FromSeconds(1));
            Every<DeliverJob>(quartz, TimeSpan.FromSeconds(1));
            Every<WakeJob>(quartz, TimeSpan.FromSeconds(10));
        });
        services.AddQuartzHostedService(host =>
        {
            host.WaitForJobsToComplete = true;
            host.AwaitApplicationStarted = true;
        });
        return services;
    }

    // A missed time is left out: one run finds everything that is due.
    private static void Every<TJob>(IQuartzBuilder quartz, TimeSpan interval) where TJob : class, IJob =>
        quartz.ScheduleJob<TJob>(trigger => trigger
            .WithIdentity(typeof(TJob).Name)
            .StartNow()
            .WithSimpleSchedule(schedule => schedule.WithInterval(interval).RepeatForever()
                .WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount)));
}
