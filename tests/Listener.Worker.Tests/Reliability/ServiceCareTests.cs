using System.Diagnostics;
using Listener.Worker.Cli;
using Listener.Worker.Hosting;
using Listener.Worker.Tests.Support;

namespace Listener.Worker.Tests.Reliability;

/// <summary>The real service and the real command line, each a process of its own: backup while it writes, restore, the switch that stops sending.</summary>
public sealed class ServiceCareTests
{
    [Test]
    public async Task Backup_taken_while_the_service_writes_restores_to_a_working_service()
    {
        await using var service = new ServiceProcess(new Dictionary<string, string>());
        await service.StartAsync();
        await ImportAsync(service, "before", 200);
        var backup = Path.Combine(service.Folder, "backup.db");

        var writing = ImportAsync(service, "during", 3_000);
        var taken = await RunAsync(service, "", "db", "backup", backup);
        await writing;
        var stop = await RunAsync(service, "", "sending", "stop");
        var told = await RunAsync(service, "", "sending", "status");
        var live = await RunAsync(service, "", "db", "restore", backup, "--yes");
        await service.StopAsync();
        var restored = await RunAsync(service, "", "db", "restore", backup, "--yes");
        await service.StartAsync();
        var sound = await RunAsync(service, "", "db", "verify");
        var after = await RunAsync(service, "", "export", "mentions");
        var again = await RunAsync(service, "", "sending", "status");
        var resumed = await RunAsync(service, "", "sending", "resume");

        Assert.That((taken.Code, stop.Code, live.Code, restored.Code, sound.Code), Is.EqualTo((ExitCode.Done, ExitCode.Done, ExitCode.TryLater, ExitCode.Done, ExitCode.Done)), live.Errors + restored.Errors + sound.Output);
        Assert.That(told.Output, Does.StartWith("Sending is stopped (command line, "));
        Assert.That(again.Output, Is.EqualTo(told.Output), "a backup from before takes back no stop");
        Assert.That(restored.Errors, Does.Contain("stays stopped").And.Contain("is kept as "));
        Assert.That(resumed.Code, Is.EqualTo(ExitCode.Done), resumed.Errors);
        Assert.That(after.Output, Does.Contain("before199"), "what was there before the backup");
        await ImportAsync(service, "later", 5);
        Assert.That((await RunAsync(service, "", "export", "mentions")).Output, Does.Contain("later4"), "and the service takes more");
    }

    private static async Task ImportAsync(ServiceProcess service, string name, int count)
    {
        var file = Path.Combine(service.Folder, name + ".csv");
        await File.WriteAllLinesAsync(file, ["id,text,author", .. Enumerable.Range(0, count).Select(i => $"{name}{i},Where is my parcel {i}?,ana")]);
        var result = await RunAsync(service, "", "import", "mentions", "--file", file);
        Assert.That(result.Code, Is.EqualTo(ExitCode.Done), result.Errors);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(ServiceProcess service, string input, params string[] words)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ListenerHost).Assembly.Location, .. words])
        {
            WorkingDirectory = service.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["Listener__DataFolder"] = Path.Combine(service.Folder, "data") },
        };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }
}
