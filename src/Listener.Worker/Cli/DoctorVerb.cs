using System.CommandLine;
using System.Text.Json;
using Listener.Worker.Hosting;

namespace Listener.Worker.Cli;

/// <summary><c>listener doctor</c>: checks settings, disk, store, clock, models, channels and mail; says what to do.</summary>
public static class DoctorVerb
{
    /// <summary>Describes the verb.</summary>
    public static Command Create()
    {
        var channel = new Option<string?>("--channel") { Description = "Check only this channel" };
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var command = new Command("doctor", "Check everything the service needs; one line each: ok, warning or fault with the fix. Example: listener doctor --channel bluesky-main") { channel, json };
        command.SetAction(async (parsed, token) =>
        {
            var settings = ListenerSettings.Load(new Dictionary<string, string?>());
            var findings = await new Doctor(settings, TimeProvider.System).ExamineAsync(parsed.GetValue(channel), token);
            await WriteAsync(findings, parsed.GetValue(json));
            return findings.Any(f => f.Level == FindingLevel.Fault) ? ExitCode.CheckFailed : ExitCode.Done;
        });
        return command;
    }

    private static async Task WriteAsync(IReadOnlyList<Finding> findings, bool json)
    {
        if (json)
        {
            var document = findings.Select(f => new { check = f.Check, level = Word(f.Level), message = f.Message });
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(new { findings = document }));
            return;
        }
        foreach (var finding in findings)
            await Console.Out.WriteLineAsync($"{Word(finding.Level),-8} {finding.Check}: {finding.Message}");
    }

    private static string Word(FindingLevel level) => level switch { FindingLevel.Ok => "ok", FindingLevel.Warning => "warning", _ => "fault" };
}
