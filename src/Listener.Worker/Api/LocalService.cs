using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Listener.Worker.Cli;
using Listener.Worker.Hosting;
using Microsoft.AspNetCore.Mvc;

namespace Listener.Worker.Api;

/// <summary>A verb that a local caller wants done.</summary>
public sealed record VerbRequest(string[] Arguments, string Input);

/// <summary>What the verb printed and its exit code.</summary>
public sealed record VerbAnswer(int ExitCode, string Output, string Errors);

/// <summary>The service that runs on this data folder, as the command line finds it: address and token stand in a file that only its user can read.</summary>
/// <param name="Address">Where it listens.</param>
/// <param name="Token">Secret of this run of the service.</param>
/// <param name="TokenFile">File both were read from.</param>
/// <param name="Answers">False if something listens there and did not answer in time: frozen, or far too busy.</param>
public sealed record LocalService(Uri Address, string Token, string TokenFile, bool Answers = true)
{
    // Nobody listening shows at once; on a machine under heavy load the service takes its time, and then the stop switch is wanted most.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Path that runs a verb.</summary>
    public const string VerbPath = "/local/verb";

    private const string PingPath = "/local/ping";

    /// <summary>The running service; null if there is none.</summary>
    /// <param name="settings">Say which data folder.</param>
    /// <param name="token">Interruption.</param>
    /// <param name="patience">Time it has to answer; 20 s if null.</param>
    public static async Task<LocalService?> FindAsync(ListenerSettings settings, CancellationToken token, TimeSpan? patience = null)
    {
        var file = new DataFolder(settings.DataFolder).LocalTokenFile;
        if (!File.Exists(file) || (await File.ReadAllLinesAsync(file, token)) is not [var address, var secret, ..] || !Uri.TryCreate(address, UriKind.Absolute, out var uri))
            return null;
        var service = new LocalService(uri, secret, file);
        using var client = service.CreateClient(patience ?? Patience);
        try
        {
            using var answer = await client.GetAsync(PingPath, token);
            return answer.IsSuccessStatusCode ? service : null;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            return null; // Left over from a service that was killed.
        }
        catch (TaskCanceledException) when (!token.IsCancellationRequested)
        {
            return service with { Answers = false };
        }
    }

    /// <summary>A client that carries the token and uses no proxy.</summary>
    public HttpClient CreateClient(TimeSpan timeout)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = Address, Timeout = timeout };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Listener", Token);
        return client;
    }

    /// <summary>Maps the endpoints for local callers.</summary>
    /// <param name="app">The service.</param>
    /// <param name="secret">Token of this run.</param>
    public static void Map(WebApplication app, string secret)
    {
        var local = app.MapGroup("/local").DisableAntiforgery().AllowAnonymous();
        local.AddEndpointFilter(async (call, next) => Allows(call.HttpContext, secret) ? await next(call) : Results.NotFound());
        local.MapGet("/ping", () => Results.Ok());
        local.MapPost("/verb", async (VerbRequest request, IServiceProvider services) =>
        {
            using var output = new StringWriter();
            using var errors = new StringWriter();
            var io = new VerbIo(new StringReader(request.Input), output, errors, Interactive: false);
            var code = await VerbHost.RunInsideAsync(services, io, request.Arguments);
            return new VerbAnswer(code, output.ToString(), errors.ToString());
        }).WithMetadata(new DisableRequestSizeLimitAttribute()); // An import sends its file along; only this user's processes get here.
    }

    private static bool Allows(HttpContext context, string secret) =>
        context.Connection.RemoteIpAddress is { } from && System.Net.IPAddress.IsLoopback(from)
        && AuthenticationHeaderValue.TryParse(context.Request.Headers.Authorization, out var header) && header.Scheme == "Listener"
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(header.Parameter ?? ""), Encoding.UTF8.GetBytes(secret));
}
