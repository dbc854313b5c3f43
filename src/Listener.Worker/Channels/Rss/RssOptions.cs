using System.ComponentModel;

namespace Listener.Worker.Channels.Rss;

/// <summary>Settings of a set of feeds. Section <c>Listener:Channels:{key}</c> with <c>Type</c> = <c>rss</c>.</summary>
public sealed class RssOptions : ChannelOptions
{
    /// <summary>Sets the interval feeds are asked at by default.</summary>
    public RssOptions() => PollInterval = TimeSpan.FromMinutes(15);

    /// <summary>Feeds; <c>Query</c> is the address.</summary>
    [Asked("Address of the feed")]
    [Description("Feeds, each with Name and Query, the address of an RSS or Atom feed.")]
    public IList<WatchOptions> Feeds { get; } = [];

    /// <summary>True allows feeds on this machine and in private networks, and any port.</summary>
    [Description("Allow feeds inside your own network. Leave this off unless every address is yours.")]
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>How far the first reading goes back, 0 to 365 days.</summary>
    [Description("How far the first reading goes back, for example 7.00:00:00 for a week.")]
    public TimeSpan FirstReadBack { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Largest feed after decompression in bytes, 100 KB to 64 MB; of a longer one the first part is read.</summary>
    [Description("Largest feed in bytes; of a longer one only the first part is read.")]
    public int MaxBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>Longest wait for one answer, 1 s to 2 min.</summary>
    [Description("Longest wait for one answer, for example 00:00:20.")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public override IEnumerable<OptionFault> Check()
    {
        foreach (var fault in base.Check())
            yield return fault;
        if (Feeds.Count == 0)
            yield return new OptionFault(nameof(Feeds), "is empty; add at least one feed with Name and Query, for example \"https://example.com/feed.xml\"");
        foreach (var fault in WatchOptions.Check(Feeds, nameof(Feeds), "https://example.com/feed.xml"))
            yield return fault;
        for (var i = 0; i < Feeds.Count; i++)
        {
            if (Feeds[i].Query.Length > 0 && !FeedAddress.TryParse(Feeds[i].Query, out _))
                yield return new OptionFault($"{nameof(Feeds)}:{i}:Query", "is no web address; expected http or https without user name, for example \"https://example.com/feed.xml\"");
        }
        if (FirstReadBack < TimeSpan.Zero || FirstReadBack > TimeSpan.FromDays(365))
            yield return new OptionFault(nameof(FirstReadBack), $"is {FirstReadBack}; expected 00:00:00 to 365.00:00:00, for example \"7.00:00:00\"");
        if (MaxBytes is < 100_000 or > 67_108_864)
            yield return new OptionFault(nameof(MaxBytes), $"is {MaxBytes}; expected 100000 to 67108864, for example 8388608");
        if (Timeout < TimeSpan.FromSeconds(1) || Timeout > TimeSpan.FromMinutes(2))
            yield return new OptionFault(nameof(Timeout), $"is {Timeout}; expected 00:00:01 to 00:02:00, for example \"00:00:20\"");
    }
}

/// <summary>What counts as the address of a feed or entry.</summary>
internal static class FeedAddress
{
    /// <summary>True for an absolute http or https address without user name, at most 2,000 characters.</summary>
    public static bool TryParse(string? text, out Uri address)
    {
        var ok = Uri.TryCreate(text?.Trim(), UriKind.Absolute, out var uri) && IsWeb(uri) && uri.AbsoluteUri.Length <= 2_000;
        address = ok ? uri! : new Uri("about:blank");
        return ok;
    }

    /// <summary>As <see cref="TryParse"/>, an address relative to <paramref name="page"/> included; null if it is none.</summary>
    public static Uri? Resolve(Uri page, string? text) =>
        Uri.TryCreate(page, text?.Trim() ?? "", out var uri) && !string.IsNullOrWhiteSpace(text) && IsWeb(uri) && uri.AbsoluteUri.Length <= 2_000 ? uri : null;

    private static bool IsWeb(Uri uri) => (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.UserInfo.Length == 0 && uri.Host.Length > 0;
}
