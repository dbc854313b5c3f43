using System.Text.RegularExpressions;

namespace Listener.Worker.Channels;

/// <summary>Accounts that a text names, as Mastodon and its relatives find them: each becomes a reader of the post.</summary>
public static partial class NamedAccounts
{
    /// <summary>The first account named besides <paramref name="author"/>; null if there is none.</summary>
    /// <param name="text">Text of a reply.</param>
    /// <param name="author">Whom the reply answers, <c>name</c> or <c>name@server</c>, without a leading @.</param>
    /// <returns>The name as written, with its @.</returns>
    /// <remarks>The name without its server is somebody else: an account of that name on our own server.</remarks>
    public static string? OtherThan(string text, string author) => !text.Contains('@', StringComparison.Ordinal)
        ? null
        : Names().Matches(text).Select(m => m.Groups["name"].Value).FirstOrDefault(n => !n.Equals(author, StringComparison.OrdinalIgnoreCase)) is { } other ? $"@{other}" : null;

    // Source: mastodon/mastodon app/models/account.rb (MENTION_RE). A letter, "/" or "=" before the @ makes it part of a mail or web address.
    [GeneratedRegex(@"(?:^|[^=/\w])@(?<name>[A-Za-z0-9_]+(?:[.-]+[A-Za-z0-9_]+)*(?:@\w+(?:[.-]+\w+)*)?)", RegexOptions.NonBacktracking)]
    private static partial Regex Names();
}
