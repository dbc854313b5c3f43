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
public static partial class VerbHost
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
        try
        {
            return await ListenerCommand.RunAsync(args, io.Error);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The caller sees only what is written here.
            LogFailure(services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(VerbHost)), args[0], e);
            await io.Error.WriteLineAsync($"The service failed at this ({e.GetType().Name}); its log tells more.");
            return ExitCode.Failed;
        }
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
            return await GuardAsync(() => verb(inside.Services, inside.Io, token), inside.Io, token);
        var every = ListenerSettings.Load(new Dictionary<string, string?>());
        var settings = every.ForStore();
        if (settings.Faults.Count > 0)
            return await BadSettingsAsync(settings);
        return await GuardAsync(() => RunOutsideAsync(new Call(use, verb, input, allSettings ? every : settings, output), token), Terminal, token);
    }

    private static async Task<int> RunOutsideAsync(Call call, CancellationToken token)
    {
        var (use, settings) = (call.Use, call.Settings);
        var service = use == StoreUse.Reads ? null : await LocalService.FindAsync(settings, token);
        if (service is null && use != StoreUse.MayCreate && !File.Exists(new SqliteStoreOptions(settings.DataFolder).Marker))
        {
            await Console.Error.WriteLineAsync(NoStore(settings.DataFolder));
            return ExitCode.Failed;
        }
        if (service is not { Answers: true } && settings.Faults.Count > 0)
            return await BadSettingsAsync(settings);
        var io = Terminal;
        io = io with { In = call.Input is null ? io.In : call.Input(), Out = call.Output ?? io.Out };
        if (service is { Answers: true })
            return await ForwardedVerb.RunAsync(service, Arguments.Value ?? [], io, call.Input is not null, token);
        try
        {
            return await RunAloneAsync(call, io, token);
        }
        catch (StoreLockedException)
        {
            await io.Error.WriteLineAsync(Held(settings.DataFolder, service));
            return ExitCode.TryLater;
        }
    }

    private static string Held(string folder, LocalService? silent) => silent is null
        ? $"A Listener holds the store in {folder} and takes no verbs: it starts or stops just now, or another verb is at work. Nothing was done; try again in a moment."
        : $"The service at {silent.Address} holds the store in {folder} and does not answer: it is frozen, or the machine is overloaded. Nothing was done. Try again; "
            + "if that goes on, end its process (kill -9 does no harm) and start it again.";

    private static async Task<int> BadSettingsAsync(ListenerSettings settings)
    {
        await Console.Error.WriteLineAsync(settings.Describe());
        return ExitCode.BadSettings;
    }

    private static string NoStore(string folder) =>
        $"There is no store in {folder}, so nothing was done. If the service keeps its data elsewhere, name that folder: Listener__DataFolder=<folder>. If it is closed to this user, run this as the service's user. "
        + "If the store shall be here, start the service once: listener run (import and user add can make it before: --new-store).";

    private static async Task<int> RunAloneAsync(Call call, VerbIo io, CancellationToken token)
    {
        await using var services = ListenerServices.CreateForVerb(call.Settings);
        await services.GetRequiredService<IStoreAdministration>().OpenAsync(forService: call.Use != StoreUse.Reads, token);
        return await call.Verb(services, io, token);
    }

    // Also inside the service: what it cannot do must reach the person who asked for it.
    private static async Task<int> GuardAsync(Func<Task<int>> work, VerbIo io, CancellationToken token)
    {
        try
        {
            return await work();
        }
        catch (StoreException e)
        {
            await io.Error.WriteLineAsync(e.Message);
            return e is StoreLockedException ? ExitCode.TryLater : ExitCode.Failed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await io.Error.WriteLineAsync(VerbFaults.Describe(e));
            return ExitCode.Failed;
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            await io.Error.WriteLineAsync("Interrupted; what was finished is stored.");
            return ExitCode.Interrupted;
        }
    }

    [LoggerMessage(4105, LogLevel.Error, "The verb {Verb} of a local caller failed")]
    private static partial void LogFailure(ILogger logger, string verb, Exception problem);

    private sealed record Call(StoreUse Use, Verb Verb, Func<TextReader>? Input, ListenerSettings Settings, TextWriter? Output);
}
