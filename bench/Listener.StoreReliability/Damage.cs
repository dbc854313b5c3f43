using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Listener.Worker.Hosting;
using Listener.Worker.Storage;
using Listener.Worker.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Listener.StoreReliability;

/// <summary>
/// Spoils the data folder in every way that happens: the store refuses with a clear message and leaves the file alone, or its check names the row,
/// or nothing that matters was hit. What was approved and sent is never read wrong without a word.
/// </summary>
internal static class Damage
{
    private const string Next = "restore|copy it back|right file back|Stop it|another program|newer|Give the service's account|to start anew";

    private static readonly string[] Kinds =
    [
        "bytes flipped in the outbox", "bytes flipped anywhere", "page overwritten", "file cut", "header spoilt", "database missing", "database empty",
        "foreign database", "text instead of a database", "key missing", "key cut", "read-only", "used by two processes", "log spoilt",
    ];

    public static async Task<Report> RunAsync(Wish wish)
    {
        var report = new Report();
        using var scratch = new Scratch();
        var template = scratch.Sub("template");
        await FillAsync(template);
        var outbox = Outbox(new SqliteStoreOptions(template));
        for (var i = 0; i < (wish.Count == 0 ? 100 : wish.Count); i++)
            await OnceAsync(template, outbox, wish.Seed + i, report);
        return report;
    }

    private static async Task FillAsync(string folder)
    {
        using var store = Workload.Store(folder);
        await store.OpenAsync(forService: true, default);
        var work = new Workload(store, seed: 11, _ => { });
        for (var step = 0; step < 150; step++)
            await work.StepAsync(step);
    }

    private static async Task OnceAsync(string template, string outbox, int seed, Report report)
    {
        var kind = Kinds[seed % Kinds.Length];
        report.Add("damages");
        using var disk = kind == "read-only" ? SmallDisk.Create(64_000) : null;
        if (kind == "read-only" && disk is null)
        {
            report.Add("left out: read-only needs the right to mount");
            return;
        }
        using var scratch = new Scratch();
        var files = new SqliteStoreOptions(disk is null ? scratch.Path : Directory.CreateDirectory(Path.Combine(disk.Folder, "data")).FullName);
        foreach (var file in Directory.GetFiles(template))
            File.Copy(file, Path.Combine(files.Folder, Path.GetFileName(file)));
        using var other = kind == "used by two processes" ? Workload.Store(files.Folder) : null;
        if (other is not null)
            await other.OpenAsync(forService: true, default);
        Do(kind, files, new Random(seed), disk);
        var before = Hash(files.Database);
        var outcome = await TryAsync(files, outbox, seed, report);
        report.Add($"{outcome}: {kind}");
        if (outcome != "refused")
            return;
        if (Hash(files.Database) != before)
            report.Fail(seed, $"{kind}: the refused file was changed");
        // The same by the program itself, once a kind: exit code and message as its user sees them.
        if (seed < 2 * Kinds.Length)
            await ProgramAsync(files, kind, seed, report);
        disk?.Allow(writing: true);
    }

    private static async Task<string> TryAsync(SqliteStoreOptions files, string outbox, int seed, Report report)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            using var store = Workload.Store(files.Folder);
            await store.OpenAsync(forService: true, default);
            if (await store.VerifyAsync(default) is { Count: > 0 })
                return "located";
        }
        catch (StoreException refused)
        {
            if (!refused.Message.Contains(files.Folder, StringComparison.Ordinal) || !Next.Split('|').Any(n => refused.Message.Contains(n, StringComparison.Ordinal)))
                report.Fail(seed, $"the message does not say what, where and what next: {refused.Message}");
            return "refused";
        }
        if (watch.Elapsed > TimeSpan.FromSeconds(30))
            report.Fail(seed, "opening a damaged store hung");
        if (Outbox(files) == outbox)
            return "opened, outbox and ledger as they were";
        report.Fail(seed, "outbox or ledger differ, and nobody noticed");
        return "silent";
    }

    private static void Do(string kind, SqliteStoreOptions files, Random random, SmallDisk? disk)
    {
        switch (kind)
        {
            case "bytes flipped in the outbox":
                Flip(files.Database, random, OutboxPlaces(files));
                break;
            case "bytes flipped anywhere":
                Flip(files.Database, random, null);
                break;
            case "page overwritten":
                Overwrite(files.Database, 4096L * random.Next(1, (int)(new FileInfo(files.Database).Length / 4096)), 4096, random);
                break;
            case "file cut":
                using (var stream = new FileStream(files.Database, FileMode.Open))
                    stream.SetLength(random.NextInt64(1, stream.Length));
                break;
            case "header spoilt":
                Overwrite(files.Database, random.Next(0, 12), 4, random);
                break;
            case "database missing":
                File.Delete(files.Database);
                break;
            case "database empty":
                File.WriteAllBytes(files.Database, []);
                break;
            case "foreign database":
                File.Delete(files.Database);
                Sql(files.Database, "CREATE TABLE song (id INTEGER PRIMARY KEY, title TEXT)");
                break;
            case "text instead of a database":
                File.WriteAllText(files.Database, new string('x', random.Next(200, 90_000)));
                break;
            case "key missing":
                File.Delete(files.Key);
                break;
            case "key cut":
                File.WriteAllBytes(files.Key, new byte[random.Next(0, 31)]);
                break;
            case "read-only":
                disk!.Allow(writing: false);
                break;
            case "log spoilt":
                File.WriteAllBytes(files.Database + "-wal", RandomNumberGenerator.GetBytes(random.Next(1, 50_000)));
                break;
            default:
                break; // Another store holds it already.
        }
    }

    private static void Flip(string file, Random random, IReadOnlyList<long>? places)
    {
        using var stream = new FileStream(file, FileMode.Open);
        for (var i = 0; i < random.Next(1, 4); i++)
        {
            stream.Position = places is null ? random.NextInt64(stream.Length) : places[random.Next(places.Count)];
            var value = stream.ReadByte();
            stream.Position--;
            stream.WriteByte((byte)(value ^ (1 << random.Next(8))));
        }
    }

    /// <summary>Places inside rows of reply and ledger: around every id of a reply that stands in the file.</summary>
    private static List<long> OutboxPlaces(SqliteStoreOptions files)
    {
        var bytes = File.ReadAllBytes(files.Database);
        var places = new List<long>();
        foreach (var id in Texts(files.Database, "SELECT id FROM reply"))
        {
            var pattern = Encoding.ASCII.GetBytes(id);
            for (var at = 0; bytes.AsSpan(at).IndexOf(pattern) is >= 0 and var found; at += found + pattern.Length)
                places.AddRange(Enumerable.Range(at + found, pattern.Length + 60).Where(p => p < bytes.Length).Select(p => (long)p));
        }
        return places;
    }

    private static void Overwrite(string file, long from, int length, Random random)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        using var stream = new FileStream(file, FileMode.Open) { Position = from };
        stream.Write(bytes);
    }

    private static async Task ProgramAsync(SqliteStoreOptions files, string kind, int seed, Report report)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ListenerHost).Assembly.Location, "run", "--urls", "http://127.0.0.1:0"])
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["Listener__DataFolder"] = files.Folder },
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            report.Fail(seed, $"{kind}: the service runs on");
            return;
        }
        var expected = kind == "used by two processes" ? 5 : 1;
        var said = await output + await errors;
        if (process.ExitCode != expected)
            report.Fail(seed, $"{kind}: the service ended with {process.ExitCode} instead of {expected}: {said.Trim()}");
        else if (said.Contains("   at ", StringComparison.Ordinal))
            report.Fail(seed, $"{kind}: a stack trace instead of a message: {said.Trim()}");
        else
            report.Add(string.Create(CultureInfo.InvariantCulture, $"service ended with exit code {expected} and one message"));
    }

    /// <summary>Everything that must never be read wrong, as one hash.</summary>
    private static string Outbox(SqliteStoreOptions files)
    {
        var all = new StringBuilder();
        foreach (var table in new[] { "reply", "ledger", "audit" })
        {
            var columns = Texts(files.Database, $"SELECT name FROM pragma_table_info('{table}') ORDER BY cid");
            all.AppendJoin('\n', Texts(files.Database, $"SELECT {string.Join(" || '|' || ", columns.Select(c => $"coalesce(hex({c}), '-')"))} FROM {table} ORDER BY seq"));
        }
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(all.ToString())));
    }

    private static string Hash(string file) => File.Exists(file) ? Convert.ToHexString(Digest(file)) : "none";

    private static byte[] Digest(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return SHA256.HashData(stream);
    }

    private static List<string> Texts(string file, string sql)
    {
        using var db = new SqliteConnection($"Data Source={file};Pooling=False;Mode=ReadOnly");
        db.Open();
        using var command = db.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var all = new List<string>();
        while (reader.Read())
            all.Add(reader.GetString(0));
        return all;
    }

    private static void Sql(string file, string sql)
    {
        using var db = new SqliteConnection($"Data Source={file};Pooling=False");
        db.Open();
        using var command = db.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
