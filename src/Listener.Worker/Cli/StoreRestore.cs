using Listener.Worker.Hosting;
using Listener.Worker.Pipeline;
using Listener.Worker.Storage;
using Listener.Worker.Storage.Sqlite;

namespace Listener.Worker.Cli;

/// <summary>Puts a backup in the place of the store.</summary>
internal static class StoreRestore
{
    public static async Task<int> RunAsync(FileInfo backup, bool yes, CancellationToken token)
    {
        var settings = ListenerSettings.Load(new Dictionary<string, string?>()).ForStore();
        if (settings.Faults.Count > 0)
        {
            await Console.Error.WriteLineAsync(settings.Describe());
            return ExitCode.BadSettings;
        }
        if (!yes && !await ConfirmAsync(backup, settings.DataFolder))
            return Console.IsInputRedirected ? ExitCode.Usage : ExitCode.NothingToDo;
        try
        {
            var restored = await SqliteRestore.RunAsync(new SqliteStoreOptions(settings.DataFolder), backup.FullName, [DeliveryRules.StoppedKey], TimeProvider.System, token);
            await Console.Error.WriteLineAsync($"Restored {backup.FullName} into {settings.DataFolder}.");
            if (restored.Aside is { } aside)
                await Console.Error.WriteLineAsync($"The store that stood there is kept as {aside}.");
            if (restored.Kept.Count > 0)
                await Console.Error.WriteLineAsync("Sending was stopped and stays stopped. Let it go on with 'listener sending resume'.");
            else if (restored.Unreadable)
                await Console.Error.WriteLineAsync("Whether sending was stopped could not be read from it. To be sure, run 'listener sending stop' before you start the service.");
            return ExitCode.Done;
        }
        catch (StoreException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return e is StoreLockedException ? ExitCode.TryLater : ExitCode.Failed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"The backup was not restored, because {settings.DataFolder} cannot be used: {e.Message} Run this as the service's user, on a disk with rights and room to write. {WhatStands(settings.DataFolder)}");
            return ExitCode.Failed;
        }
    }

    private static string WhatStands(string folder)
    {
        var options = new SqliteStoreOptions(folder);
        var aside = Directory.Exists(folder) ? Directory.GetFiles(folder, Path.GetFileName(options.Database) + ".before-*").Max(StringComparer.Ordinal) : null;
        return File.Exists(options.Database) || aside is null ? "What was there is as it was." : $"The store that stood there is now {aside}.";
    }

    private static async Task<bool> ConfirmAsync(FileInfo backup, string folder)
    {
        if (Console.IsInputRedirected)
        {
            await Console.Error.WriteLineAsync("Restoring replaces the store; add --yes to do it without being asked.");
            return false;
        }
        await Console.Error.WriteAsync($"Replace the store in {folder} by {backup.FullName}? The present one is kept aside. [y/N] ");
        return await Console.In.ReadLineAsync() is "y" or "Y" or "yes";
    }
}
