using System.Globalization;
using Listener.Worker.Domain;

namespace Listener.Worker.Channels.X;

/// <summary>An account on X: listens by mentions and searches, answers those who mentioned or quoted it.</summary>
public sealed class XChannel : IMentionSource, IReplyPoster, IDisposable
{
    /// <summary>Name and kind of the watch on posts that mention us.</summary>
    internal const string MentionsWatch = "mentions";

    private const string SearchKind = "search";
    private readonly XOptions options;
    private readonly XApi api;
    private readonly XBudget budget;
    private readonly XReader reader;
    private readonly XPoster poster;

    /// <param name="key">Short name of the channel.</param>
    /// <param name="options">Checked settings.</param>
    /// <param name="client">HTTP client for X.</param>
    /// <param name="vault">Keeps what was spent today.</param>
    /// <param name="clock">Clock.</param>
    public XChannel(ChannelKey key, XOptions options, HttpClient client, ISessionVault vault, TimeProvider clock)
    {
        Key = key;
        this.options = options;
        var http = new ChannelHttp(client, clock, new CallLimits { PerTry = options.Timeout, Total = options.Timeout * 3 });
        var signer = new XSigner(new XCredentials(options.ConsumerKey, options.ConsumerSecret, options.AccessToken, options.AccessTokenSecret), clock);
        api = new XApi(key, options, http, signer, clock);
        budget = new XBudget(key, options, vault, clock);
        reader = new XReader(key, options, api, budget, clock);
        poster = new XPoster(key, options, api, budget, clock);
        Watches = [.. WatchesOf(options)];
    }

    /// <summary>Entry in the catalogue.</summary>
    internal static ChannelType Type { get; } = new("x", typeof(XOptions), (services, key, options) => new XChannel(
        key,
        (XOptions)options,
        services.ChannelClient(ChannelServices.ApiClient),
        services.GetRequiredService<ISessionVault>(),
        services.GetRequiredService<TimeProvider>()));

    /// <inheritdoc/>
    public ChannelKey Key { get; }

    /// <inheritdoc/>
    public ChannelTraits Traits { get; } = new()
    {
        Network = "x",
        DisplayName = "X",
        CanReply = true,
        TextLimits = XText.Limits,
        Delivery = DeliveryClass.ReadBackOnly,
        ShortestPollInterval = TimeSpan.FromSeconds(30),
        VendorPage = new Uri("https://docs.x.com/x-api/introduction"),
    };

    /// <inheritdoc/>
    public IReadOnlyList<Watch> Watches { get; }

    /// <inheritdoc/>
    /// <remarks>Costs the reading of one author and up to five mentions.</remarks>
    public async Task<ConnectionReport> TestAsync(CancellationToken token)
    {
        try
        {
            var page = await api.MentionsAsync(new XRange(null, null, null), 5, null, token);
            var me = await api.MeAsync(token);
            await budget.SettleAsync(0, (page.Items.Count * options.PricePerOwnedPost) + (((page.Includes.Users?.Count ?? 0) + 1) * options.PricePerUser), token);
            if (!string.Equals(me.Username, options.Handle, StringComparison.OrdinalIgnoreCase))
                return new ConnectionReport(false, $"The access token belongs to @{me.Username}; set {XFaults.Key(Key, nameof(XOptions.Handle))} to that name, or use that account's token.");
            var spent = await budget.SpentAsync(token);
            return new ConnectionReport(true, string.Create(CultureInfo.InvariantCulture, $"Signed in as @{me.Username}; mentions can be read. Reading cost {spent:0.000} of {options.DailyReadBudget:0.00} US dollars today."));
        }
        catch (ChannelException e) when (e.Fault.Kind == ChannelFaultKind.Unauthorised)
        {
            return new ConnectionReport(false, e.Fault.ToString());
        }
        catch (ChannelException e)
        {
            return new ConnectionReport(false, $"{options.Service} could not be used: {e.Fault} The address is set by {XFaults.Key(Key, nameof(XOptions.Service))}.");
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
    public void Dispose() => budget.Dispose();

    private static IEnumerable<Watch> WatchesOf(XOptions options)
    {
        if (options.Mentions)
            yield return new Watch(MentionsWatch, MentionsWatch, "");
        foreach (var search in options.Searches)
            yield return new Watch(search.Name, SearchKind, search.Query, search.Purpose);
    }
}
