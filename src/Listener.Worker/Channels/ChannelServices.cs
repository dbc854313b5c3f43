using System.Net;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Listener.Worker.Channels;

/// <summary>Registers what channels share.</summary>
public static class ChannelServices
{
    /// <summary>Client for addresses the operator set himself, such as the network's API.</summary>
    public const string ApiClient = "channel-api";

    /// <summary>Client for addresses that come from outside; reaches the public internet only and follows no redirect by itself.</summary>
    public const string PublicClient = "channel-public";

    /// <summary>As <see cref="PublicClient"/>, but private addresses are allowed.</summary>
    public const string PrivateClient = "channel-private";

    /// <summary>Adds the HTTP clients and a session vault that forgets; a lasting vault registered before stays.</summary>
    public static IServiceCollection AddChannels(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ISessionVault, MemorySessionVault>();
        AddClient(services, ApiClient, guarded: false);
        AddClient(services, PublicClient, guarded: true);
        AddClient(services, PrivateClient, guarded: false);
        return services;
    }

    /// <summary>Client of the given name.</summary>
    public static HttpClient ChannelClient(this IServiceProvider services, string name) =>
        services.GetRequiredService<IHttpClientFactory>().CreateClient(name);

    // The factory's loggers write whole addresses, and those may hold tokens and search words.
    private static void AddClient(IServiceCollection services, string name, bool guarded) =>
        services.AddHttpClient(name, ConfigureClient)
            .ConfigurePrimaryHttpMessageHandler(() => Handler(guarded))
            .SetHandlerLifetime(System.Threading.Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();

    private static void ConfigureClient(HttpClient client)
    {
        client.Timeout = System.Threading.Timeout.InfiniteTimeSpan;
        client.DefaultRequestHeaders.UserAgent.ParseAdd("Listener/0.1 (social listening service)");
    }

    internal static SocketsHttpHandler Handler(bool guarded)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxResponseHeadersLength = 64,
        };
        if (guarded)
            handler.ConnectCallback = GuardedConnection.ConnectAsync;
        return handler;
    }
}
