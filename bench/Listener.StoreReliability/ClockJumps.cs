using System.Diagnostics;
using System.Globalization;
using Listener.Worker.Hosting;
using Listener.Worker.Pipeline;
using Listener.Worker.Storage;
using Listener.Worker.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Serilog;

namespace Listener.StoreReliability;

/// <summary>
/// Clocks that are set by a year, and both clock changes in 20 zones: polls are never silent for longer than their interval and a minute, nothing
/// spins, every approved reply is posted once, every digest is built and mailed once.
/// </summary>
internal static class ClockJumps
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestGap = Interval + TimeSpan.FromMinutes(1);

    private static readonly string[] Zones =
    [
        "Europe/Berlin", "Europe/London", "Europe/Lisbon", "Europe/Tallinn", "Europe/Bucharest", "Europe/Dublin", "Atlantic/Azores", "America/New_York",
        "America/Los_Angeles", "America/St_Johns", "America/Halifax", "America/Havana", "America/Santiago", "America/Nuuk", "Africa/Cairo",
        "Asia/Jerusalem", "Asia/Beirut", "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Auckland",
    ];

    public static async Task<Report> RunAsync(Wish wish)
    {
        var report = new Report();
        // A shorter campaign takes fewer zones, and leaves the running service out.
        foreach (var (zone, i) in Zones.Take(wish.Count == 0 ? Zones.Length : wish.Count).Select((z, i) => (z, i)))
            foreach (var night in Changes(TimeZoneInfo.FindSystemTimeZoneById(zone)))
                await NightAsync(zone, night, wish.Seed + i, report);
        await YearAsync(wish.Seed, report);
        if (wish.Count == 0)
            await ServiceAsync(wish.Seed, report);
        return report;
    }

    /// <summary>Moments of a year at which the zone's clocks change.</summary>
    private static IEnumerable<DateTimeOffset> Changes(TimeZoneInfo zone)
    {
        var at = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (var hour = 0; hour < 365 * 24; hour++, at = at.AddHours(1))
            if (zone.GetUtcOffset(at) != zone.GetUtcOffset(at.AddHours(1)))
                yield return at.AddHours(1);
    }

    private static async Task NightAsync(string zone, DateTimeOffset change, int seed, Report report)
    {
        using var scratch = new Scratch();
        var start = change.AddHours(-12);
        var clock = new StepClock(start);
        var network = new SteadyNetwork(clock, start, TimeSpan.FromMinutes(30), ["Where is my parcel?"], Interval);
        var mail = new CountedMail();
        await using (var line = await Line.OpenAsync(scratch.Path, clock, network, zone, mail, survivesPowerCut: false))
        {
            var local = TimeZoneInfo.FindSystemTimeZoneById(zone);
            // Until an hour after the next Monday's digest is due.
            for (var minute = 0; !IsOver(local, clock, start) && minute < 9 * 1440; minute++)
            {
                await line.TickAsync();
                clock.Advance(TimeSpan.FromMinutes(1));
            }
            var digests = (await line.Operations.DigestKeysAsync(10, default)).Count;
            if ((digests, mail.Sent) != (1, 1))
                report.Fail(seed, $"{zone}, clock change at {change:u}: {digests} digests and {mail.Sent} mails instead of one each");
        }
        CheckPolls(network, clock, $"{zone}, clock change at {change:u}", seed, report);
        report.Add("nights of a clock change");
        report.Add("digests built and mailed once", mail.Sent);
    }

    private static bool IsOver(TimeZoneInfo zone, StepClock clock, DateTimeOffset start)
    {
        var now = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone);
        return now.DayOfWeek == DayOfWeek.Monday && now.Hour >= 8 && clock.GetUtcNow() - start > TimeSpan.FromHours(13);
    }

    private static void CheckPolls(SteadyNetwork network, StepClock clock, string what, int seed, Report report)
    {
        var polls = network.Polls.Append(clock.GetTimestamp()).ToList();
        var gap = TimeSpan.FromTicks(polls.Zip(polls.Skip(1), (a, b) => b - a).Max());
        if (gap > LongestGap)
            report.Fail(seed, $"{what}: no poll for {gap}");
        var busiest = polls.GroupBy(p => p / TimeSpan.TicksPerMinute).Max(g => g.Count());
        if (busiest > 3)
            report.Fail(seed, $"{what}: {busiest} polls within a minute");
        report.Add("polls counted", network.Polls.Count);
    }

    /// <summary>Half hours with the clock set forward and back by a year in between, with faults of the network and replies on their way.</summary>
    private static async Task YearAsync(int seed, Report report)
    {
        using var scratch = new Scratch();
        var clock = new StepClock(Workload.Noon);
        var network = new SteadyNetwork(clock, Workload.Noon, TimeSpan.FromMinutes(3), ["Where is my parcel?"], Interval);
        await using var line = await Line.OpenAsync(scratch.Path, clock, network, "Europe/Berlin", new CountedMail(), survivesPowerCut: false);
        var approved = 0;
        foreach (var years in new[] { 1, -1, -1, 1, 1, -1 })
        {
            for (var minute = 0; minute < 30; minute++)
            {
                network.Fail = minute is 3 or 27;
                await line.TickAsync();
                // The last ones are on their way when the clock jumps.
                if (minute is 10 or 29 && await ApproveOneAsync(line))
                    approved++;
                clock.Advance(TimeSpan.FromMinutes(1));
            }
            clock.Set(TimeSpan.FromDays(365 * years));
            report.Add("jumps of a year");
        }
        for (var minute = 0; minute < 30; minute++, clock.Advance(TimeSpan.FromMinutes(1)))
            await line.TickAsync();
        CheckPolls(network, clock, "clock set by a year", seed, report);
        if (network.Posts.Count != approved || network.Posts.Values.Any(n => n != 1))
            report.Fail(seed, $"{approved} replies were approved, {network.Posts.Count} posted, at most {network.Posts.Values.DefaultIfEmpty().Max()} times each");
        report.Add("replies posted once over the jumps", network.Posts.Count);
        foreach (var fault in await line.Store.VerifyAsync(default))
            report.Fail(seed, $"unsound: {fault}");
    }

    private static async Task<bool> ApproveOneAsync(Line line)
    {
        var waiting = await line.Mentions.ListAsync(new MentionFilter { HasOpenDraft = true, PageSize = 1 }, default);
        return waiting.Items.Count == 1 && await line.ApproveAsync(waiting.Items[0].Mention.Number) is not null;
    }

    /// <summary>The real service with its scheduler, polling each second, while its clock is set forward and back by a year.</summary>
    private static async Task ServiceAsync(int seed, Report report)
    {
        using var scratch = new Scratch();
        var clock = new SetClock();
        var network = new SteadyNetwork(clock, clock.GetUtcNow(), TimeSpan.FromMinutes(1), ["Where is my parcel?"], TimeSpan.FromSeconds(1));
        var settings = Line.Settings(scratch.Path, "Europe/Berlin");
        await using var app = ListenerHost.Build(settings, new LoggerConfiguration().CreateLogger(), services => services
            .AddSingleton<TimeProvider>(clock).AddSingleton(new OpenChannels([network])).AddSingleton(new PollRules { DefaultInterval = TimeSpan.FromSeconds(1) })
            .AddSqliteStore(_ => new SqliteStoreOptions(scratch.Path) { SurvivesPowerCut = false }));
        new DataFolder(scratch.Path).Create();
        await app.Services.GetRequiredService<IStoreAdministration>().OpenAsync(forService: true, default);
        await app.StartAsync();
        foreach (var years in new[] { 0, 1, -1, -1, 1 })
        {
            clock.Set(TimeSpan.FromDays(365 * years));
            await AwaitPollsAsync(network, years, seed, report);
        }
        await app.StopAsync();
    }

    private static async Task AwaitPollsAsync(SteadyNetwork network, int years, int seed, Report report)
    {
        const int Wanted = 5;
        var (before, watch) = (network.Polls.Count, Stopwatch.StartNew());
        while (network.Polls.Count < before + Wanted && watch.Elapsed < TimeSpan.FromSeconds(61))
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        var polls = network.Polls.Count - before;
        report.Notes.Add(string.Create(CultureInfo.InvariantCulture, $"running service, clock set by {years} years: {polls} polls in {watch.Elapsed.TotalSeconds:F1} s at an interval of 1 s"));
        if (polls < Wanted)
            report.Fail(seed, $"the running service fell silent after its clock was set by {years} years");
        if (polls > Wanted + 1 && watch.Elapsed < TimeSpan.FromSeconds(2))
            report.Fail(seed, $"the running service polls in a loop after its clock was set by {years} years");
    }

    /// <summary>The system's clock with a wall that can be set.</summary>
    private sealed class SetClock : TimeProvider
    {
        private long _by;

        public void Set(TimeSpan by) => Interlocked.Add(ref _by, by.Ticks);

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _by));
    }
}
