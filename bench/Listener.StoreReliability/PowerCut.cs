using System.Diagnostics;
using System.Globalization;
using Listener.Worker.Storage;

namespace Listener.StoreReliability;

/// <summary>The process whose writes are recorded: a workload on a real store that notes every acknowledged write in a file beside.</summary>
internal static class PowerCutChild
{
    public static string ToldFile(string folder) => folder + ".told";

    public static async Task<int> RunAsync(string folder, int seed, int steps)
    {
        using var told = new FileStream(ToldFile(folder), FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        using var store = Workload.Store(folder);
        await store.OpenAsync(forService: true, default);
        var work = new Workload(store, seed, fact => told.Write(System.Text.Encoding.UTF8.GetBytes(fact + "\n")));
        for (var step = 0; step < steps; step++)
            await work.StepAsync(step);
        return 0;
    }
}

/// <summary>Power cuts of the store: what was acknowledged before the cut is there after it, and the store opens and is sound.</summary>
internal static class PowerCut
{
    private const int ImagesPerRun = 200;
    private const int StepsPerRun = 150;

    public static async Task<Report> RunAsync(Wish wish)
    {
        var report = new Report();
        var count = wish.Count == 0 ? 1_000 : wish.Count;
        for (var done = 0; done < count;)
        {
            // A seed names its run and its image, so that one number repeats a failure.
            var run = (wish.Seed + done) / ImagesPerRun;
            var steps = await RecordAsync(run, report);
            for (; done < count && (wish.Seed + done) / ImagesPerRun == run; done++)
                await CheckAsync(steps, wish.Seed + done, report);
        }
        return report;
    }

    /// <summary>Records one run of the workload.</summary>
    public static async Task<IReadOnlyList<FileStep>> RecordAsync(int run, Report report, int steps = StepsPerRun)
    {
        using var scratch = new Scratch();
        var folder = scratch.Sub("data");
        var log = Path.Combine(scratch.Path, "strace.log");
        var start = new ProcessStartInfo("strace",
        [
            "-f", "-y", "-xx", "-s", "1000000", "--seccomp-bpf", "-e", "trace=openat,pwrite64,write,ftruncate,fsync,fdatasync,unlink,rename,renameat,renameat2",
            "-e", "signal=none", "-o", log, "dotnet", typeof(PowerCut).Assembly.Location, "powercut-child", folder,
            run.ToString(CultureInfo.InvariantCulture), steps.ToString(CultureInfo.InvariantCulture),
        ]);
        using (var process = Process.Start(start) ?? throw new InvalidOperationException("strace did not start."))
        {
            await process.WaitForExitAsync();
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"The recorded run ended with {process.ExitCode}.");
        }
        var read = WriteLog.Read(File.ReadLines(log), folder, PowerCutChild.ToldFile(folder));
        report.Add("runs recorded");
        report.Add("writes recorded", read.OfType<FileStep.Write>().Count());
        report.Add("syncs recorded", read.OfType<FileStep.Synced>().Count());
        report.Add("acknowledgements recorded", read.OfType<FileStep.Told>().Count());
        if (!read.OfType<FileStep.Told>().Any() || !read.OfType<FileStep.Synced>().Any())
            throw new InvalidOperationException("Nothing was recorded; is the log read right?");
        return read;
    }

    /// <summary>Builds one image and opens it with the real store.</summary>
    public static async Task CheckAsync(IReadOnlyList<FileStep> steps, int seed, Report report)
    {
        var random = new Random(seed);
        var cut = random.Next(1, steps.Count + 1);
        using var scratch = new Scratch();
        foreach (var (name, bytes) in CrashImage.At(steps, cut, random))
            await File.WriteAllBytesAsync(Path.Combine(scratch.Path, name), bytes);
        var told = steps.Take(cut).OfType<FileStep.Told>().Select(t => Fact.Parse(t.Line)).ToList();
        report.Add("images opened");
        report.Add("acknowledged writes asked for", told.Count);
        try
        {
            using var store = Workload.Store(scratch.Path);
            await store.OpenAsync(forService: true, default);
            foreach (var lost in await Facts.LostAsync(store, told))
                report.Fail(seed, $"acknowledged and lost after a cut at step {cut}: {lost}");
            foreach (var fault in await store.VerifyAsync(default))
                report.Fail(seed, $"unsound after a cut at step {cut}: {fault}");
        }
        catch (StoreException unreadable)
        {
            report.Fail(seed, $"unreadable after a cut at step {cut}: {unreadable.Message}");
        }
    }
}
