using System.ComponentModel;
using System.Diagnostics;
using Listener.StoreReliability;

namespace Listener.Worker.Tests.Reliability;

/// <summary>Short runs of the campaigns against the store; the long ones and their figures stand in docs/reliability.md.</summary>
public sealed class StoreCampaignTests
{
    private const int Seed = 4_000;

    [Test]
    public async Task Power_cuts_lose_nothing_acknowledged()
    {
        if (!Runs("strace", "-V"))
            Refuse("strace is not installed (Debian: apt-get install strace).");
        var report = new Report();
        var steps = await PowerCut.RecordAsync(run: 20, report, steps: 40);
        for (var image = 0; image < 25; image++)
            await PowerCut.CheckAsync(steps, Seed + image, report);

        Holds(report);
        Assert.That(report.Counts["acknowledged writes asked for"], Is.Positive);
    }

    [Test]
    public async Task Full_disks_are_told_and_recovered_from() => Holds(await DiskFull.RunAsync(new Wish("diskfull", 2, Seed)));

    [Test]
    public async Task Damage_is_refused_or_located() => Holds(await Damage.RunAsync(new Wish("damage", 28, Seed)));

    [Test]
    public async Task Tampering_is_found_and_located() => Holds(await Tamper.RunAsync(new Wish("tamper", 40, Seed)));

    [Test]
    public async Task Clocks_may_jump() => Holds(await ClockJumps.RunAsync(new Wish("clock", 1, Seed)));

    [Test]
    public async Task Hours_of_work_answer_everybody_once() => Holds(await Soak.RunAsync(new Wish("soak", 200, Seed), hours: 2));

    [TestCase("powercut --images 5 --seed 7", "powercut", 5, 7)]
    [TestCase("clock", "clock", 0, 1)]
    [TestCase("tamper --times", "", 0, 1)] // no number
    [TestCase("tamper --times many", "", 0, 1)]
    [TestCase("tamper --often 5", "", 0, 1)]
    public void Command_line_is_read(string line, string campaign, int count, int seed) =>
        Assert.That(Wish.Parse(line.Split(' ')), Is.EqualTo(new Wish(campaign, count, seed)));

    [Test]
    public void Failure_prints_the_command_that_repeats_it()
    {
        var report = new Report();
        report.Fail(17, "lost");
        using var output = new StringWriter();

        report.Print(output, new Wish("tamper", 200, 1));

        Assert.That(output.ToString(), Does.Contain("FAILED seed 17: lost").And.Contain("-- tamper --times 1 --seed 17"));
    }

    private static void Holds(Report report) => Assert.That(report.Failures.Select(f => $"seed {f.Seed}: {f.What}"), Is.Empty);

    private static bool Runs(string program, string argument)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, argument) { RedirectStandardOutput = true, RedirectStandardError = true });
            process!.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static void Refuse(string why)
    {
        if (Environment.GetEnvironmentVariable("LISTENER_REQUIRE_ALL") == "1")
            Assert.Fail(why);
        Assert.Ignore(why);
    }
}
