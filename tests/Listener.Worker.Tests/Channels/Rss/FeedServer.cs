using System.Net;
using Listener.Worker.Channels;
using Listener.Worker.Channels.Rss;
using Listener.Worker.Domain;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Listener.Worker.Tests.Channels.Rss;

/// <summary>A web server on a free loopback port that answers as told.</summary>
public sealed class FeedServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private FeedServer(WebApplication app) => this.app = app;

    /// <summary>What answers.</summary>
    public RequestDelegate Answer { get; set; } = _ => Task.CompletedTask;

    /// <summary>Paths asked, in order.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Address of the server.</summary>
    public string Address => app.Urls.First();

    /// <summary>Starts a server.</summary>
    public static async Task<FeedServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http1));
        var built = builder.Build();
        var server = new FeedServer(built);
        built.Run(context =>
        {
            server.Asked.Add(context.Request.Path);
            return server.Answer(context);
        });
        await built.StartAsync();
        return server;
    }

    /// <summary>Answers every request with these bytes.</summary>
    public void Serve(byte[] body, string type = "application/rss+xml", params string[] headers) => Answer = async context =>
    {
        context.Response.ContentType = type;
        foreach (var header in headers.Select(h => h.Split(": ", 2)))
            context.Response.Headers[header[0]] = header[1];
        await context.Response.Body.WriteAsync(body);
    };

    /// <summary>A channel with one feed on this server, made the way the service makes it.</summary>
    public RssChannel Channel(TimeProvider clock, Action<RssOptions>? change = null, string path = "/feed.xml", bool allowPrivate = true)
    {
        var options = new RssOptions { Type = "rss", AllowPrivateAddresses = allowPrivate, FirstReadBack = TimeSpan.FromDays(365) };
        options.Feeds.Add(new WatchOptions { Name = "news", Query = Address + path });
        change?.Invoke(options);
        var services = new ServiceCollection().AddSingleton(clock).AddLogging().AddChannels().BuildServiceProvider();
        return (RssChannel)ChannelCatalog.Find("rss")!.Create(services, new ChannelKey("feeds"), options);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => app.DisposeAsync();
}
