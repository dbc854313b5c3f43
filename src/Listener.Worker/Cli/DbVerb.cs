using System.CommandLine;
using Listener.Worker.Storage;

namespace Listener.Worker.Cli;

/// <summary><c>listener db</c>: care of the store.</summary>
public static class DbVerb
{
    /// <summary>Describes the verb.</summary>
    public static Command Create()
    {
        var command = new Command("db", "Back up, restore, verify or upgrade the store. Example: listener db backup /backups/listener.db");
        command.Subcommands.Add(Backup());
        command.Subcommands.Add(Restore());
        command.Subcommands.Add(Verify());
        command.Subcommands.Add(Upgrade());
        return command;
    }

    private static Command Backup()
    {
        var file = new Argument<FileInfo>("file") { Description = "File to write; must not exist" };
        var command = new Command("backup", "Write a consistent copy, also while the service runs") { file };
        command.SetAction((parsed, token) => VerbHost.RunAsync(StoreUse.Reads, async (services, io, inner) =>
        {
            var target = parsed.GetRequiredValue(file);
            if (target.Exists)
                return await FailAsync(io, $"{target.FullName} exists already; name a new file.");
            var isNew = target.Directory is { Exists: false };
            await services.GetRequiredService<IStoreAdministration>().BackupAsync(target.FullName, inner);
            if (isNew)
                await io.Error.WriteLineAsync($"Made the folder {target.DirectoryName}.");
            await io.Error.WriteLineAsync($"Backed up to {target.FullName}. Keep a copy of {Path.Combine(services.GetRequiredService<Hosting.DataFolder>().Path, "ledger.key")} in another place: it proves the ledger, and a restore needs it.");
            return ExitCode.Done;
        }, token));
        return command;
    }

    private static Command Restore()
    {
        var file = new Argument<FileInfo>("file") { Description = "Backup to restore" };
        var yes = new Option<bool>("--yes") { Description = "Do not ask" };
        var command = new Command("restore", "Replace the store by a backup; refuses while the service runs, keeps the old file aside") { file, yes };
        command.SetAction((parsed, token) => StoreRestore.RunAsync(parsed.GetRequiredValue(file), parsed.GetValue(yes), token));
        return command;
    }

    private static Command Verify()
    {
        var renew = new Option<bool>("--renew-head") { Description = "After a look at what was found: accept the ledger's end as it stands; this is kept in the audit log" };
        var command = new Command("verify", "Check structure, row hashes, chains and their ends. Example: listener db verify") { renew };
        command.SetAction((parsed, token) => VerbHost.RunAsync(parsed.GetValue(renew) ? StoreUse.Changes : StoreUse.Reads, async (services, io, inner) =>
        {
            var store = services.GetRequiredService<IStoreAdministration>();
            if (parsed.GetValue(renew))
                await store.RenewLedgerHeadAsync("command line", inner);
            var faults = await store.VerifyAsync(inner);
            foreach (var fault in faults)
                await io.Out.WriteLineAsync(fault);
            await io.Error.WriteLineAsync(Verdict(faults));
            return faults.Count == 0 ? ExitCode.Done : ExitCode.CheckFailed;
        }, token));
        return command;
    }

    private static string Verdict(IReadOnlyList<string> faults) => faults switch
    {
        [] => "The store is sound.",
        [var only] when only.StartsWith("ledger.head:", StringComparison.Ordinal) => "1 fault, beside the store: the rows that are there are sound.",
        _ => $"{faults.Count} fault{(faults.Count == 1 ? "" : "s")}. Stop the service and restore a backup: listener db restore <file>",
    };

    private static Command Upgrade()
    {
        var command = new Command("upgrade", "Bring the store to this program's version; the service does so by itself at its start");
        command.SetAction((_, token) => VerbHost.RunAsync(StoreUse.Changes, async (_, io, _) =>
        {
            await io.Error.WriteLineAsync("The store has this program's version.");
            return ExitCode.Done;
        }, token));
        return command;
    }

    private static async Task<int> FailAsync(VerbIo io, string message)
    {
        await io.Error.WriteLineAsync(message);
        return ExitCode.Failed;
    }
}
