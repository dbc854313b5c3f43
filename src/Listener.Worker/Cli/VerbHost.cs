using Listener.Worker.Api;
using Listener.Worker.Hosting;
using Listener.Worker.Storage;
using Listener.Worker.Storage.Sqlite;

namespace Listener.Worker.Cli;

/// <summary>Where a verb reads and writes: the terminal, or a request that the running service answers.</summary>
/// <param name="In">Standard input.</param>
/// <param name="Out">Data.</param>
/// <param name="Error">Everything else.</param>
/// <param name="Interactive">True if a person can be asked.</param>
public sealed record VerbIo(TextReader In, TextWriter Out, TextWriter Error, bool Interactive);

/// <summary>
/// Runs verbs that need the store. A verb that writes is handed to the running service if there is one, because one process
/// owns the store; the same code then runs there and its output comes back.
/// </summary>
public static class VerbHost
{
    private static readonly AsyncLocal<(IServiceProvider Services, VerbIo Io)?> Inside = new();
    private static readonly AsyncLocal<string[]?> Arguments = new();

    /// <summary>Body of a verb.</summary>
    public delegate Task<int> Verb(IServiceProvider services, VerbIo io, CancellationToken token);

    /// <summary>Remembers the words of this call, to hand them on.</summary>
    public static void Remember(string[] args) => Arguments.Value = args;

    /// <summary>True while a verb runs inside the service.</summary>
    public static bool IsInside => Inside.Value is not null;

    /// <summary>Terminal of this process.</summary>
    public static VerbIo Terminal => new(Console.In, Console.Out, Console.Error, !Console.IsInputRedirected);

    /// <summary>Runs a verb inside the service, on behalf of a local caller.</summary>
    public static async Task<int> RunInsideAsync(IServiceProvider services, VerbIo io, string[] args)
    {
        Inside.Value = (services, io);
        return await ListenerCommand.RunAsync(args, io.Error);
    }

    /// <summary>Runs a verb.</summary>
    /// <param name="use">What it does with the store; one that changes it is handed to the running service, if there is one.</param>
    /// <param name="verb">The work.</param>
    /// <param name="token">Interruption.</param>
    /// <param name="input">Text to hand on as standard input; null reads this process's own when it is redirected.</param>
    /// <param name="allSettings">True if, where no service does it, every setting must be sound: it asks networks, or stores what settings decide.</param>
    /// <param name="output">Where its data goes instead of standard output; not used inside the service.</param>
    public static async Task<int> RunAsync(StoreUse use, Verb verb, CancellationToken token, Func<TextReader>? input = null, bool allSettings = false, TextWriter? output = null)
    {
        if (Inside.Value is { } inside)
            return await verb(inside.Services, inside.Io, token);
        var every = ListenerSettings.Load(new Dictionary<string, string?>());
        var settings = every.ForStore();
        if (settings.Faults.Count > 0)
            return await BadSettingsAsync(settings);
        var service = use == StoreUse.Reads ? null : await LocalService.FindAsync(settings, token);
        if (service is null && use != StoreUse.MayCreate && !File.Exists(new SqliteStoreOptions(settings.DataFolder).Marker))
        {
            await Console.Error.WriteLineAsync(NoStore(settings.DataFolder));
            return ExitCode.Failed;
        }
        if (service is null && allSettings && every.Faults.Count > 0)
            return await BadSettingsAsync(every);
        var io = Terminal;
        io = io with { In = input is null ? io.In : input(), Out = output ?? io.Out };
        return service is null ? await RunAloneAsync(allSettings ? every : settings, use, verb, io, token) : await ForwardAsync(service, io, input is not null, token);
    }

    private static async Task<int> BadSettingsAsync(ListenerSettings settings)
    {
        await Console.Error.WriteLineAsync(settings.Describe());
        return ExitCode.BadSettings;
    }

    private static string NoStore(string folder) =>
        $"There is no store in {folder}, so nothing was done. If the service keeps its data elsewhere, name that folder: Listener__DataFolder=<folder>. "
        + "If the store shall be here, start the service once: listener run (import and user add can make it before: --new-store).";

    private static async Task<int> RunAloneAsync(ListenerSettings settings, StoreUse use, Verb verb, VerbIo io, CancellationToken token)
    {
        await using var services = ListenerServices.CreateForVerb(settings);
        try
        {
            await services.GetRequiredService<IStoreAdministration>().OpenAsync(forService: use != StoreUse.Reads, token);
            return await verb(services, io, token);
        }
        catch (StoreException e)
        {
            await io.Error.WriteLineAsync(e.Message);
            return e is StoreLockedException ? ExitCode.TryLater : ExitCode.Failed;
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            await io.Error.WriteLineAsync("Interrupted; what was finished is stored.");
            return ExitCode.Interrupted;
        }
    }

    private static async Task<int> ForwardAsync(LocalService service, VerbIo io, bool hasInput, CancellationToken token)
    {
        var text = hasInput || !io.Interactive ? await io.In.ReadToEndAsync(token) : "";
        using var client = service.CreateClient(Timeout.InfiniteTimeSpan);
        using var answer = await client.PostAsJsonAsync(LocalService.VerbPath, new VerbRequest(Arguments.Value ?? [], text), token);
        if (!answer.IsSuccessStatusCode)
        {
            await io.Error.WriteLineAsync($"The running service refused the verb (HTTP {(int)answer.StatusCode}). Its token file is {service.TokenFile}; run this as the service's user.");
            return ExitCode.Failed;
        }
        var result = await answer.Content.ReadFromJsonAsync<VerbAnswer>(token);
        await io.Out.WriteAsync(result!.Output);
        await io.Error.WriteAsync(result.Errors);
        return result.ExitCode;
    }
}
