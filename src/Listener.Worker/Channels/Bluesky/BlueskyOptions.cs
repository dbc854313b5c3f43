using System.ComponentModel;

namespace Listener.Worker.Channels.Bluesky;

/// <summary>Settings of a Bluesky account. Section <c>Listener:Channels:{key}</c> with <c>Type</c> = <c>bluesky</c>.</summary>
public sealed class BlueskyOptions : ChannelOptions
{
    /// <summary>Address of the account's server (PDS), https, or http on loopback.</summary>
    [Description("Address of the server that holds the account; https://bsky.social for accounts made in the app.")]
    public string Service { get; set; } = "https://bsky.social";

    /// <summary>Handle or DID of our account, without @.</summary>
    [Asked("Handle of our account")]
    [Description("Handle of our account without @, for example acme.bsky.social.")]
    public string Handle { get; set; } = "";

    /// <summary>App password of the account.</summary>
    [Secret]
    [Asked("App password")]
    [Description("App password, made in Bluesky under Settings, Privacy and security, App passwords.")]
    public string AppPassword { get; set; } = "";

    /// <summary>AppView that answers reading calls, as a service DID; empty for the server's own choice.</summary>
    [Description("AppView to read from, for example did:web:api.bsky.app#bsky_appview; empty for the server's own.")]
    public string AppView { get; set; } = "";

    /// <summary>True reads mentions of us, replies to us and quotes of us.</summary>
    [Description("Read mentions, replies and quotes of our account.")]
    public bool Notifications { get; set; } = true;

    /// <summary>Searches over all public posts.</summary>
    [Description("Searches over all public posts, each with Name and Query.")]
    public IList<WatchOptions> Searches { get; } = [];

    /// <summary>How far the first reading goes back, 0 to 30 days.</summary>
    [Description("How far the first reading goes back, for example 1.00:00:00 for a day.")]
    public TimeSpan FirstReadBack { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Longest wait for one answer, 1 s to 2 min.</summary>
    [Description("Longest wait for one answer, for example 00:00:20.")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public override bool StaysOnThisMachine() => OptionChecks.IsOnThisMachine(Service);

    /// <inheritdoc/>
    public override IEnumerable<OptionFault> Check()
    {
        foreach (var fault in base.Check())
            yield return fault;
        if (!IsServiceAddress(Service))
            yield return new OptionFault(nameof(Service), "is no address; expected https, or http on this machine, for example \"https://bsky.social\"");
        if (!IsHandle(Handle))
            yield return new OptionFault(nameof(Handle), "is no handle; expected the full handle without @, for example \"acme.bsky.social\"");
        if (string.IsNullOrWhiteSpace(AppPassword))
            yield return new OptionFault(nameof(AppPassword), "is empty; make an app password in Bluesky under Settings, Privacy and security");
        if (AppView.Length > 0 && !(AppView.StartsWith("did:", StringComparison.Ordinal) && AppView.Contains('#', StringComparison.Ordinal)))
            yield return new OptionFault(nameof(AppView), "is no service; expected a DID with a service name, for example \"did:web:api.bsky.app#bsky_appview\", or nothing");
        if (FirstReadBack < TimeSpan.Zero || FirstReadBack > TimeSpan.FromDays(30))
            yield return new OptionFault(nameof(FirstReadBack), $"is {FirstReadBack}; expected 00:00:00 to 30.00:00:00, for example \"1.00:00:00\"");
        if (Timeout < TimeSpan.FromSeconds(1) || Timeout > TimeSpan.FromMinutes(2))
            yield return new OptionFault(nameof(Timeout), $"is {Timeout}; expected 00:00:01 to 00:02:00, for example \"00:00:20\"");
        if (!Notifications && Searches.Count == 0)
            yield return new OptionFault(nameof(Searches), "is empty and Notifications is false; switch Notifications on or add a search");
        foreach (var fault in WatchOptions.Check(Searches, nameof(Searches), "acme kettle", BlueskyChannel.NotificationsWatch))
            yield return fault;
    }

    private static bool IsServiceAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));

    private static bool IsHandle(string text) =>
        text.Length is > 3 and <= 253 && text[0] != '@' && !text.Any(char.IsWhiteSpace)
        && (text.StartsWith("did:", StringComparison.Ordinal) || text.Contains('.', StringComparison.Ordinal));
}
