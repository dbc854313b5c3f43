using System.CommandLine;

namespace Listener.Worker.Cli;

/// <summary>The command line: one verb, one class. No verb runs the service.</summary>
public static class ListenerCommand
{
    /// <summary>Parses and runs; returns the exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = Create();
        var parsed = root.Parse(args.Length == 0 || args[0] is "--demo" or "--urls" ? ["run", .. args] : args);
        if (parsed.Errors.Count == 0)
            return await parsed.InvokeAsync();
        foreach (var error in parsed.Errors)
            await Console.Error.WriteLineAsync(error.Message);
        await Console.Error.WriteLineAsync($"Try 'listener {parsed.CommandResult.Command.Name} --help'.");
        return ExitCode.Usage;
    }

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
    }
}
