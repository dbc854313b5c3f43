using Listener.Worker.Schedules;
using Listener.Worker.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Listener.Worker.Tests.Schedules;

/// <summary>Two clocks: the schedules' own, which nobody can set, and that of everything else, which tells the time of day.</summary>
public sealed class ScheduleRegistrationTests
{
    [Test]
    public void Only_the_schedules_run_on_a_clock_that_nobody_can_set()
    {
        var wall = new FakeClock(Builders.Now);
        using var services = new ServiceCollection().AddSingleton<TimeProvider>(wall).AddListenerSchedules(TimeZoneInfo.Utc).BuildServiceProvider();
        var schedules = services.GetRequiredKeyedService<TimeProvider>(ScheduleRegistration.Scheduler);

        Assert.Multiple(() =>
        {
            Assert.That(services.GetRequiredService<TimeProvider>(), Is.SameAs(wall), "the service asks the clock on the wall");
            Assert.That(schedules, Is.InstanceOf<SteadyClock>(), "the schedules have a clock of their own");
        });
    }
}
