using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;

namespace Listener.Worker.Channels.Mastodon;

/// <summary>Between the server's HTML and plain text.</summary>
internal static partial class MastodonText
{
    private const int MaxHtml = 200_000;

    /// <summary>Plain text of a post. The server shortens links for show; their whole address is put back.</summary>
    public static string FromHtml(string html)
    {
        if (!html.Contains("<a", StringComparison.OrdinalIgnoreCase))
            return HtmlText.From(html);
        var document = new HtmlParser().ParseDocument(html.Length > MaxHtml ? html[..MaxHtml] : html);
        foreach (var link in document.QuerySelectorAll("a[href]"))
        {
            if (!link.ClassList.Contains("mention") && !link.ClassList.Contains("hashtag") && link.GetAttribute("href") is { } address && address.StartsWith("http", StringComparison.Ordinal))
                link.TextContent = address;
        }
        return HtmlText.From(document.Body?.InnerHtml);
    }

    /// <summary>The text to post: begins with the person addressed, who would not be notified otherwise.</summary>
    public static string Compose(string text, string acct) => Addresses(text, acct) ? text : $"@{acct} {text}";

    /// <summary>Text of a reply of ours without the person addressed.</summary>
    public static string WithoutAddress(string text) => Address().Replace(text, "", 1);

    /// <summary>True if two texts say the same although one went through the server's HTML.</summary>
    public static bool SaysTheSame(string one, string other) => string.Equals(Plain(one), Plain(other), StringComparison.Ordinal);

    /// <summary>Length by the server's count.</summary>
    /// <param name="text">Text.</param>
    /// <param name="perLink">What the server counts for a link.</param>
    public static int Count(string text, int perLink) => TextCounter.Count(text, CountingRule.Mastodon) + (Links().Count(text) * (perLink - MastodonLimits.Default.PerLink));

    // "@dana@other.example" and "@danas" are somebody else than "@dana".
    private static bool Addresses(string text, string acct)
    {
        var handle = $"@{acct}";
        return text.StartsWith(handle, StringComparison.OrdinalIgnoreCase)
            && (text.Length == handle.Length || !(char.IsLetterOrDigit(text[handle.Length]) || text[handle.Length] is '_' or '@' or '-' or '.'));
    }

    private static string Plain(string text) => Spaces().Replace(HandleServers().Replace(SafeText.Clean(text, int.MaxValue, out _), "@${local}"), " ").Trim();

    [GeneratedRegex(@"^@[^\s]+\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Address();

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"https?://\S+", RegexOptions.NonBacktracking)]
    private static partial Regex Links();

    [GeneratedRegex(@"@(?<local>[A-Za-z0-9_.-]+)@[A-Za-z0-9.-]+", RegexOptions.NonBacktracking)]
    private static partial Regex HandleServers();
}

/// <summary>Limits of posts on a server.</summary>
/// <param name="MaxCharacters">Longest post, content warning included.</param>
/// <param name="PerLink">What a link counts.</param>
internal sealed record MastodonLimits(int MaxCharacters, int PerLink)
{
    /// <summary>Limits of a server that states none.</summary>
    public static MastodonLimits Default { get; } = new(500, 23);
}
