using System.Globalization;
using Listener.Worker.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Listener.StoreReliability;

/// <summary>Somebody with the database file, but without the ledger's key, changes what stands there. Everything is found, and where it was done.</summary>
internal static class Tamper
{
    private static readonly string[] Tables = ["ledger", "audit", "reply"];

    public static async Task<Report> RunAsync(Wish wish)
    {
        var report = new Report();
        using var scratch = new Scratch();
        var template = scratch.Sub("template");
        var older = Path.Combine(scratch.Path, "older.db");
        await FillAsync(template, older);
        for (var i = 0; i < (wish.Count == 0 ? 200 : wish.Count); i++)
            await OnceAsync(template, older, wish.Seed + i, report);
        return report;
    }

    private static async Task FillAsync(string folder, string older)
    {
        using var store = Workload.Store(folder);
        await store.OpenAsync(forService: true, default);
        var work = new Workload(store, seed: 7, _ => { });
        for (var step = 0; step < 160; step++)
        {
            await work.StepAsync(step);
            if (step == 120)
                await store.BackupAsync(older, default);
        }
        if (await store.VerifyAsync(default) is { Count: > 0 } faults)
            throw new InvalidOperationException(faults[0]);
    }

    private static async Task OnceAsync(string template, string older, int seed, Report report)
    {
        using var scratch = new Scratch();
        foreach (var file in Directory.GetFiles(template))
            File.Copy(file, Path.Combine(scratch.Path, Path.GetFileName(file)));
        var files = new SqliteStoreOptions(scratch.Path);
        var done = Do(files, older, new Random(seed));
        report.Add("manipulations");
        IReadOnlyList<string> faults;
        using (var store = Workload.Store(scratch.Path))
        {
            await store.OpenAsync(forService: true, default);
            faults = await store.VerifyAsync(default);
        }
        if (faults.Count == 0)
            report.Fail(seed, $"not found: {done.What}");
        else if (!faults.Any(f => done.Where.Any(w => f.StartsWith(w, StringComparison.Ordinal))))
            report.Fail(seed, $"found, but not where it was done: {done.What}; said {faults[0]}");
        else
            report.Add("found and located: " + done.Kind);
    }

    private static (string Kind, string What, string[] Where) Do(SqliteStoreOptions files, string older, Random random)
    {
        using var db = new SqliteConnection($"Data Source={files.Database};Pooling=False;Foreign Keys=False");
        db.Open();
        var table = Tables[random.Next(Tables.Length)];
        var chain = random.Next(2) == 0 ? "ledger" : "audit";
        var last = Number(db, $"SELECT max(seq) FROM {chain}");
        var row = random.NextInt64(1, last) is var any && any < last ? any : last - 1;
        switch (random.Next(9))
        {
            case 0 or 1:
                return Change(db, table, random);
            case 2:
                Run(db, $"DELETE FROM {chain} WHERE seq = {row}");
                return ("row deleted", $"{chain} {row} deleted", [$"{chain}, row {row}:"]);
            case 3:
                Run(db, $"UPDATE {chain} SET seq = -1 WHERE seq = {row}; UPDATE {chain} SET seq = {row} WHERE seq = {row + 1}; UPDATE {chain} SET seq = {row + 1} WHERE seq = -1");
                return ("rows swapped", $"{chain} {row} and the next swapped", [$"{chain}, row {row}:", $"{chain}, row {row + 1}:"]);
            case 4:
                Insert(db, chain, last);
                return ("row added", $"a copy of {chain} {row} added at the end", [$"{chain}, row {last + 1}:", $"{chain}, row {last + 2}:"]);
            case 5:
                var cut = random.Next(1, 8);
                Run(db, $"DELETE FROM {chain} WHERE seq > {last - cut}");
                return ("end cut off", $"{cut} rows cut off the end of {chain}", [$"{chain}, row {last - cut + 1}:"]);
            case 6:
                return CutWithHead(db, older, chain);
            case 7:
                return Replay(db, chain, row, last);
            default:
                db.Close();
                SqliteConnection.ClearAllPools();
                File.Delete(files.Database + "-wal");
                File.Copy(older, files.Database, overwrite: true);
                return ("older copy of the database put back", "an older copy of the database put back", ["ledger, row ", "audit, row "]);
        }
    }

    private static (string Kind, string What, string[] Where) Change(SqliteConnection db, string table, Random random)
    {
        var columns = Texts(db, $"SELECT name FROM pragma_table_info('{table}') WHERE name <> 'seq'");
        var column = columns[random.Next(columns.Count)];
        var rows = Texts(db, $"SELECT seq FROM {table}");
        var row = rows[random.Next(rows.Count)];
        var kind = Texts(db, $"SELECT type FROM pragma_table_info('{table}') WHERE name = '{column}'")[0];
        var value = kind switch { "INTEGER" => $"coalesce({column}, 0) + 1", "BLOB" => "x'00'", _ => $"coalesce({column}, '') || 'x'" };
        // A second delivery of one reply is refused by the table itself; another state is not.
        if (table == "ledger" && column == "state")
            value = "CASE state WHEN 8 THEN 4 ELSE 8 END";
        if (table == "reply" && column == "state")
            value = "CASE state WHEN 8 THEN 4 ELSE 8 END";
        Run(db, $"UPDATE {table} SET {column} = {value} WHERE seq = {row}");
        return ($"field changed in {table}", $"{table} {row}, {column} changed", [$"{table}, row {row}:"]);
    }

    private static void Insert(SqliteConnection db, string table, long last)
    {
        var columns = string.Join(", ", Texts(db, $"SELECT name FROM pragma_table_info('{table}') WHERE name <> 'seq'"));
        // The newest row that is no delivery, because a second one would be refused by the table itself.
        var filter = table == "ledger" ? "state <> 2" : "1";
        Run(db, $"INSERT INTO {table} (seq, {columns}) SELECT {last + 1}, {columns} FROM {table} WHERE {filter} ORDER BY seq DESC LIMIT 1");
    }

    /// <summary>The end is cut off and the head that stood in the database back then is put back with it; replies go back to what they were, too.</summary>
    private static (string Kind, string What, string[] Where) CutWithHead(SqliteConnection db, string older, string chain)
    {
        Run(db, $"ATTACH '{older}' AS old");
        var end = Number(db, $"SELECT max(seq) FROM old.{chain}");
        Run(db, $"DELETE FROM {chain} WHERE seq > {end}; DELETE FROM chain_head WHERE name = '{chain}'; INSERT INTO chain_head SELECT * FROM old.chain_head WHERE name = '{chain}'");
        if (chain == "ledger")
            Run(db, "DELETE FROM reply; INSERT INTO reply SELECT * FROM old.reply");
        Run(db, "DETACH old");
        return ("end cut off, with the head of that time", $"{chain} after {end} cut off and its older head put back", [$"{chain}, row {end + 1}:"]);
    }

    private static (string Kind, string What, string[] Where) Replay(SqliteConnection db, string chain, long row, long last)
    {
        var columns = Texts(db, $"SELECT name FROM pragma_table_info('{chain}') WHERE name <> 'seq'").Where(c => chain != "ledger" || c != "state").ToList();
        var from = row == last ? row - 1 : row + 1;
        Run(db, $"UPDATE {chain} SET ({string.Join(", ", columns)}) = (SELECT {string.Join(", ", columns)} FROM {chain} WHERE seq = {from}) WHERE seq = {row}");
        return ("another row replayed in its place", $"{chain} {row} overwritten by {from}", [$"{chain}, row {row}:"]);
    }

    private static void Run(SqliteConnection db, string sql)
    {
        using var command = db.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Number(SqliteConnection db, string sql)
    {
        using var command = db.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static List<string> Texts(SqliteConnection db, string sql)
    {
        using var command = db.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var all = new List<string>();
        while (reader.Read())
            all.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture)!);
        return all;
    }
}
