using Listener.Worker.Digests;

namespace Listener.Worker.Tests.Digests;

public sealed class ProportionsTests
{
    [Test]
    public void Wilson_interval_of_10_in_100_is_the_published_one()
    {
        var (low, high) = Proportions.Wilson(10, 100);

        Assert.That(low, Is.EqualTo(0.05523).Within(5e-6));
        Assert.That(high, Is.EqualTo(0.17437).Within(5e-6));
    }

    [Test]
    public void Newcombe_interval_of_56_in_70_against_48_in_80_is_the_published_one()
    {
        var (low, high) = Proportions.Newcombe(56, 70, 48, 80);

        Assert.That(low, Is.EqualTo(0.05243).Within(5e-6));
        Assert.That(high, Is.EqualTo(0.33387).Within(5e-6));
    }

    [TestCase(20, 100, 40, 100, Verdict.Up)]
    [TestCase(40, 100, 20, 100, Verdict.Down)]
    [TestCase(20, 100, 25, 100, Verdict.NoClearChange)]
    // Enough mentions and beyond chance, but too small to matter.
    [TestCase(10_000, 100_000, 11_000, 100_000, Verdict.NoClearChange)]
    [TestCase(2, 29, 20, 100, Verdict.NotEnough)]
    [TestCase(0, 0, 20, 100, Verdict.NotEnough)]
    public void A_change_is_called_only_if_it_is_beyond_chance_and_matters(int before, int totalBefore, int now, int total, Verdict expected)
    {
        var change = Change.Between(Share.Of(before, totalBefore), Share.Of(now, total));

        Assert.That(change.Verdict, Is.EqualTo(expected));
    }

    [Test]
    public void Of_many_tests_only_those_below_the_rising_line_stand()
    {
        var stands = Proportions.HoldFalseDiscoveries([0.5, 0.001, 0.03, 0.04, 0.9], rate: 0.10);

        Assert.That(stands, Is.EqualTo(new[] { false, true, true, true, false }));
    }

    [TestCase("2026-W47", true)]
    [TestCase("2026-W53", true)]
    [TestCase("2025-W53", false)]
    [TestCase("2026-47", false)]
    [TestCase("2026-W00", false)]
    [TestCase("", false)]
    public void A_week_is_read_only_if_it_exists(string key, bool exists)
    {
        Assert.That(DigestWeek.TryParse(key, out var week), Is.EqualTo(exists));
        if (exists)
            Assert.That(week.Key, Is.EqualTo(key));
    }
}
