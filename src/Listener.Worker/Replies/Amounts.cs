using System.Globalization;
using System.Text.RegularExpressions;

namespace Listener.Worker.Replies;

/// <summary>Finds amounts of money in a text, in the ways the six languages write them.</summary>
public static partial class Amounts
{
    /// <summary>Largest amount, whatever its currency; null if there is none.</summary>
    public static decimal? LargestIn(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('0', '9'))
            return null;
        decimal? largest = null;
        foreach (Match match in Amount().Matches(text))
        {
            if (Read(match.Value) is { } amount && (largest is null || amount > largest))
                largest = amount;
        }
        return largest;
    }

    // The last separator counts as decimal mark only before one or two digits: 1.200 is twelve hundred, 12,50 is twelve and a half.
    private static decimal? Read(string text)
    {
        var number = new string([.. text.Where(c => char.IsAsciiDigit(c) || c is '.' or ',')]).Trim('.', ',');
        var mark = number.LastIndexOfAny(['.', ',']);
        var decimals = mark >= 0 && number.Length - mark - 1 <= 2 ? number[(mark + 1)..] : "";
        var whole = decimals.Length > 0 ? number[..mark] : number;
        whole = whole.Replace(".", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal);
        return decimal.TryParse(decimals.Length > 0 ? $"{whole}.{decimals}" : whole, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) ? amount : null;
    }

    [GeneratedRegex(@"([€$£₺] ?[0-9][0-9., ]{0,14})|([0-9][0-9., ]{0,14} ?([€$£₺]|(eur|euro|euros|eurot|usd|gbp|ron|lei|tl|try|lira|chf|dollars?)\b))", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Amount();
}
