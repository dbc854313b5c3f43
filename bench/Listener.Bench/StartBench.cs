using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Listener.Bench;

/// <summary>Publishes the service as an operator would, then measures time from process start to the first page, and resident memory of the idle service a while later.</summary>
internal static class StartBench
{
    private const int Rounds = 5;

    public static async Task<int> RunAsync()
    {
        var program = Directory.CreateTempSubdirectory("listener-bench-program-");
        try
        {
            return await PublishAsync(program.FullName) ? await MeasureAsync(program.FullName) : 1;
        }
        finally
        {
            program.Delete(recursive: true);
        }
    }

    private static async Task<bool> PublishAsync(string folder)
    {
        var project = Path.Combine(BenchTexts.RepositoryFolder(), "src", "Listener.Worker");
        using var publish = Process.Start("dotnet", ["publish", project, "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-o", folder, "-v", "q", "-nologo"]);
        await publish.WaitForExitAsync();
        return publish.ExitCode == 0;
    }

    private static async Task<int> MeasureAsync(string program)
    {
        var (pages, memories) = (new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            var (page, memory) = await OnceAsync(program);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(round == 0 ? "warm-up" : $"round {round}")}: first page after {page:F0} ms, {memory:F0} MB resident after 10 s idle"));
            if (round == 0)
                continue;
            pages.Add(page);
            memories.Add(memory);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"median of {Rounds}: first page after {pages.Order().ElementAt(Rounds / 2):F0} ms, {memories.Order().ElementAt(Rounds / 2):F0} MB resident"));
        return 0;
    }

    private static async Task<(double Page, double Memory)> OnceAsync(string program)
    {
        var folder = Directory.CreateTempSubdirectory("listener-bench-start-");
        var url = $"http://127.0.0.1:{FreePort()}";
        var start = new ProcessStartInfo(Path.Combine(program, "Listener.Worker"), ["run", "--urls", url])
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var watch = Stopwatch.StartNew();
        using var service = Process.Start(start)!;
        try
        {
            service.BeginOutputReadLine();
            service.BeginErrorReadLine();
            var page = await FirstPageAsync(url, watch, service);
            await Task.Delay(TimeSpan.FromSeconds(10));
            service.Refresh();
            return (page, service.WorkingSet64 / 1024.0 / 1024.0);
        }
        finally
        {
            service.Kill();
            await service.WaitForExitAsync();
            folder.Delete(recursive: true);
        }
    }

    private static async Task<double> FirstPageAsync(string url, Stopwatch watch, Process service)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        while (!service.HasExited)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(url));
                if (answer.IsSuccessStatusCode)
                    return watch.Elapsed.TotalMilliseconds;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(5);
        }
        throw new InvalidOperationException($"The service ended with {service.ExitCode}.");
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
