using System.ComponentModel;

namespace Listener.Worker.Channels.Mastodon;

/// <summary>Settings of an account on a Mastodon server. Section <c>Listener:Channels:{key}</c> with <c>Type</c> = <c>mastodon</c>.</summary>
public sealed class MastodonOptions : ChannelOptions
{
    /// <summary>Address of the account's server, https, or http on this machine.</summary>
    [Asked("Address of the server")]
    [Description("Address of the server that holds the account, for example https://mastodon.social.")]
    public string Server { get; set; } = "";

    /// <summary>Access token of the account with the scopes read and write:statuses.</summary>
    [Secret]
    [Asked("Access token")]
    [Description("Access token, made on the server under Preferences, Development, New application, with the scopes read and write:statuses.")]
    public string AccessToken { get; set; } = "";

    /// <summary>True reads posts that mention us.</summary>
    [Description("Read posts that mention our account.")]
    public bool Mentions { get; set; } = true;

    /// <summary>Hashtags to read, each with its name and the tag without #.</summary>
    [Description("Hashtags to read, each with Name and Query (the tag without #).")]
    public IList<WatchOptions> Hashtags { get; } = [];

    /// <summary>How far the first reading goes back, 0 to 30 days.</summary>
    [Description("How far the first reading goes back, for example 1.00:00:00 for a day.")]
    public TimeSpan FirstReadBack { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Longest wait for one answer, 1 s to 2 min.</summary>
    [Description("Longest wait for one answer, for example 00:00:20.")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public override bool StaysOnThisMachine() => OptionChecks.IsOnThisMachine(Server);

    /// <inheritdoc/>
    public override IEnumerable<OptionFault> Check() =>
    [
        .. base.Check(),
        .. OptionChecks.Service(nameof(Server), Server, "https://mastodon.social"),
        .. OptionChecks.Filled(nameof(AccessToken), AccessToken, "make one on the server under Preferences, Development, New application"),
        .. OptionChecks.Duration(nameof(FirstReadBack), FirstReadBack, TimeSpan.Zero, TimeSpan.FromDays(30), TimeSpan.FromDays(1)),
        .. OptionChecks.Timeout(nameof(Timeout), Timeout),
        .. CheckWatches(),
    ];

    private IEnumerable<OptionFault> CheckWatches()
    {
        if (!Mentions && Hashtags.Count == 0)
            yield return new OptionFault(nameof(Hashtags), "is empty and Mentions is false; switch Mentions on or add a hashtag");
        foreach (var fault in WatchOptions.Check(Hashtags, nameof(Hashtags), "acmekettle", MastodonChannel.MentionsWatch))
            yield return fault;
        for (var i = 0; i < Hashtags.Count; i++)
        {
            if (Hashtags[i].Query.Trim().Length > 0 && !Hashtags[i].Query.All(c => char.IsLetterOrDigit(c) || c is '_' or '·'))
                yield return new OptionFault($"{nameof(Hashtags)}:{i}:Query", "is no hashtag; use letters, digits and underscores without #, for example \"acmekettle\"");
        }
    }
}
