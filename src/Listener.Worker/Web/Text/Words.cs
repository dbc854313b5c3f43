using System.Globalization;
using Listener.Worker.Domain;
using Microsoft.Extensions.Localization;

namespace Listener.Worker.Web.Text;

/// <summary>Names of domain values for people, as English keys for the localiser.</summary>
public static class Words
{
    /// <summary>A stored sentence in the reader's language; one without a translation stays as it is.</summary>
    public static string Of(Phrase phrase, IStringLocalizer text) => phrase.In(english => text[english]);

    public static string Of(SentimentLabel sentiment) => sentiment switch
    {
        SentimentLabel.Negative => "Negative",
        SentimentLabel.Positive => "Positive",
        _ => "Neutral",
    };

    public static string Of(Intent intent) => intent switch
    {
        Intent.Complaint => "Complaint",
        Intent.ProblemReport => "Problem report",
        Intent.Question => "Question",
        Intent.Request => "Request",
        Intent.Suggestion => "Suggestion",
        Intent.Praise => "Praise",
        Intent.PurchaseInterest => "Purchase interest",
        Intent.Spam => "Spam",
        _ => "Other",
    };

    public static string Of(Priority priority) => priority switch
    {
        Priority.Urgent => "Urgent",
        Priority.High => "High",
        Priority.Medium => "Medium",
        _ => "Low",
    };

    public static string Of(MentionState state) => state switch
    {
        MentionState.New => "New",
        MentionState.Open => "Open",
        MentionState.Pending => "Answered",
        MentionState.Resolved => "Resolved",
        _ => "Snoozed",
    };

    /// <summary>State of work on a mention; one whose approved reply is not posted yet is not called answered.</summary>
    public static string Of(StoredMention mention) =>
        mention is { State: MentionState.Pending, FirstRespondedAt: null } ? "Being answered" : Of(mention.State);

    public static string Of(MentionKind kind) => kind switch
    {
        MentionKind.Reply => "Reply",
        MentionKind.Comment => "Comment",
        MentionKind.DirectMessage => "Direct message",
        MentionKind.Review => "Review",
        MentionKind.Article => "Article",
        MentionKind.Mail => "E-mail",
        _ => "Post",
    };

    /// <summary>Icon that stands beside a sentiment, so that colour is never alone.</summary>
    public static string IconOf(SentimentLabel sentiment) => sentiment switch
    {
        SentimentLabel.Negative => "minus",
        SentimentLabel.Positive => "plus",
        _ => "equal",
    };

    /// <summary>A topic or flag as written in models, for people: <c>returns_refund</c> gives <c>Returns refund</c>.</summary>
    public static string OfLabel(string label)
    {
        var words = label.Replace('_', ' ');
        return words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words[1..];
    }

    /// <summary>Up to two letters that stand for a person.</summary>
    public static string Initials(string name)
    {
        var words = name.Split([' ', '.', '-', '_', '@'], StringSplitOptions.RemoveEmptyEntries);
        var letters = words.Take(2).Select(w => StringInfo.GetNextTextElement(w)).ToArray();
        return letters.Length switch
        {
            0 => "?",
            1 => letters[0].ToUpper(CultureInfo.InvariantCulture),
            _ => (letters[0] + letters[1]).ToUpper(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>A probability, for example <c>93 %</c>; never 100 %, because no guess is certain. Empty for exactly 1, which only a person's choice has.</summary>
    public static string Percent(double probability) => probability == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"{Math.Clamp((int)Math.Round(probability * 100), 0, 99)} %");

    /// <summary>A count with the culture's separators.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.CurrentCulture);
}
