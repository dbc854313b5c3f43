using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Listener.Worker.Hosting;
using Listener.Worker.Pipeline;
using Listener.Worker.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Listener.Bench;

/// <summary>
/// Mentions a second from a CSV file to stored, searchable, classified, routed and drafted, and beside it, in the same run and on the same
/// disk, a bare insertion of the same rows into one SQLite table with the same durability (WAL, synchronous=FULL, a commit a page).
/// </summary>
internal static class PipelineBench
{
    private const int Rounds = 3;
    private const int RowsPerCommit = 5_000;

    public static async Task<int> RunAsync(int count)
    {
        var rows = BenchTexts.Make(count);
        var (line, bare, memory) = (new List<double>(), new List<double>(), new List<double>());
        // In turn, so that a machine that slows down slows both.
        for (var round = 0; round <= Rounds; round++)
        {
            var run = await LineInItsOwnProcessAsync(rows);
            var bareSpeed = await BareAsync(rows);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(round == 0 ? "warm-up" : $"round {round}")}: line {run.PerSecond:N0}/s (read and stored {run.ReadPerSecond:N0}/s, understood {run.UnderstoodPerSecond:N0}/s, peak working set {run.PeakMegabytes:F0} MB), bare insertion {bareSpeed:N0}/s, ratio {run.PerSecond / bareSpeed:F2}"));
            if (round == 0)
                continue;
            line.Add(run.PerSecond);
            bare.Add(bareSpeed);
            memory.Add(run.PeakMegabytes);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"median of {Rounds}: line {Median(line):N0} mentions/s, bare insertion {Median(bare):N0} rows/s, ratio {Median([.. line.Zip(bare, (l, b) => l / b)]):F2}; peak working set {memory.Max():F0} MB; {count:N0} mentions, {Environment.ProcessorCount} cores"));
        return 0;
    }

    /// <summary>One run of the line on the file in <paramref name="folder"/>; prints a <see cref="LineRun"/> as JSON. A process of its own, so that nothing but the line counts as its memory.</summary>
    public static async Task<int> LineAsync(string folder, int count)
    {
        await using var services = ListenerServices.CreateForVerb(Settings(folder));
        await services.GetRequiredService<IStoreAdministration>().OpenAsync(forService: true, CancellationToken.None);
        var pipeline = services.GetRequiredService<ListeningPipeline>();

        var watch = Stopwatch.StartNew();
        int stored;
        do
        {
            stored = (await pipeline.PollAsync(force: true, only: null, CancellationToken.None)).Sum(r => r.Result.Added);
        }
        while (stored > 0);
        var read = watch.Elapsed;
        var understood = await pipeline.UnderstandAsync(CancellationToken.None);
        var all = watch.Elapsed;
        if (understood != count)
            throw new InvalidOperationException($"{understood} of {count} mentions came through.");
        using var self = Process.GetCurrentProcess();
        var run = new LineRun(count / all.TotalSeconds, count / read.TotalSeconds, count / (all - read).TotalSeconds, self.PeakWorkingSet64 / 1024.0 / 1024.0);
        Console.WriteLine(JsonSerializer.Serialize(run));
        return 0;
    }

    private static async Task<LineRun> LineInItsOwnProcessAsync(IReadOnlyList<string[]> rows)
    {
        var folder = Directory.CreateTempSubdirectory("listener-bench-");
        try
        {
            await WriteCsvAsync(Path.Combine(folder.CreateSubdirectory("drop").FullName, "mentions.csv"), rows);
            var start = new ProcessStartInfo("dotnet", [typeof(PipelineBench).Assembly.Location, "line", folder.FullName, rows.Count.ToString(CultureInfo.InvariantCulture)])
            {
                RedirectStandardOutput = true,
            };
            using var process = Process.Start(start)!;
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0
                ? JsonSerializer.Deserialize<LineRun>(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1])!
                : throw new InvalidOperationException($"The line ended with {process.ExitCode}.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ListenerSettings Settings(string folder)
    {
        var settings = ListenerSettings.Check(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Listener:DataFolder"] = Path.Combine(folder, "data"),
            ["Listener:Channels:drop:Type"] = "filedrop",
            ["Listener:Channels:drop:Folder"] = Path.Combine(folder, "drop"),
            ["Listener:Channels:drop:SettleTime"] = "00:00:00",
            ["Serilog:MinimumLevel"] = "Warning",
        }).Build());
        return settings.Faults.Count == 0 ? settings : throw new InvalidOperationException(settings.Describe());
    }

    private static async Task WriteCsvAsync(string file, IReadOnlyList<string[]> rows)
    {
        await using var writer = new StreamWriter(file);
        await writer.WriteLineAsync("id,text,author,postedAt");
        foreach (var row in rows)
            await writer.WriteLineAsync($"{row[0]},\"{row[1].Replace("\"", "\"\"", StringComparison.Ordinal)}\",{row[2]},{row[3]}");
    }

    private static async Task<double> BareAsync(IReadOnlyList<string[]> rows)
    {
        var folder = Directory.CreateTempSubdirectory("listener-bench-bare-");
        try
        {
            await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder.FullName, "bare.db")};Pooling=False");
            await connection.OpenAsync();
            Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE mention (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, text TEXT NOT NULL, author TEXT NOT NULL, posted_at TEXT NOT NULL)");
            var watch = Stopwatch.StartNew();
            for (var start = 0; start < rows.Count; start += RowsPerCommit)
                Insert(connection, rows, start, Math.Min(start + RowsPerCommit, rows.Count));
            return rows.Count / watch.Elapsed.TotalSeconds;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Insert(SqliteConnection connection, IReadOnlyList<string[]> rows, int from, int to)
    {
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO mention (id, text, author, posted_at) VALUES ($0, $1, $2, $3)";
        var parameters = Enumerable.Range(0, 4).Select(i => command.Parameters.Add($"${i}", SqliteType.Text)).ToArray();
        command.Prepare();
        for (var row = from; row < to; row++)
        {
            for (var i = 0; i < parameters.Length; i++)
                parameters[i].Value = rows[row][i];
            command.ExecuteNonQuery();
        }
        transaction.Commit();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private sealed record LineRun(double PerSecond, double ReadPerSecond, double UnderstoodPerSecond, double PeakMegabytes);

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
