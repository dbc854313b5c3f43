using System.Diagnostics;
using System.Globalization;
using Listener.Worker.Storage;

namespace Listener.StoreReliability;

/// <summary>A small file system in memory; needs the right to mount one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>Mounts one; null where this may not be done.</summary>
    public static SmallDisk? Create(int kilobytes)
    {
        var folder = Directory.CreateTempSubdirectory("listener-full-").FullName;
        if (Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={kilobytes}k"), "tmpfs", folder))
            return new SmallDisk(folder);
        Directory.Delete(folder);
        return null;
    }

    /// <summary>Takes writing away, or gives it back.</summary>
    public void Allow(bool writing) => Run("mount", "-o", writing ? "remount,rw" : "remount,ro", Folder);

    public void Dispose()
    {
        Run("umount", Folder);
        Directory.Delete(Folder);
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true });
            process!.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>Fills the disk under a working store, again and again: it says so, reads on, does not spin, and recovers by itself.</summary>
internal static class DiskFull
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<Report> RunAsync(Wish wish)
    {
        var report = new Report();
        for (var i = 0; i < (wish.Count == 0 ? 50 : wish.Count); i++)
            await OnceAsync(wish.Seed + i, report);
        return report;
    }

    private static async Task OnceAsync(int seed, Report report)
    {
        var random = new Random(seed);
        using var disk = SmallDisk.Create(random.Next(1_500, 6_000));
        using var scratch = new Scratch();
        var folder = Path.Combine(disk?.Folder ?? scratch.Path, "data");
        var ballast = Path.Combine(disk?.Folder ?? scratch.Path, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[random.Next(200, 600) * 1024]);
        var clock = new StepClock(Workload.Noon);
        var told = new List<Fact>();
        using (var store = Workload.Store(folder, clock))
        {
            await store.OpenAsync(forService: true, default);
            // Without the right to mount, the database itself is told to refuse to grow; the store sees the same error.
            if (disk is null)
                await store.LimitPagesAsync(await store.LimitPagesAsync(null) + random.Next(20, 200));
            var work = new Workload(store, seed, told.Add);
            var step = await FillAsync(work, seed, report);
            await CheckFullAsync(store, told, seed, clock, report);
            File.Delete(ballast);
            if (disk is null)
                await store.LimitPagesAsync(1_000_000);
            await RecoverAsync(store, clock, seed, report);
            report.Add("acknowledged writes asked for", told.Count);
            await WorkOnAsync(store, work, step, told, seed, report);
        }
        await ReopenAsync(folder, told, seed, report);
        report.Add(disk is null ? "stores filled by a limit of pages; mounting a small disk is not allowed here" : "disks filled");
    }

    private static async Task<int> FillAsync(Workload work, int seed, Report report)
    {
        for (var step = 0; step < 20_000; step++)
        {
            try
            {
                await work.StepAsync(step);
            }
            catch (StoreException full)
            {
                if (!full.Message.Contains("full", StringComparison.Ordinal) || !full.Message.Contains("by itself", StringComparison.Ordinal))
                    report.Fail(seed, $"the message does not say what to do: {full.Message}");
                return step;
            }
        }
        throw new InvalidOperationException("The disk did not fill.");
    }

    private static async Task CheckFullAsync(Worker.Storage.Sqlite.SqliteStore store, List<Fact> told, int seed, StepClock clock, Report report)
    {
        if (store.IsWritable)
            report.Fail(seed, "the store does not say that it takes no writes");
        foreach (var lost in await Facts.LostAsync(store, told))
            report.Fail(seed, $"not readable while the disk is full: {lost}");
        var (commits, busy) = (store.Commits, Process.GetCurrentProcess().TotalProcessorTime);
        for (var probe = 0; probe < 12; probe++)
            clock.Advance(TimeSpan.FromSeconds(5));
        await Task.Delay(TimeSpan.FromMilliseconds(250));
        // A loop that spins would take the whole quarter of a second.
        if (Process.GetCurrentProcess().TotalProcessorTime - busy > TimeSpan.FromMilliseconds(200))
            report.Fail(seed, "a store that takes no writes keeps the processor busy");
        if (store.Commits > commits && !store.IsWritable)
            report.Fail(seed, "commits while the disk is full");
    }

    private static async Task RecoverAsync(Worker.Storage.Sqlite.SqliteStore store, StepClock clock, int seed, Report report)
    {
        var watch = Stopwatch.StartNew();
        for (; !store.IsWritable && watch.Elapsed < Patience; await Task.Delay(TimeSpan.FromMilliseconds(5)))
            clock.Advance(TimeSpan.FromSeconds(5));
        if (store.IsWritable)
            report.Add("recovered by themselves");
        else
            report.Fail(seed, "no recovery after space was made");
    }

    private static async Task WorkOnAsync(Worker.Storage.Sqlite.SqliteStore store, Workload work, int step, List<Fact> told, int seed, Report report)
    {
        try
        {
            for (var i = 1; i <= 5; i++)
                await work.StepAsync(step + i);
        }
        catch (StoreException full) when (full.Message.Contains("full", StringComparison.Ordinal))
        {
            report.Add("full once more soon after");
        }
        foreach (var lost in await Facts.LostAsync(store, told))
            report.Fail(seed, $"acknowledged and lost: {lost}");
    }

    private static async Task ReopenAsync(string folder, List<Fact> told, int seed, Report report)
    {
        using var store = Workload.Store(folder);
        await store.OpenAsync(forService: true, default);
        foreach (var lost in await Facts.LostAsync(store, told))
            report.Fail(seed, $"acknowledged and lost after a restart: {lost}");
        foreach (var fault in await store.VerifyAsync(default))
            report.Fail(seed, $"unsound: {fault}");
    }
}
