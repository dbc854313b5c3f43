using Listener.Worker.Cli;

namespace Listener.Worker.Tests.Support;

/// <summary>
/// A shell of its own for verbs, in this process: a folder, a data folder in it that nobody made yet, and captured streams. The data folder's
/// setting and the console are the process's, so its fixture must not run beside others.
/// </summary>
public sealed class VerbShell : IDisposable
{
    private readonly Dictionary<string, string?> before = [];

    public VerbShell()
    {
        Folder = Directory.CreateTempSubdirectory("listener-shell-").FullName;
        File.WriteAllText(Path.Combine(Folder, "in.csv"), "id,text,author\n1,Where is my parcel?,ana\n");
        Set("Listener__DataFolder", DataFolder);
    }

    /// <summary>Holds <c>in.csv</c> with one mention; <c>{f}</c> in command lines.</summary>
    public string Folder { get; }

    /// <summary>Data folder of the verbs.</summary>
    public string DataFolder => Path.Combine(Folder, "data");

    /// <summary>Sets an environment variable until the shell is closed.</summary>
    public void Set(string name, string? value)
    {
        before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }

    /// <summary>Runs a verb as a process of its own would.</summary>
    public async Task<(int Code, string Output, string Errors)> RunAsync(string input, string line)
    {
        var words = line.Replace("{f}", Folder, StringComparison.Ordinal).Split(' ');
        var (consoleIn, consoleOut, consoleError) = (Console.In, Console.Out, Console.Error);
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        using var typed = new StringReader(input);
        try
        {
            Console.SetIn(typed);
            Console.SetOut(output);
            Console.SetError(errors);
            return (await Task.Run(() => ListenerCommand.RunAsync(words)), output.ToString(), errors.ToString());
        }
        finally
        {
            Console.SetIn(consoleIn);
            Console.SetOut(consoleOut);
            Console.SetError(consoleError);
        }
    }

    public void Dispose()
    {
        foreach (var (name, value) in before)
            Environment.SetEnvironmentVariable(name, value);
        Directory.Delete(Folder, recursive: true);
    }
}
