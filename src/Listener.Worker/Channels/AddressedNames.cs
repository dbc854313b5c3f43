using System.Text.RegularExpressions;

namespace Listener.Worker.Channels;

/// <summary>Accounts that a text addresses as <c>@name</c> or <c>@name@server</c>. E-mail addresses and paths address nobody.</summary>
public static partial class AddressedNames
{
    /// <summary>First account addressed that is not <paramref name="author"/>, without its <c>@</c>; null if there is none.</summary>
    /// <param name="text">Text of a reply.</param>
    /// <param name="author">Account answered, <c>name</c> on our own server or <c>name@server</c>; capitals do not count.</param>
    public static string? FirstOther(string text, string author) =>
        Names().Matches(text).Select(m => m.Groups["name"].Value).FirstOrDefault(name => !string.Equals(name, author, StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex(@"(?:^|[^=/\w])@(?<name>\w+(?:[\w.-]+\w)?(?:@[\w.-]+\w)?)", RegexOptions.NonBacktracking)]
    private static partial Regex Names();
}
