using System.ComponentModel;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Listener.Worker.Channels.X;

/// <summary>Settings of an account on X. Section <c>Listener:Channels:{key}</c> with <c>Type</c> = <c>x</c>.</summary>
public sealed partial class XOptions : ChannelOptions
{
    /// <summary>Name of our account without @.</summary>
    [Asked("Handle of our account")]
    [Description("Name of our account without @, for example acme.")]
    public string Handle { get; set; } = "";

    /// <summary>Consumer key (API key) of the app.</summary>
    [Secret]
    [Asked("API key")]
    [Description("API key of the app, from the developer console.")]
    public string ConsumerKey { get; set; } = "";

    /// <summary>Consumer secret of the app.</summary>
    [Secret]
    [Asked("API key secret")]
    [Description("API key secret of the app.")]
    public string ConsumerSecret { get; set; } = "";

    /// <summary>Access token of our account; begins with the account's number.</summary>
    [Secret]
    [Asked("Access token")]
    [Description("Access token of our account, made with read and write permission.")]
    public string AccessToken { get; set; } = "";

    /// <summary>Access token secret.</summary>
    [Secret]
    [Asked("Access token secret")]
    [Description("Access token secret of our account.")]
    public string AccessTokenSecret { get; set; } = "";

    /// <summary>True reads posts that mention us.</summary>
    [Description("Read posts that mention our account; each costs a fifth of a post that a search finds.")]
    public bool Mentions { get; set; } = true;

    /// <summary>Searches over the last 7 days.</summary>
    [Description("Searches over public posts, each with Name and Query.")]
    public IList<WatchOptions> Searches { get; } = [];

    /// <summary>True if the plan lets us answer anybody.</summary>
    [Description("True on Enterprise plans, which may answer authors who did not mention or quote us.")]
    public bool AnswerAnybody { get; set; }

    /// <summary>Most that reading may cost on one UTC day, in US dollars, 0.05 to 10,000.</summary>
    [Description("Most that reading may cost a day in US dollars, for example 1.00; reading stops until the next day (UTC) when it is used up.")]
    public decimal DailyReadBudget { get; set; } = 1.00m;

    /// <summary>Price of reading one post, US dollars.</summary>
    [Description("Price of reading a post in US dollars.")]
    public decimal PricePerPost { get; set; } = 0.005m;

    /// <summary>Price of reading one post that mentions us or is ours, US dollars.</summary>
    [Description("Price of reading a post that mentions us or is ours, in US dollars.")]
    public decimal PricePerOwnedPost { get; set; } = 0.001m;

    /// <summary>Price of reading one author, US dollars.</summary>
    [Description("Price of reading an author in US dollars.")]
    public decimal PricePerUser { get; set; } = 0.010m;

    /// <summary>Address of the API.</summary>
    [Description("Address of the API; change it only for tests.")]
    public string Service { get; set; } = "https://api.x.com";

    /// <summary>How far the first reading goes back, 0 to 6 days.</summary>
    [Description("How far the first reading goes back, for example 1.00:00:00 for a day; at most 6 days.")]
    public TimeSpan FirstReadBack { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Longest wait for one answer, 1 s to 2 min.</summary>
    [Description("Longest wait for one answer, for example 00:00:20.")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Number of our account, which every access token begins with; kept as text.</summary>
    internal string OwnId => AccessToken.Split('-')[0];

    /// <inheritdoc/>
    public override bool StaysOnThisMachine() => OptionChecks.IsOnThisMachine(Service);

    /// <inheritdoc/>
    public override IEnumerable<OptionFault> Check() =>
    [
        .. base.Check(),
        .. CheckAccount(),
        .. CheckMoney(),
        .. OptionChecks.Service(nameof(Service), Service, "https://api.x.com"),
        .. OptionChecks.Duration(nameof(FirstReadBack), FirstReadBack, TimeSpan.Zero, TimeSpan.FromDays(6), TimeSpan.FromDays(1)),
        .. OptionChecks.Timeout(nameof(Timeout), Timeout),
        .. CheckWatches(),
    ];

    private IEnumerable<OptionFault> CheckAccount()
    {
        if (!HandleForm().IsMatch(Handle))
            yield return new OptionFault(nameof(Handle), "is no name on X; expected 1-15 letters, digits and underscores without @, for example \"acme\"");
        foreach (var fault in OptionChecks.Filled(nameof(ConsumerKey), ConsumerKey, "copy the API key of your app from the developer console"))
            yield return fault;
        foreach (var fault in OptionChecks.Filled(nameof(ConsumerSecret), ConsumerSecret, "copy the API key secret of your app from the developer console"))
            yield return fault;
        if (!TokenForm().IsMatch(AccessToken))
            yield return new OptionFault(nameof(AccessToken), "is no access token of an account; expected a number, a hyphen and letters, as the developer console shows it");
        foreach (var fault in OptionChecks.Filled(nameof(AccessTokenSecret), AccessTokenSecret, "copy the access token secret from the developer console"))
            yield return fault;
    }

    private IEnumerable<OptionFault> CheckMoney()
    {
        if (DailyReadBudget is < 0.05m or > 10_000m)
            yield return new OptionFault(nameof(DailyReadBudget), string.Create(CultureInfo.InvariantCulture, $"is {DailyReadBudget}; expected 0.05 to 10000 US dollars, for example \"1.00\""));
        foreach (var (key, price) in new[] { (nameof(PricePerPost), PricePerPost), (nameof(PricePerOwnedPost), PricePerOwnedPost), (nameof(PricePerUser), PricePerUser) })
        {
            if (price is < 0 or > 1)
                yield return new OptionFault(key, string.Create(CultureInfo.InvariantCulture, $"is {price}; expected 0 to 1 US dollars, for example \"0.005\""));
        }
    }

    private IEnumerable<OptionFault> CheckWatches()
    {
        if (!Mentions && Searches.Count == 0)
            yield return new OptionFault(nameof(Searches), "is empty and Mentions is false; switch Mentions on or add a search");
        foreach (var fault in WatchOptions.Check(Searches, nameof(Searches), "acme kettle -is:retweet", XChannel.MentionsWatch))
            yield return fault;
    }

    [GeneratedRegex("^[A-Za-z0-9_]{1,15}$", RegexOptions.NonBacktracking)]
    private static partial Regex HandleForm();

    [GeneratedRegex("^[0-9]+-[A-Za-z0-9]+$", RegexOptions.NonBacktracking)]
    private static partial Regex TokenForm();
}
