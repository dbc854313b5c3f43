using System.Net;
using System.Text.RegularExpressions;

namespace Listener.Worker.Channels.X;

/// <summary>Between X's text and plain text.</summary>
internal static partial class XText
{
    /// <summary>280 by weight.</summary>
    public static readonly IReadOnlyList<TextLimit> Limits = [new(CountingRule.WeightedX, 280)];

    /// <summary>Plain text of a post: entities decoded, short links replaced by what they stand for.</summary>
    public static string Of(WirePost post)
    {
        var text = post.NoteTweet?.Text is { Length: > 0 } whole ? whole : post.Text;
        foreach (var url in post.Entities?.Urls ?? [])
        {
            if (url is { Url.Length: > 0, ExpandedUrl.Length: > 0 })
                text = text.Replace(url.Url, url.ExpandedUrl, StringComparison.Ordinal);
        }
        return WebUtility.HtmlDecode(text);
    }

    /// <summary>Text of an answer without the names X puts before it.</summary>
    public static string WithoutAddress(string text) => Address().Replace(text, "");

    /// <summary>True if two texts say the same although one went through X.</summary>
    public static bool SaysTheSame(string one, string other) => string.Equals(Plain(one), Plain(other), StringComparison.Ordinal);

    /// <summary>Weight of a text as X counts it. X turns bare host names into links too, and every link weighs 23.</summary>
    public static int Weight(string text) =>
        TextCounter.Count(BareLinks().Replace(text, m => m.Groups["before"].Value + "https://" + m.Groups["link"].Value), CountingRule.WeightedX);

    private static string Plain(string text) => Spaces().Replace(WithoutAddress(SafeText.Clean(text, int.MaxValue, out _)), " ").Trim();

    [GeneratedRegex(@"^(@[A-Za-z0-9_]{1,15}\s+)+", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Address();

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();

    // The endings that occur in replies; a rare one missed here costs a refusal by X, never a double.
    [GeneratedRegex(@"(?<before>^|[\s(])(?<link>([A-Za-z0-9-]+\.)+(com|org|net|info|biz|io|app|dev|shop|store|online|eu|de|at|ch|es|ro|ee|com\.tr|tr|uk|fr|it|nl|be|pl|us|ca|au|jp|co)(/\S*)?)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex BareLinks();
}
