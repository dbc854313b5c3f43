using System.Text.RegularExpressions;

namespace Listener.Worker.Replies.Guards;

/// <summary>Kinds of private data.</summary>
internal enum PrivateDataKind { Card, Iban, Mail, Phone, Number }

/// <summary>Recognises private data by its form. Links are left out: their digits are addresses.</summary>
internal static partial class PrivateData
{
    private const int ShortestNumber = 8;

    /// <summary>First kind found, gravest first; null if none.</summary>
    public static PrivateDataKind? FindIn(string text)
    {
        var digits = text.AsSpan().ContainsAnyInRange('0', '9');
        var at = text.Contains('@');
        if (!digits && !at)
            return null;
        if (text.Contains("://", StringComparison.Ordinal))
            text = Link().Replace(text, " ");
        if (digits && HasCard(text))
            return PrivateDataKind.Card;
        if (digits && Iban().IsMatch(text))
            return PrivateDataKind.Iban;
        if (at && Mail().IsMatch(text))
            return PrivateDataKind.Mail;
        if (digits && Phone().IsMatch(text))
            return PrivateDataKind.Phone;
        return digits && Number().Matches(text).Any(m => m.Value.Count(char.IsDigit) >= ShortestNumber) ? PrivateDataKind.Number : null;
    }

    private static bool HasCard(string text)
    {
        foreach (Match run in DigitRun().Matches(text))
        {
            var digits = string.Concat(run.Value.Where(char.IsAsciiDigit));
            if (digits.Length is >= 13 and <= 19 && IsLuhn(digits))
                return true;
        }
        return false;
    }

    // The check digit of card numbers (ISO/IEC 7812-1).
    private static bool IsLuhn(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            if (i % 2 == 1)
                digit = digit > 4 ? (digit * 2) - 9 : digit * 2;
            sum += digit;
        }
        return sum % 10 == 0;
    }

    [GeneratedRegex(@"https?://\S+", RegexOptions.NonBacktracking)]
    private static partial Regex Link();

    [GeneratedRegex(@"[0-9][0-9 -]{11,30}[0-9]", RegexOptions.NonBacktracking)]
    private static partial Regex DigitRun();

    [GeneratedRegex(@"\b[A-Z]{2}[0-9]{2}( ?[A-Z0-9]{4}){3,7}( ?[A-Z0-9]{1,3})?\b", RegexOptions.NonBacktracking)]
    private static partial Regex Iban();

    [GeneratedRegex(@"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.[A-Za-z]{2,}", RegexOptions.NonBacktracking)]
    private static partial Regex Mail();

    [GeneratedRegex(@"(\+|\b00)[1-9]([ /().-]{0,2}[0-9]){6,14}|\b0[1-9]([ /.-]{0,2}[0-9]){6,11}\b", RegexOptions.NonBacktracking)]
    private static partial Regex Phone();

    [GeneratedRegex(@"[A-Z]{0,4}-?[0-9][0-9-]{5,24}", RegexOptions.NonBacktracking)]
    private static partial Regex Number();
}
