using Listener.Worker.Cli;

namespace Listener.Worker.Hosting;

/// <summary>Builds and runs the service.</summary>
public static class ListenerHost
{
    /// <summary>Runs until it is told to stop; returns the exit code.</summary>
    public static async Task<int> RunAsync(bool demo, string? url, CancellationToken token)
    {
        var settings = ListenerSettings.Load(url is null ? [] : new Dictionary<string, string?> { ["Listener:Url"] = url });
        if (settings.Faults.Count > 0)
        {
            await Console.Error.WriteLineAsync(settings.Describe());
            return ListenerSettings.BadSettingsExitCode;
        }
        _ = demo;
        await Task.Yield();
        token.ThrowIfCancellationRequested();
        return ExitCode.Done;
    }
}
