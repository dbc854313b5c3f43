using System.CommandLine;
using Listener.Worker.Hosting;

namespace Listener.Worker.Cli;

/// <summary><c>listener run</c>: the service with its console.</summary>
public static class RunVerb
{
    /// <summary>Describes the verb.</summary>
    public static Command Create()
    {
        var demo = new Option<bool>("--demo") { Description = "Fill a throw-away store with weeks of made-up mentions and print a link that signs in" };
        var urls = new Option<string?>("--urls") { Description = "Address to listen on, for example http://127.0.0.1:5080" };
        var command = new Command("run", "Run the service and its console. Example: listener run --demo") { demo, urls };
        command.SetAction((parsed, token) => ListenerHost.RunAsync(parsed.GetValue(demo), parsed.GetValue(urls), token));
        return command;
    }
}
