using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Net;
using Listener.Worker.Hosting;

namespace Listener.Worker.Tests.Support;

/// <summary>The real service as a process of its own, on a data folder that outlives it, so that it can be killed and started again.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    public const string Admin = "ana";
    public const string Password = "a long enough password";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private readonly Dictionary<string, string> settings;
    private readonly ConcurrentQueue<string> output = new();
    private Process? process;

    /// <param name="settings">Settings as <c>Section:Key</c>.</param>
    public ServiceProcess(IReadOnlyDictionary<string, string> settings)
    {
        Folder = Directory.CreateTempSubdirectory("listener-e2e-").FullName;
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
        this.settings = new Dictionary<string, string>(settings)
        {
            ["Listener:DataFolder"] = Path.Combine(Folder, "data"),
            ["Listener:Url"] = Address.ToString(),
            ["Listener:Admin:Email"] = Admin,
            ["Listener:Admin:Password"] = Password,
        };
    }

    /// <summary>Folder with everything the service keeps.</summary>
    public string Folder { get; }

    /// <summary>Address of the console; the same after each start.</summary>
    public Uri Address { get; }

    /// <summary>What it printed, over all its lives.</summary>
    public string Output => string.Join(Environment.NewLine, output);

    /// <summary>How often it was started.</summary>
    public int Lives { get; private set; }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <returns>Time from start to ready.</returns>
    public async Task<TimeSpan> StartAsync()
    {
        var watch = Stopwatch.StartNew();
        Begin();
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        while (watch.Elapsed < Patience)
        {
            if (process!.HasExited)
                throw new AssertionException($"The service ended with {process.ExitCode}:{Environment.NewLine}{Output}");
            try
            {
                using var answer = await client.GetAsync(new Uri(Address, "health/ready"));
                if (answer.IsSuccessStatusCode)
                    return watch.Elapsed;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(50);
        }
        throw new AssertionException($"The service was not ready within {Patience}:{Environment.NewLine}{Output}");
    }

    /// <summary>Starts it without waiting, for a life that may be a short one.</summary>
    public void Begin()
    {
        Lives++;
        process = Launch();
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        process!.Kill();
        process.WaitForExit();
    }

    /// <summary>SIGTERM.</summary>
    /// <returns>Exit code.</returns>
    public async Task<int> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", process!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        using var limit = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(limit.Token);
        return process.ExitCode;
    }

    public ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
            Kill();
        process?.Dispose();
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private Process Launch()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ListenerHost).Assembly.Location, "run"])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in settings)
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        var started = Process.Start(start)!;
        started.OutputDataReceived += (_, line) => Keep(line.Data);
        started.ErrorDataReceived += (_, line) => Keep(line.Data);
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        return started;
    }

    private void Keep(string? line)
    {
        if (line is not null)
            output.Enqueue($"[{Lives}] {line}");
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
