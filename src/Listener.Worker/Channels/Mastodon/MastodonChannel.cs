using Listener.Worker.Domain;

namespace Listener.Worker.Channels.Mastodon;

/// <summary>An account on a Mastodon server: listens by mentions and hashtags, answers with a key against doubles.</summary>
public sealed class MastodonChannel : IMentionSource, IReplyPoster
{
    /// <summary>Name and kind of the watch on posts that mention us.</summary>
    internal const string MentionsWatch = "mentions";

    private const string HashtagKind = "hashtag";

    // Room for the name addressed, which stands before every reply and which the drafter does not see.
    private const int RoomForName = 32;
    private readonly MastodonOptions options;
    private readonly MastodonApi api;
    private readonly MastodonAccount account;
    private readonly MastodonReader reader;
    private readonly MastodonPoster poster;

    /// <param name="key">Short name of the channel.</param>
    /// <param name="options">Checked settings.</param>
    /// <param name="client">HTTP client for the account's server.</param>
    /// <param name="clock">Clock.</param>
    /// <param name="logger">Log.</param>
    public MastodonChannel(ChannelKey key, MastodonOptions options, HttpClient client, TimeProvider clock, ILogger<MastodonChannel> logger)
    {
        Key = key;
        this.options = options;
        var http = new ChannelHttp(client, clock, new CallLimits { PerTry = options.Timeout, Total = options.Timeout * 3 });
        api = new MastodonApi(key, options, http, clock);
        account = new MastodonAccount(key, api, clock, logger);
        reader = new MastodonReader(key, options, api, account, clock, logger);
        poster = new MastodonPoster(key, api, account, clock);
        Watches = [.. WatchesOf(options)];
    }

    /// <summary>Entry in the catalogue.</summary>
    internal static ChannelType Type { get; } = new("mastodon", typeof(MastodonOptions), (services, key, options) => new MastodonChannel(
        key,
        (MastodonOptions)options,
        services.ChannelClient(ChannelServices.ApiClient),
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ILogger<MastodonChannel>>()));

    /// <inheritdoc/>
    public ChannelKey Key { get; }

    /// <inheritdoc/>
    /// <remarks>The length limit is the server's own, known after the first reading or connection test.</remarks>
    public ChannelTraits Traits => new()
    {
        Network = "mastodon",
        DisplayName = "Mastodon",
        CanReply = true,
        TextLimits = [new TextLimit(CountingRule.Mastodon, Math.Max(1, account.Limits.MaxCharacters - RoomForName))],
        NamesAddReaders = true,
        Delivery = DeliveryClass.KeyAndReadBack,
        ShortestPollInterval = TimeSpan.FromSeconds(15),
        VendorPage = new Uri("https://docs.joinmastodon.org/methods/"),
    };

    /// <inheritdoc/>
    public IReadOnlyList<Watch> Watches { get; }

    /// <inheritdoc/>
    public async Task<ConnectionReport> TestAsync(CancellationToken token)
    {
        try
        {
            var own = await account.RefreshAsync(token);
            await api.MentionsAsync(null, null, 1, token);
            var bot = own.Bot == true ? "" : " The account is not marked as automated; many servers ask for that.";
            return new ConnectionReport(true, $"Signed in as @{own.Acct} on {options.Server}; mentions can be read, posts may have {account.Limits.MaxCharacters} characters.{bot}");
        }
        catch (ChannelException e) when (e.Fault.Kind == ChannelFaultKind.Unauthorised)
        {
            return new ConnectionReport(false, e.Fault.ToString());
        }
        catch (ChannelException e)
        {
            return new ConnectionReport(false, $"{options.Server} could not be used: {e.Fault} The address is set by {MastodonFaults.Key(Key, nameof(MastodonOptions.Server))}.");
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

    private static IEnumerable<Watch> WatchesOf(MastodonOptions options)
    {
        if (options.Mentions)
            yield return new Watch(MentionsWatch, MentionsWatch, "");
        foreach (var tag in options.Hashtags)
            yield return new Watch(tag.Name, HashtagKind, tag.Query, tag.Purpose);
    }
}
