using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Listener.Reliability.Networks;
using Listener.Worker.Channels;
using Listener.Worker.Channels.Mastodon;
using Listener.Worker.Domain;
using Microsoft.Extensions.Logging.Abstractions;

namespace Listener.Reliability.Contract;

/// <summary>
/// The real Mastodon channel calls the test network's Mastodon through Prism, which holds both against an OpenAPI document and turns every
/// violation into an error answer.
/// </summary>
public sealed class PrismCheck : IAsyncDisposable
{
    private const int Mentions = 95;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly TestNetworks networks;
    private readonly MastodonNetwork network;
    private readonly Process prism;
    private readonly CountingHandler http = new();
    private readonly HttpClient client;
    private readonly MastodonChannel channel;

    private PrismCheck(string document, string program, TestNetworks networks, MastodonNetwork network)
    {
        (this.networks, this.network) = (networks, network);
        var port = FreePort();
        var start = new ProcessStartInfo(program, ["proxy", document, networks.AddressOf(network).ToString(), "--errors", "--multiprocess=false", "--host", "127.0.0.1", "--port", $"{port}"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        prism = Process.Start(start)!;
        prism.OutputDataReceived += (_, _) => { };
        prism.ErrorDataReceived += (_, _) => { };
        prism.BeginOutputReadLine();
        prism.BeginErrorReadLine();
        Address = new Uri($"http://127.0.0.1:{port}");
        client = new HttpClient(http) { Timeout = Timeout.InfiniteTimeSpan };
        var options = new MastodonOptions { Type = "mastodon", Server = Address.ToString(), AccessToken = "test-token" };
        options.Hashtags.Add(new WatchOptions { Name = "kettles", Query = "kettle" });
        channel = new MastodonChannel(new ChannelKey("mastodon-test"), options, client, TimeProvider.System, NullLogger<MastodonChannel>.Instance);
    }

    private Uri Address { get; }

    /// <summary>Runs the check and prints what it found.</summary>
    /// <param name="document">Path of an OpenAPI document.</param>
    /// <param name="program">Path of Prism's command.</param>
    /// <returns>0 without violations, else 1.</returns>
    public static async Task<int> RunAsync(string document, string program)
    {
        var network = new MastodonNetwork(new DisturbancePlan(1) { IsOn = false });
        await using var networks = await TestNetworks.StartAsync(network);
        await using var check = new PrismCheck(document, program, networks, network);
        if (!await check.IsUpAsync())
        {
            Console.Error.WriteLine($"Prism did not answer within {Patience.TotalMinutes:0} minutes. Start it by hand with the same document to see why.");
            return 1;
        }
        await check.CallEverythingAsync();
        return check.Report();
    }

    public async ValueTask DisposeAsync()
    {
        if (!prism.HasExited)
            prism.Kill(entireProcessTree: true);
        await prism.WaitForExitAsync();
        prism.Dispose();
        client.Dispose();
        http.Dispose();
    }

    private async Task CallEverythingAsync()
    {
        for (var i = 0; i < Mentions; i++)
            network.Write($"@acme the kettle leaks & drips, no. {i} #kettle");
        var report = await channel.TestAsync(CancellationToken.None);
        Console.WriteLine(report.Summary);
        var mentions = new List<Mention>();
        foreach (var watch in channel.Watches)
            mentions.AddRange(await ReadTwiceAsync(watch));
        foreach (var mention in mentions.DistinctBy(m => m.Id).Take(10))
            await AnswerAsync(mention);
    }

    private async Task<IReadOnlyList<Mention>> ReadTwiceAsync(Watch watch)
    {
        var first = await TryAsync(() => channel.ReadAsync(watch, null, CancellationToken.None));
        network.Write("@acme one more #kettle");
        var second = first is null ? null : await TryAsync(() => channel.ReadAsync(watch, first.Next, CancellationToken.None));
        return [.. first?.Mentions ?? [], .. second?.Mentions ?? []];
    }

    private async Task AnswerAsync(Mention mention)
    {
        var stored = new StoredMention(new MentionNumber(1), mention, TimeProvider.System.GetUtcNow(), null, null, MentionState.New, null, null, null, null, null);
        var reply = Reply.To(stored, new ReplyId(Guid.CreateVersion7()), "Hello Dana, thank you. We are looking into it.", "en", TimeProvider.System.GetUtcNow());
        await TryAsync(() => channel.FindAsync(reply, CancellationToken.None));
        await TryAsync(() => channel.InspectAsync(reply, CancellationToken.None));
        await TryAsync(() => channel.PostAsync(reply, CancellationToken.None));
        await TryAsync(() => channel.FindAsync(reply, CancellationToken.None));
        await TryAsync(() => channel.InspectAsync(reply, CancellationToken.None));
    }

    // A violation comes as a fault here; it was counted where it came in.
    private static async Task<T?> TryAsync<T>(Func<Task<T>> call) where T : class
    {
        try
        {
            return await call();
        }
        catch (ChannelException e)
        {
            Console.WriteLine($"fault: {e.Fault}");
            return null;
        }
    }

    private int Report()
    {
        foreach (var (call, count) in http.Calls.OrderBy(c => c.Key, StringComparer.Ordinal))
            Console.WriteLine($"{count,5}  {call}");
        foreach (var violation in http.Violations.Distinct())
            Console.WriteLine($"violation: {violation}");
        Console.WriteLine($"{http.Calls.Values.Sum()} requests, {http.Violations.Count} violations, {network.Own.Count} replies stored");
        return http.Violations.Count == 0 && network.Own.Count > 0 ? 0 : 1;
    }

    private async Task<bool> IsUpAsync()
    {
        using var probe = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Patience && !prism.HasExited)
        {
            try
            {
                using var answer = await probe.GetAsync(new Uri(Address, "/api/v2/instance"));
                return true;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
                await Task.Delay(200);
            }
        }
        return false;
    }

    private static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }

    /// <summary>Counts the calls and keeps Prism's complaints.</summary>
    private sealed class CountingHandler() : DelegatingHandler(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        private readonly Lock gate = new();

        public Dictionary<string, int> Calls { get; } = [];

        public List<string> Violations { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            await answer.Content.LoadIntoBufferAsync(cancellationToken);
            var body = await answer.Content.ReadAsStringAsync(cancellationToken);
            var call = $"{request.Method} {string.Join('/', request.RequestUri!.AbsolutePath.Split('/').Select(p => p.All(char.IsAsciiDigit) && p.Length > 0 ? "{id}" : p))}";
            lock (gate)
            {
                Calls[call] = Calls.GetValueOrDefault(call) + 1;
                if (body.Contains("stoplight.io/prism", StringComparison.Ordinal))
                    Violations.Add($"{call}: {(int)answer.StatusCode} {body}");
            }
            return answer;
        }
    }
}
