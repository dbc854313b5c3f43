using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Listener.Reliability.Networks;

/// <summary>All networks behind one server on loopback, each with a door of its own.</summary>
public sealed class TestNetworks : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Dictionary<FakeNetwork, FrontDoor> doors;

    private TestNetworks(WebApplication app, IReadOnlyList<FakeNetwork> all)
    {
        this.app = app;
        All = all;
        Inner = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        doors = all.ToDictionary(n => n, _ => new FrontDoor(new IPEndPoint(IPAddress.Loopback, Inner.Port)));
    }

    /// <summary>The networks.</summary>
    public IReadOnlyList<FakeNetwork> All { get; }

    /// <summary>Address of the server behind the doors.</summary>
    public Uri Inner { get; }

    /// <summary>Starts all five.</summary>
    /// <param name="seed">Seed of the disturbances.</param>
    public static Task<TestNetworks> StartAsync(int seed) => StartAsync(
        new BlueskyNetwork(new DisturbancePlan(seed * 5)), new MastodonNetwork(new DisturbancePlan((seed * 5) + 1)), new XNetwork(new DisturbancePlan((seed * 5) + 2)),
        new GooglePlayNetwork(new DisturbancePlan((seed * 5) + 3)), new AppStoreNetwork(new DisturbancePlan((seed * 5) + 4)));

    /// <summary>Starts some.</summary>
    public static async Task<TestNetworks> StartAsync(params FakeNetwork[] networks)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(server => server.AddServerHeader = false);
        var app = builder.Build();
        TestNetworks? all = null;
        app.Run(http => all!.HandleAsync(http));
        await app.StartAsync();
        return all = new TestNetworks(app, networks);
    }

    /// <summary>Address of a network's door.</summary>
    public Uri AddressOf(FakeNetwork network) => new($"http://127.0.0.1:{doors[network].Port}");

    /// <summary>Settings of all channels.</summary>
    public IEnumerable<(string Key, string Value)> Settings() =>
        All.SelectMany(n => n.Settings(AddressOf(n)).Select(s => ($"Listener:Channels:{n.Channel}:{s.Key}", s.Value)));

    /// <summary>Ends all disturbances.</summary>
    public void CalmDown()
    {
        foreach (var network in All)
            network.Plan.IsOn = false;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var door in doors.Values)
            await door.DisposeAsync();
        await app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        if (All.FirstOrDefault(n => n.Paths.Any(p => path.StartsWith(p, StringComparison.Ordinal))) is not { } network)
        {
            http.Response.StatusCode = 404;
            return;
        }
        var call = new Call(http.Request.Method, path, http.Request.Query, http.Request.Headers, await ReadBodyAsync(http));
        var isPost = network.IsPost(call);
        network.Observer?.Invoke(network, call, isPost, CallPoint.Arrived);
        await new DisturbedAnswer(http, network, doors[network], call, isPost).WriteAsync(network.Plan.Next(isPost));
        network.Observer?.Invoke(network, call, isPost, CallPoint.Answered);
    }

    // What arrived whole is done even if the caller died meanwhile; what did not is no request.
    private static async Task<JsonNode?> ReadBodyAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var text = await reader.ReadToEndAsync();
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            // A form, such as the one that asks for a token.
            return null;
        }
    }
}
