using System.CommandLine;
using System.CommandLine.Parsing;

namespace Listener.Worker.Cli;

/// <summary>The command line: one verb, one class. No verb runs the service.</summary>
public static class ListenerCommand
{
    // The parser's own limit is 2 s, after which it ends the process with 143: in the middle of a send that has 25 s to finish or to be given back.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    /// <summary>Parses and runs; returns the exit code.</summary>
    /// <param name="args">Words after the program's name.</param>
    /// <param name="error">Receives faults of usage; standard error if null.</param>
    public static async Task<int> RunAsync(string[] args, TextWriter? error = null)
    {
        VerbHost.Remember(args);
        error ??= Console.Error;
        var root = Create();
        var parsed = root.Parse(args.Length == 0 || args[0] is "--demo" or "--urls" ? ["run", .. args] : args);
        if (parsed.Errors.Count == 0)
            return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = StopLimit });
        foreach (var fault in parsed.Errors)
            await error.WriteLineAsync(fault.Message);
        await error.WriteLineAsync($"Try '{Words(parsed.CommandResult)} --help'.");
        return ExitCode.Usage;
    }

    /// <summary>The words that lead to a command, as they are typed.</summary>
    private static string Words(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{Words(parent)} {command.Command.Name}" : "listener";

    /// <summary>All verbs.</summary>
    public static RootCommand Create()
    {
        var root = new RootCommand("Listener hears what customers say, drafts a reply, lets a person decide and posts it once, where it belongs.");
        foreach (var verb in Verbs())
            root.Subcommands.Add(verb);
        return root;
    }

    private static IEnumerable<Command> Verbs()
    {
        yield return RunVerb.Create();
        yield return DbVerb.Create();
        yield return DoctorVerb.Create();
        yield return ExportVerb.Create();
        yield return DigestVerb.Create();
        yield return PollVerb.Create();
        yield return ImportVerb.Create();
        yield return ReplyVerb.Create();
        yield return SendingVerb.Create();
        yield return UserVerb.Create();
        yield return ClassifyVerb.Create();
        yield return TrainVerb.Create();
        yield return EvalVerb.Create();
        yield return ModelsVerb.Create();
    }
}
