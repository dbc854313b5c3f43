using Listener.Worker.Domain;

namespace Listener.Worker.Channels.AppStore;

/// <summary>Reviews of one app on the App Store.</summary>
public sealed class AppStoreChannel : IMentionSource, IReplyPoster
{
    private readonly AppStoreOptions options;
    private readonly AppStoreApi api;
    private readonly AppStoreReader reader;
    private readonly AppStorePoster poster;

    /// <param name="key">Short name of the channel.</param>
    /// <param name="options">Checked settings.</param>
    /// <param name="client">HTTP client for Apple's service.</param>
    /// <param name="clock">Clock.</param>
    public AppStoreChannel(ChannelKey key, AppStoreOptions options, HttpClient client, TimeProvider clock)
    {
        Key = key;
        this.options = options;
        var http = new ChannelHttp(client, clock, new CallLimits { PerTry = options.Timeout, Total = options.Timeout * 3 });
        api = new AppStoreApi(key, options, http, new AppStoreToken(key, options, clock), clock);
        reader = new AppStoreReader(key, options, api, clock);
        poster = new AppStorePoster(key, options, api, clock);
    }

    /// <summary>Entry in the catalogue.</summary>
    internal static ChannelType Type { get; } = new("app-store", typeof(AppStoreOptions), (services, key, options) => new AppStoreChannel(
        key,
        (AppStoreOptions)options,
        services.ChannelClient(ChannelServices.ApiClient),
        services.GetRequiredService<TimeProvider>()));

    /// <inheritdoc/>
    public ChannelKey Key { get; }

    /// <inheritdoc/>
    public ChannelTraits Traits { get; } = new()
    {
        Network = "app-store",
        DisplayName = "App Store",
        CanReply = true,
        TextLimits = AppStorePoster.Limits,
        Delivery = DeliveryClass.Upsert,
        ShortestPollInterval = TimeSpan.FromMinutes(5),
        VendorPage = new Uri("https://developer.apple.com/documentation/appstoreconnectapi/customer-reviews"),
    };

    /// <inheritdoc/>
    public IReadOnlyList<Watch> Watches { get; } = [new Watch("reviews", "reviews", "")];

    /// <inheritdoc/>
    public async Task<ConnectionReport> TestAsync(CancellationToken token)
    {
        try
        {
            await api.ListAsync(null, 1, token);
            return new ConnectionReport(true, $"Reviews of app {options.AppId} can be read.");
        }
        catch (ChannelException e) when (e.Fault.Kind == ChannelFaultKind.Unauthorised)
        {
            return new ConnectionReport(false, e.Fault.ToString());
        }
        catch (ChannelException e)
        {
            return new ConnectionReport(false, $"{options.Service} could not be used: {e.Fault} The app is set by {AppStoreFaults.Key(Key, nameof(AppStoreOptions.AppId))}, the address by {AppStoreFaults.Key(Key, nameof(AppStoreOptions.Service))}.");
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
}
