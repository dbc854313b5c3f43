namespace Listener.Reliability.Campaigns;

/// <summary>Runs the folders of a campaign side by side and sums them up.</summary>
public static class Campaign
{
    /// <summary>Runs it.</summary>
    /// <param name="options">The campaign.</param>
    /// <param name="progress">Gets a line after each folder.</param>
    public static async Task<Verdict> RunAsync(Options options, TextWriter progress)
    {
        var sum = new Verdict();
        var gate = new Lock();
        var folders = (options.Ends + options.PerFolder - 1) / options.PerFolder;
        var limits = new ParallelOptions { MaxDegreeOfParallelism = options.Parallel };
        await Parallel.ForEachAsync(Enumerable.Range(0, folders), limits, async (folder, _) =>
        {
            var lives = Math.Min(options.PerFolder, options.Ends - (folder * options.PerFolder));
            var verdict = await FolderRun.RunAsync(options, folder, lives);
            lock (gate)
            {
                sum.Add(verdict);
                progress.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss} seed {options.Seed + folder}: {verdict.Ends} ends, {verdict.Approved} approved, {verdict.Violations.Count} violations; {sum.Ends} of {options.Ends} ends so far, {sum.Approved} approved, {sum.Violations.Count} violations");
                foreach (var violation in verdict.Violations)
                    progress.WriteLine($"  {violation}");
                progress.Flush();
            }
        });
        return sum;
    }
}
