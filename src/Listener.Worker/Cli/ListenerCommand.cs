using System.CommandLine;
using System.CommandLine.Parsing;

namespace Listener.Worker.Cli;

/// <summary>The command line: one verb, one class. No verb runs the service.</summary>
public static class ListenerCommand
{
    // The parser's own limit is 2 s, after which it ends the process with 143: in the middle of a send that has 25 s to finish or to be given back.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    // In the order of --help.
    private static readonly OrderedDictionary<string, Func<Command>> Verbs = new(StringComparer.Ordinal)
    {
        ["run"] = RunVerb.Create,
        ["db"] = DbVerb.Create,
        ["doctor"] = DoctorVerb.Create,
        ["export"] = ExportVerb.Create,
        ["digest"] = DigestVerb.Create,
        ["poll"] = PollVerb.Create,
        ["import"] = ImportVerb.Create,
        ["reply"] = ReplyVerb.Create,
        ["sending"] = SendingVerb.Create,
        ["user"] = UserVerb.Create,
        ["classify"] = ClassifyVerb.Create,
        ["train"] = TrainVerb.Create,
        ["eval"] = EvalVerb.Create,
        ["models"] = ModelsVerb.Create,
    };

    /// <summary>Parses and runs; returns the exit code.</summary>
    /// <param name="args">Words after the program's name.</param>
    /// <param name="error">Receives faults of usage; standard error if null.</param>
    public static async Task<int> RunAsync(string[] args, TextWriter? error = null)
    {
        VerbHost.Remember(args);
        error ??= Console.Error;
        string[] words = args.Length == 0 || args[0] is "--demo" or "--urls" ? ["run", .. args] : args;
        var parsed = Create(words[0]).Parse(words);
        if (parsed.Errors.Count == 0)
            return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = StopLimit, EnableDefaultExceptionHandler = !VerbHost.IsInside });
        foreach (var fault in parsed.Errors)
            await error.WriteLineAsync(fault.Message);
        await error.WriteLineAsync($"Try '{Words(parsed.CommandResult)} --help'.");
        return ExitCode.Usage;
    }

    /// <summary>The words that lead to a command, as they are typed.</summary>
    private static string Words(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{Words(parent)} {command.Command.Name}" : "listener";

    /// <summary>The command line.</summary>
    /// <param name="verb">The one verb that is needed, which saves a start the making of all others; any other word, or null, makes all.</param>
    public static RootCommand Create(string? verb = null)
    {
        var root = new RootCommand("Listener hears what customers say, drafts a reply, lets a person decide and posts it once, where it belongs.");
        IEnumerable<Func<Command>> needed = verb is not null && Verbs.TryGetValue(verb, out var only) ? [only] : Verbs.Values;
        foreach (var create in needed)
            root.Subcommands.Add(create());
        return root;
    }
}
