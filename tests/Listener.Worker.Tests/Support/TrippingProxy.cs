using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Listener.Worker.Tests.Support;

/// <summary>Where on its way a call trips the wire.</summary>
public enum TripPoint
{
    /// <summary>The network has not seen it.</summary>
    BeforeForwarding,

    /// <summary>The network has done it; the service has no answer.</summary>
    BeforeAnswering,

    /// <summary>The answer is on its way to the service.</summary>
    AfterAnswering,
}

/// <summary>
/// Stands between the service and a real network and changes nothing, but runs an action once, at an exact point of an exact call.
/// That is how the service is killed between two bytes, again and again in the same place.
/// </summary>
public sealed class TrippingProxy : IAsyncDisposable
{
    private static readonly HashSet<string> HopByHop = new(StringComparer.OrdinalIgnoreCase) { "Connection", "Transfer-Encoding", "Keep-Alive", "Host", "Content-Length" };
    private readonly HttpClient network;
    private readonly WebApplication app;
    private (string Call, TripPoint Point, Action Trip)? wire;
    private TaskCompletionSource tripped = new();

    private TrippingProxy(WebApplication app, Uri target)
    {
        this.app = app;
        network = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = target };
    }

    /// <summary>Address to give to the service.</summary>
    public Uri Address => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Starts a proxy in front of <paramref name="target"/>.</summary>
    public static async Task<TrippingProxy> StartAsync(Uri target)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var proxy = new TrippingProxy(app, target);
        app.Run(proxy.ForwardAsync);
        await app.StartAsync();
        return proxy;
    }

    /// <summary>Arms the wire.</summary>
    /// <returns>Completes when the action has run.</returns>
    public Task Arm(string call, TripPoint point, Action trip)
    {
        tripped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        wire = (call, point, trip);
        return tripped.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        network.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        var call = context.Request.Path.Value!;
        if (TryTrip(call, TripPoint.BeforeForwarding))
        {
            context.Abort();
            return;
        }
        using var answer = await SendAsync(context.Request);
        var body = await answer.Content.ReadAsByteArrayAsync();
        if (TryTrip(call, TripPoint.BeforeAnswering))
        {
            context.Abort();
            return;
        }
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var header in answer.Headers.Concat(answer.Content.Headers).Where(h => !HopByHop.Contains(h.Key)))
            context.Response.Headers[header.Key] = header.Value.ToArray();
        if (answer.StatusCode is not (HttpStatusCode.NoContent or HttpStatusCode.NotModified))
            await context.Response.Body.WriteAsync(body);
        await context.Response.CompleteAsync();
        TryTrip(call, TripPoint.AfterAnswering);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequest request)
    {
        using var copy = new HttpRequestMessage(new HttpMethod(request.Method), request.Path + request.QueryString);
        if (request.ContentLength > 0 || request.Headers.ContainsKey("Transfer-Encoding"))
            copy.Content = new StreamContent(request.Body);
        foreach (var header in request.Headers.Where(h => !HopByHop.Contains(h.Key)))
            if (!copy.Headers.TryAddWithoutValidation(header.Key, header.Value.ToArray()))
                copy.Content?.Headers.TryAddWithoutValidation(header.Key, header.Value.ToArray());
        return await network.SendAsync(copy);
    }

    private bool TryTrip(string call, TripPoint point)
    {
        if (wire is not { } armed || armed.Point != point || !call.EndsWith(armed.Call, StringComparison.Ordinal))
            return false;
        wire = null;
        armed.Trip();
        tripped.SetResult();
        return true;
    }
}
