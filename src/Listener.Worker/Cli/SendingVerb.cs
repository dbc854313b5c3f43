using System.CommandLine;
using System.Text.Json;
using Listener.Worker.Pipeline;
using Listener.Worker.Storage;

namespace Listener.Worker.Cli;

/// <summary><c>listener sending</c>: stops all sending at once, and lets it go on.</summary>
public static class SendingVerb
{
    private const string Actor = "command line";
    private const string NotTaken = "THE STOP DID NOT TAKE: approved replies may still go out. To stop them now, end the service; 'listener sending status' tells how it stands.";

    /// <summary>Describes the verb.</summary>
    public static Command Create()
    {
        var command = new Command("sending", "Stop all sending at once, let it go on, or tell which. Example: listener sending stop");
        command.Subcommands.Add(Switch("stop", "Stop all sending at once; approved replies wait", stop: true));
        command.Subcommands.Add(Switch("resume", "Let sending go on", stop: false));
        command.Subcommands.Add(Status());
        return command;
    }

    private static Command Switch(string name, string description, bool stop)
    {
        var command = new Command(name, description);
        command.SetAction(async (_, token) =>
        {
            var code = await VerbHost.RunAsync(StoreUse.Changes, (services, io, inner) => SetAsync(Of(services), stop, io, inner), token);
            // Said where the person sits: whatever went wrong, on the way or in the service, must not be taken for a stop.
            return stop && !VerbHost.IsInside && code is not (ExitCode.Done or ExitCode.NothingToDo) ? await SayAsync(VerbHost.Terminal, NotTaken, code) : code;
        });
        return command;
    }

    private static async Task<int> SetAsync(SendingSwitch sending, bool stop, VerbIo io, CancellationToken token)
    {
        var stopped = await sending.StoppedAsync(token);
        if (stopped is not null == stop)
            return await SayAsync(io, Words(stopped), ExitCode.NothingToDo);
        try
        {
            await sending.SetAsync(stop, Actor, token);
        }
        catch (StoreException e)
        {
            // The switch is written before the audit log, and it is the switch that counts.
            if ((stopped = await sending.StoppedAsync(token)) is not null != stop)
                throw;
            return await SayAsync(io, $"{Words(stopped)} The audit log does not tell of it: {e.Message}", ExitCode.Done);
        }
        return await SayAsync(io, stop ? "Sending is stopped. Approved replies wait; go on with: listener sending resume" : "Sending goes on.", ExitCode.Done);
    }

    private static Command Status()
    {
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var command = new Command("status", "Tell whether sending is stopped, and by whom") { json };
        command.SetAction((parsed, token) => VerbHost.RunAsync(StoreUse.Reads, async (services, io, inner) =>
        {
            var stopped = await Of(services).StoppedAsync(inner);
            await io.Out.WriteLineAsync(parsed.GetValue(json) ? JsonSerializer.Serialize(new { stopped = stopped is not null, by = stopped }) : Words(stopped));
            return ExitCode.Done;
        }, token));
        return command;
    }

    private static SendingSwitch Of(IServiceProvider services) =>
        new(services.GetRequiredService<IOperationsStore>(), services.GetRequiredService<TimeProvider>());

    private static string Words(string? stopped) => stopped is null ? "Sending goes on." : $"Sending is stopped ({stopped}).";

    private static async Task<int> SayAsync(VerbIo io, string words, int code)
    {
        await io.Error.WriteLineAsync(words);
        return code;
    }
}
