using Listener.Worker.Schedules;
using Listener.Worker.Tests.Support;

namespace Listener.Worker.Tests.Schedules;

/// <summary>The clock of the schedules goes on evenly, whatever is done to the clock on the wall.</summary>
public sealed class SteadyClockTests
{
    [TestCase(1)]
    [TestCase(-1)]
    public void Setting_the_wall_clock_by_a_year_does_not_move_it(int years)
    {
        var wall = new FakeClock(Builders.Now);
        var steady = new SteadyClock(wall);
        wall.Advance(TimeSpan.FromSeconds(5));

        wall.SetWallClock(Builders.Now.AddYears(years));
        wall.Advance(TimeSpan.FromSeconds(5));

        Assert.That(steady.GetUtcNow(), Is.EqualTo(Builders.Now.AddSeconds(10)));
    }
}
