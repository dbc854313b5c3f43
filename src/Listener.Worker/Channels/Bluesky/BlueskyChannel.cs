using Listener.Worker.Domain;

namespace Listener.Worker.Channels.Bluesky;

/// <summary>A Bluesky account: listens by notifications and searches, answers with records whose key it chose itself.</summary>
public sealed class BlueskyChannel : IMentionSource, IReplyPoster, IDisposable
{
    /// <summary>Name and kind of the watch on our notifications.</summary>
    internal const string NotificationsWatch = "notifications";

    private const string SearchKind = "search";
    private readonly BlueskyOptions options;
    private readonly BlueskySession session;
    private readonly BlueskyApi api;
    private readonly BlueskyReader reader;
    private readonly BlueskyPoster poster;

    /// <param name="key">Short name of the channel.</param>
    /// <param name="options">Checked settings.</param>
    /// <param name="client">HTTP client for the account's server.</param>
    /// <param name="vault">Keeps the session.</param>
    /// <param name="clock">Clock.</param>
    /// <param name="logger">Log.</param>
    public BlueskyChannel(ChannelKey key, BlueskyOptions options, HttpClient client, ISessionVault vault, TimeProvider clock, ILogger<BlueskyChannel> logger)
    {
        Key = key;
        this.options = options;
        var http = new ChannelHttp(client, clock, new CallLimits { PerTry = options.Timeout, Total = options.Timeout * 3 });
        session = new BlueskySession(key, options, http, vault, clock);
        api = new BlueskyApi(key, options, http, session, clock);
        reader = new BlueskyReader(key, options, api, session, clock, logger);
        poster = new BlueskyPoster(key, api, session, clock, logger);
        Watches = [.. WatchesOf(options)];
    }

    /// <summary>Entry in the catalogue.</summary>
    internal static ChannelType Type { get; } = new("bluesky", typeof(BlueskyOptions), (services, key, options) => new BlueskyChannel(
        key,
        (BlueskyOptions)options,
        services.ChannelClient(ChannelServices.ApiClient),
        services.GetRequiredService<ISessionVault>(),
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ILogger<BlueskyChannel>>()));

    /// <inheritdoc/>
    public ChannelKey Key { get; }

    /// <inheritdoc/>
    public ChannelTraits Traits { get; } = new()
    {
        Network = "bluesky",
        DisplayName = "Bluesky",
        CanReply = true,
        TextLimits = BlueskyPoster.Limits,
        Delivery = DeliveryClass.ClientChosenId,
        ShortestPollInterval = TimeSpan.FromSeconds(5),
        LookDelays = (TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2)),
        VendorPage = new Uri("https://docs.bsky.app/docs/category/http-reference"),
    };

    /// <inheritdoc/>
    public IReadOnlyList<Watch> Watches { get; }

    /// <inheritdoc/>
    public async Task<ConnectionReport> TestAsync(CancellationToken token)
    {
        try
        {
            var opened = await session.SignInAsync(token);
            await api.ListNotificationsAsync(null, 1, token);
            return new ConnectionReport(true, $"Signed in as @{opened.Handle} on {options.Service}; notifications can be read.");
        }
        catch (ChannelException e) when (e.Fault.Kind == ChannelFaultKind.Unauthorised)
        {
            return new ConnectionReport(false, e.Fault.ToString());
        }
        catch (ChannelException e)
        {
            return new ConnectionReport(false, $"{options.Service} could not be used: {e.Fault} The address is set by {BlueskyFaults.Key(Key, nameof(BlueskyOptions.Service))}.");
        }
    }

    /// <inheritdoc/>
    public Task<MentionPage> ReadAsync(Watch watch, PollCursor? cursor, CancellationToken token) => reader.ReadAsync(watch, cursor, token);

    /// <inheritdoc/>
    public Task<TargetReport> InspectAsync(Reply reply, CancellationToken token) => poster.InspectAsync(reply, token);

    /// <inheritdoc/>
    public Task<PostResult> PostAsync(Reply reply, CancellationToken token) => poster.PostAsync(reply, token);

    /// <inheritdoc/>
    public Task<LookResult> FindAsync(Reply reply, CancellationToken token) => poster.FindAsync(reply, token);

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    private static IEnumerable<Watch> WatchesOf(BlueskyOptions options)
    {
        if (options.Notifications)
            yield return new Watch(NotificationsWatch, NotificationsWatch, "");
        foreach (var search in options.Searches)
            yield return new Watch(search.Name, SearchKind, search.Query, search.Purpose);
    }
}
