using System.Diagnostics;
using System.Globalization;
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
        var (line, bare) = (new List<double>(), new List<double>());
        // In turn, so that a machine that slows down slows both.
        for (var round = 0; round <= Rounds; round++)
        {
            // What the round before left behind must not count as memory of this one.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            var (lineSpeed, stages) = await LineAsync(rows);
            var bareSpeed = await BareAsync(rows);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(round == 0 ? "warm-up" : $"round {round}")}: line {lineSpeed:N0}/s ({stages}), bare insertion {bareSpeed:N0}/s, ratio {lineSpeed / bareSpeed:F2}"));
            if (round == 0)
                continue;
            line.Add(lineSpeed);
            bare.Add(bareSpeed);
        }
        var memory = Process.GetCurrentProcess().PeakWorkingSet64 / 1024.0 / 1024.0;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"median of {Rounds}: line {Median(line):N0} mentions/s, bare insertion {Median(bare):N0} rows/s, ratio {Median([.. line.Zip(bare, (l, b) => l / b)]):F2}; peak working set {memory:F0} MB; {count:N0} mentions, {Environment.ProcessorCount} cores"));
        return 0;
    }

    private static async Task<(double PerSecond, string Stages)> LineAsync(IReadOnlyList<string[]> rows)
    {
        var folder = Directory.CreateTempSubdirectory("listener-bench-");
        try
        {
            var drop = folder.CreateSubdirectory("drop");
            await WriteCsvAsync(Path.Combine(drop.FullName, "mentions.csv"), rows);
            await using var services = ListenerServices.CreateForVerb(Settings(folder, drop));
            await services.GetRequiredService<IStoreAdministration>().OpenAsync(forService: true, CancellationToken.None);
            var pipeline = services.GetRequiredService<ListeningPipeline>();
            _ = services.GetRequiredService<Sentiment.ITextClassifier>();

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
            if (understood != rows.Count)
                throw new InvalidOperationException($"{understood} of {rows.Count} mentions came through.");
            return (rows.Count / all.TotalSeconds, string.Create(CultureInfo.InvariantCulture, $"read and stored {rows.Count / read.TotalSeconds:N0}/s, understood {rows.Count / (all - read).TotalSeconds:N0}/s"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ListenerSettings Settings(DirectoryInfo folder, DirectoryInfo drop)
    {
        var settings = ListenerSettings.Check(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Listener:DataFolder"] = Path.Combine(folder.FullName, "data"),
            ["Listener:Channels:drop:Type"] = "filedrop",
            ["Listener:Channels:drop:Folder"] = drop.FullName,
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

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
