using Listener.Worker.Domain;

namespace Listener.Worker.Channels.GooglePlay;

/// <summary>Reviews of one app on Google Play.</summary>
public sealed class GooglePlayChannel : IMentionSource, IReplyPoster, IDisposable
{
    private readonly GooglePlayOptions options;
    private readonly GooglePlayToken tokens;
    private readonly GooglePlayApi api;
    private readonly GooglePlayReader reader;
    private readonly GooglePlayPoster poster;

    /// <param name="key">Short name of the channel.</param>
    /// <param name="options">Checked settings.</param>
    /// <param name="client">HTTP client for Google's services.</param>
    /// <param name="clock">Clock.</param>
    public GooglePlayChannel(ChannelKey key, GooglePlayOptions options, HttpClient client, TimeProvider clock)
    {
        Key = key;
        this.options = options;
        var http = new ChannelHttp(client, clock, new CallLimits { PerTry = options.Timeout, Total = options.Timeout * 3 });
        tokens = new GooglePlayToken(key, options, http, clock);
        api = new GooglePlayApi(key, options, http, tokens, clock);
        reader = new GooglePlayReader(key, options, api, clock);
        poster = new GooglePlayPoster(key, options, api, tokens, clock);
    }

    /// <summary>Entry in the catalogue.</summary>
    internal static ChannelType Type { get; } = new("google-play", typeof(GooglePlayOptions), (services, key, options) => new GooglePlayChannel(
        key,
        (GooglePlayOptions)options,
        services.ChannelClient(ChannelServices.ApiClient),
        services.GetRequiredService<TimeProvider>()));

    /// <inheritdoc/>
    public ChannelKey Key { get; }

    /// <inheritdoc/>
    /// <remarks>200 readings an hour and app are allowed; one every 5 minutes leaves room for pages and looks.</remarks>
    public ChannelTraits Traits { get; } = new()
    {
        Network = "google-play",
        DisplayName = "Google Play",
        CanReply = true,
        TextLimits = GooglePlayPoster.Limits,
        Delivery = DeliveryClass.Upsert,
        ShortestPollInterval = TimeSpan.FromMinutes(5),
        VendorPage = new Uri("https://developers.google.com/android-publisher/reply-to-reviews"),
    };

    /// <inheritdoc/>
    public IReadOnlyList<Watch> Watches { get; } = [new Watch("reviews", "reviews", "")];

    /// <inheritdoc/>
    public async Task<ConnectionReport> TestAsync(CancellationToken token)
    {
        try
        {
            await api.ListAsync(null, 1, token);
            return new ConnectionReport(true, $"Reviews of {options.Package} can be read. The store shows reviews of the last 7 days that hold text.");
        }
        catch (ChannelException e) when (e.Fault.Kind == ChannelFaultKind.Unauthorised)
        {
            return new ConnectionReport(false, e.Fault.ToString());
        }
        catch (ChannelException e)
        {
            return new ConnectionReport(false, $"{options.Service} could not be used: {e.Fault} The app is set by {GooglePlayFaults.Key(Key, nameof(GooglePlayOptions.Package))}, the address by {GooglePlayFaults.Key(Key, nameof(GooglePlayOptions.Service))}.");
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
    public void Dispose() => tokens.Dispose();
}
