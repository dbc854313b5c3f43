using Listener.Worker.Schedules;
using Microsoft.Extensions.DependencyInjection;

namespace Listener.Worker.Tests.Schedules;

/// <summary>Two clocks: the schedules' own, which nobody can set, and that of everything else, which tells the time of day.</summary>
public sealed class ScheduleRegistrationTests
{
    [Test]
    public void Only_the_schedules_run_on_a_clock_that_nobody_can_set()
    {
        var wall = new SetClock();
        using var services = new ServiceCollection().AddSingleton<TimeProvider>(wall).AddListenerSchedules(TimeZoneInfo.Utc).BuildServiceProvider();
        var schedules = services.GetRequiredKeyedService<TimeProvider>(ScheduleRegistration.Scheduler);
        var before = schedules.GetUtcNow();

        wall.By = TimeSpan.FromDays(-365);

        Assert.Multiple(() =>
        {
            Assert.That(services.GetRequiredService<TimeProvider>(), Is.SameAs(wall), "the service asks the clock on the wall");
            Assert.That(schedules.GetUtcNow(), Is.GreaterThanOrEqualTo(before), "the schedules do not");
        });
    }

    private sealed class SetClock : TimeProvider
    {
        public TimeSpan By { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + By;
    }
}
