using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Listener.Worker.Hosting;

namespace Listener.Reliability.Campaigns;

/// <summary>The service did not do what the campaign asked of it.</summary>
public sealed class ServiceException(string message) : Exception(message);

/// <summary>The real service as a process on a folder that outlives it.</summary>
public sealed partial class Service : IDisposable
{
    public const string Admin = "ana";
    public const string Password = "a long enough password";

    private const int MaxLines = 400;
    private const int SigKill = 9;
    private const int SigTerm = 15;
    private const int SigContinue = 18;
    private const int SigStop = 19;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);
    private static readonly ConcurrentDictionary<int, bool> Running = [];
    private readonly Dictionary<string, string> settings;
    private readonly ConcurrentQueue<string> output = new();
    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
    private readonly string program;
    private Process? process;

    static Service() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var pid in Running.Keys)
            _ = SendSignal(pid, SigKill);
    };

    /// <param name="program">Listener.Worker.dll to run; null for the one built with this tool.</param>
    /// <param name="channels">Settings of the channels, with full keys.</param>
    /// <param name="speed">Value of <c>Listener:TestSpeed</c>.</param>
    public Service(string? program, IEnumerable<(string Key, string Value)> channels, int speed)
    {
        this.program = program ?? typeof(ListenerHost).Assembly.Location;
        Folder = Directory.CreateTempSubdirectory("listener-reliability-").FullName;
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
        settings = new Dictionary<string, string>(channels.Select(c => KeyValuePair.Create(c.Key, c.Value)))
        {
            ["Listener:DataFolder"] = DataFolder,
            ["Listener:Url"] = Address.ToString(),
            ["Listener:Admin:Email"] = Admin,
            ["Listener:Admin:Password"] = Password,
            ["Listener:TestSpeed"] = speed.ToString(CultureInfo.InvariantCulture),
            ["Listener:Delivery:UndoWindow"] = "00:00:00",
            ["Listener:Delivery:Lease"] = "00:00:10",
            ["Listener:Delivery:MaxRepliesPerChannelAndHour"] = "100000",
        };
    }

    /// <summary>Folder with everything the service keeps.</summary>
    public string Folder { get; }

    /// <summary>Its data folder.</summary>
    public string DataFolder => Path.Combine(Folder, "data");

    /// <summary>Address of the console; the same after each start.</summary>
    public Uri Address { get; }

    /// <summary>The last lines it printed.</summary>
    public string Output => string.Join(Environment.NewLine, output.TakeLast(30));

    /// <summary>True while the process lives.</summary>
    public bool IsAlive => process is { HasExited: false };

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <returns>Time from start to ready, and the processor time it took.</returns>
    public async Task<(TimeSpan Wall, TimeSpan Processor)> StartAsync()
    {
        var watch = Stopwatch.StartNew();
        Launch();
        while (watch.Elapsed < Patience)
        {
            if (process!.HasExited)
                throw new ServiceException($"The service ended with {process.ExitCode} before it was ready.{Environment.NewLine}{Output}");
            if (await IsReadyAsync())
                return (watch.Elapsed, process.TotalProcessorTime);
            await Task.Delay(20);
        }
        throw new ServiceException($"The service was not ready within {Patience}.{Environment.NewLine}{Output}");
    }

    /// <summary>kill -9; nothing if it is dead already.</summary>
    public void Kill() => Signal(SigKill);

    /// <summary>Stops every thread of it.</summary>
    public void Freeze() => Signal(SigStop);

    /// <summary>Lets it go on.</summary>
    public void Thaw() => Signal(SigContinue);

    /// <summary>SIGTERM.</summary>
    public void Terminate() => Signal(SigTerm);

    /// <summary>Waits for its end.</summary>
    /// <returns>Exit code and time waited; null if it still lives.</returns>
    public async Task<(int Code, TimeSpan Took)?> EndedAsync(TimeSpan patience)
    {
        var watch = Stopwatch.StartNew();
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await process!.WaitForExitAsync(limit.Token);
            Running.TryRemove(process.Id, out _);
            return (process.ExitCode, watch.Elapsed);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        if (IsAlive)
        {
            Kill();
            process!.WaitForExit();
        }
        process?.Dispose();
        process = null;
        client.Dispose();
    }

    private void Signal(int signal)
    {
        if (IsAlive)
            _ = SendSignal(process!.Id, signal);
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(Address, "health/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            // Not listening yet.
            return false;
        }
    }

    private void Launch()
    {
        process?.Dispose();
        var start = new ProcessStartInfo("dotnet", [program, "run"])
        {
            WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (key, value) in settings)
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        process = Process.Start(start)!;
        Running[process.Id] = true;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        output.Enqueue(line);
        while (output.Count > MaxLines)
            output.TryDequeue(out _);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int pid, int signal);
}
