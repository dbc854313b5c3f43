using Quartz;

namespace Listener.Worker.Schedules;

/// <summary>The service's schedules. A job only asks what is due; the work lies in the store, so a lost run costs one interval.</summary>
public static class ScheduleRegistration
{
    // Only a named scheduler has a clock of its own: the clock given to one without a name becomes the clock of the whole service.
    internal const string Scheduler = "listener";

    /// <summary>Adds Quartz with every job.</summary>
    /// <param name="services">Services of the host.</param>
    /// <param name="zone">Zone whose Monday morning brings the digest.</param>
    public static IServiceCollection AddListenerSchedules(this IServiceCollection services, TimeZoneInfo zone)
    {
        services.AddSingleton<Heartbeat>().AddSingleton<JobEdge>().AddSingleton<ScheduleRunner>();
        services.AddQuartz(Scheduler, quartz =>
        {
            quartz.UseInMemoryStore();
            quartz.UseTimeProvider(new SteadyClock(TimeProvider.System));
            // Each network that does not answer may keep one run of reading and one of sending waiting.
            quartz.UseDefaultThreadPool(64);
            Every<PollJob>(quartz, TimeSpan.FromSeconds(1));
            Every<UnderstandJob>(quartz, TimeSpan.FromSeconds(1));
            Every<DeliverJob>(quartz, TimeSpan.FromSeconds(1));
            Every<WakeJob>(quartz, TimeSpan.FromSeconds(10));
            Every<DigestJob>(quartz, TimeSpan.FromMinutes(1));
            At<DigestJob>(quartz, "0 0 7 ? * MON", zone);
            quartz.AddJob<LearnJob>(job => job.WithIdentity(nameof(LearnJob)).StoreDurably());
            At<LearnJob>(quartz, "0 0 3 * * ?", zone);
        });
        return services;
    }

    // One job for all its triggers, so that two never run at once; a missed time is made up for by the next one.
    private static void At<TJob>(IQuartzBuilder quartz, string cron, TimeZoneInfo zone) where TJob : class, IJob =>
        quartz.AddTrigger(trigger => trigger
            .ForJob(typeof(TJob).Name)
            .WithIdentity(typeof(TJob).Name + "-cron")
            .WithCronSchedule(cron, schedule => schedule.InTimeZone(zone).WithMisfireInstruction(CronTriggerMisfireInstruction.DoNothing)));

    // A missed time is left out: one run finds everything that is due.
    private static void Every<TJob>(IQuartzBuilder quartz, TimeSpan interval) where TJob : class, IJob =>
        quartz.ScheduleJob<TJob>(trigger => trigger
            .WithIdentity(typeof(TJob).Name)
            .StartNow()
            .WithSimpleSchedule(schedule => schedule.WithInterval(interval).RepeatForever()
                .WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount)), job => job.WithIdentity(typeof(TJob).Name));
}
