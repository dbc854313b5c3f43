using System.Diagnostics;
using System.Globalization;
using Listener.Worker.Domain;
using Listener.Worker.Hosting;
using Listener.Worker.Storage;

namespace Listener.StoreReliability;

/// <summary>
/// 24 simulated hours through the real line, store and models: mentions at an even pace, polls, digests, pages, and people who approve while all
/// that goes on. Memory of the last hour is compared with the second, and approvals are timed on the real clock.
/// </summary>
internal static class Soak
{
    private const int ApprovalsAMinute = 5;

    // Sunday noon, so that the digest of the week comes in the middle of a day: at seven on Monday in Berlin.
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan DigestAfter = TimeSpan.FromHours(18);

    /// <summary>Runs it; fewer hours than a day are for tests.</summary>
    public static async Task<Report> RunAsync(Wish wish, int hours = 24)
    {
        var report = new Report();
        var count = wish.Count == 0 ? 100_000 : wish.Count;
        using var scratch = new Scratch();
        var clock = new StepClock(Start);
        var network = new SteadyNetwork(clock, Start, TimeSpan.FromHours(hours) / count, Texts(), TimeSpan.FromMinutes(1));
        var mail = new CountedMail();
        // Memory is kept small as the service does it, each minute of the day that is simulated.
        using var done = new CancellationTokenSource();
        ProcessMemory.KeepLittle();
        var givingBack = ProcessMemory.GiveBackAsync(clock, done.Token);
        // On a real disk: how long an approval takes is what the disk takes.
        var folder = Directory.CreateTempSubdirectory("listener-soak-").FullName;
        try
        {
            await using var line = await Line.OpenAsync(folder, clock, network, "Europe/Berlin", mail, survivesPowerCut: true);
            await RunDayAsync(line, clock, hours, report);
            await CheckAsync(line, network, count, wish.Seed, report);
            report.Add("digests mailed", mail.Sent);
            var due = TimeSpan.FromHours(hours) > DigestAfter ? 1 : 0;
            if (mail.Sent != due)
                report.Fail(wish.Seed, $"{mail.Sent} digests were mailed instead of {due}");
        }
        finally
        {
            await done.CancelAsync();
            await givingBack.ContinueWith(static _ => { }, TaskScheduler.Default);
            Directory.Delete(folder, recursive: true);
        }
        return report;
    }

    private static async Task RunDayAsync(Line line, StepClock clock, int hours, Report report)
    {
        var (memory, managed, approvals) = (new List<double>[hours], new List<double>[hours], new List<double>());
        for (var minute = 0; minute <= hours * 60; minute++)
        {
            var work = line.TickAsync();
            var approving = ApproveAsync(line, approvals, report);
            await Task.WhenAll(work, approving);
            if (minute < hours * 60)
            {
                (memory[minute / 60] ??= []).Add(Environment.WorkingSet / 1024.0 / 1024.0);
                (managed[minute / 60] ??= []).Add(GC.GetGCMemoryInfo().TotalCommittedBytes / 1024.0 / 1024.0);
            }
            clock.Advance(TimeSpan.FromMinutes(1));
        }
        await line.TickAsync();
        report.Notes.Add($"of that held by the collector: {Megabytes(Medians(managed))}");
        Judge(memory, approvals, report);
    }

    private static void Judge(List<double>[] memory, List<double> approvals, Report report)
    {
        var hours = Medians(memory);
        var ratio = hours[^1] / hours[1];
        report.Notes.Add(string.Create(CultureInfo.InvariantCulture, $"working set, median by hour in MB: {Megabytes(hours)}"));
        report.Notes.Add(string.Create(CultureInfo.InvariantCulture, $"last hour / second hour: {ratio:F2} (bar 1.2)"));
        var sorted = approvals.Order().ToList();
        if (sorted.Count == 0)
            return;
        var p99 = sorted[(int)(sorted.Count * 0.99)];
        report.Notes.Add(string.Create(CultureInfo.InvariantCulture, $"approvals: median {sorted[sorted.Count / 2]:F1} ms, p99 {p99:F1} ms (bar 1,000 ms), longest {sorted[^1]:F0} ms"));
        report.Measures["memory ratio"] = ratio;
        report.Measures["approval p99 ms"] = p99;
    }

    private static List<double> Medians(List<double>[] hours) => [.. hours.Select(h => h.Order().ElementAt(h.Count / 2))];

    private static string Megabytes(List<double> hours) => string.Join(' ', hours.Select(h => h.ToString("F0", CultureInfo.InvariantCulture)));

    private static async Task ApproveAsync(Line line, List<double> times, Report report)
    {
        var list = await line.Mentions.ListAsync(new MentionFilter { HasOpenDraft = true, Sort = MentionSort.Newest, PageSize = 50 }, default);
        foreach (var row in list.Items.Take(ApprovalsAMinute))
        {
            var watch = Stopwatch.StartNew();
            if (await line.ApproveAsync(row.Mention.Number) is null)
                continue;
            times.Add(watch.Elapsed.TotalMilliseconds);
            report.Add("replies approved");
        }
    }

    private static async Task CheckAsync(Line line, SteadyNetwork network, int count, int seed, Report report)
    {
        var heard = (await line.Mentions.ListAsync(new MentionFilter { PageSize = 1 }, default)).Total;
        report.Add("mentions heard", heard);
        if (heard != count)
            report.Fail(seed, $"{heard} of {count} mentions were heard");
        if ((await line.Mentions.TakeUnprocessedAsync(1, default)).Count > 0)
            report.Fail(seed, "mentions were not understood");
        report.Add("replies posted", network.Posts.Count);
        if (network.Posts.Count != report.Counts.GetValueOrDefault("replies approved") || network.Posts.Values.Any(n => n != 1))
            report.Fail(seed, $"{network.Posts.Count} replies posted, {report.Counts.GetValueOrDefault("replies approved")} approved");
        if ((await line.Replies.RepliesInAsync([ReplyState.Approved, ReplyState.NeedsPerson, ReplyState.Refused], 10, default)).Count > 0)
            report.Fail(seed, "replies are left over");
        foreach (var fault in await line.Store.VerifyAsync(default))
            report.Fail(seed, $"unsound: {fault}");
    }

    /// <summary>The project's own authored texts in six languages.</summary>
    private static string[] Texts()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Listener.sln")))
            folder = folder.Parent;
        if (folder is null)
            return ["Where is my parcel?", "Der Kessel ist kaputt, ich will mein Geld zurück.", "Gracias, todo perfecto."];
        return [.. Directory.GetFiles(Path.Combine(folder.FullName, "models", "authored"), "*.tsv").Order(StringComparer.Ordinal)
            .SelectMany(f => File.ReadLines(f).Skip(1)).Select(l => l.Split('\t')[2])];
    }
}
