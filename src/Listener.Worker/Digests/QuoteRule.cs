using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Listener.Worker.Domain;

namespace Listener.Worker.Digests;

/// <summary>Chooses what to quote by rule, so that nobody picks what suits them. At most one quote per author and text.</summary>
internal static partial class QuoteRule
{
    private const int Most = 8;
    private const int LongestQuote = 280;

    public static IReadOnlyList<Quote> Choose(IReadOnlyList<DigestMention> now, IReadOnlyList<Moved> topics, bool hideHandles)
    {
        var readable = now.Where(m => m.Quotable is not null).ToList();
        var chosen = new List<Quote>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Take(readable.OrderByDescending(m => m.Quotable!.Followers), 2, "reach");
        foreach (var topic in topics.Where(t => t.Count > 0).Take(3))
            Take(readable.Where(m => m.OfTopic(topic.Name) is not null).OrderByDescending(m => m.OfTopic(topic.Name)), 1, $"topic:{topic.Name}");
        Take(Of(SentimentLabel.Positive).OrderByDescending(m => m.Quotable!.Sentiment.Positive), 1, "praise");
        Take(Of(SentimentLabel.Negative).OrderByDescending(m => m.Quotable!.Sentiment.Negative), 1, "criticism");
        Take(readable.Where(m => m.NeedsAnswer && m.AnsweredAt is null).OrderBy(m => m.PostedAt), 1, "unanswered");
        return chosen;

        IEnumerable<DigestMention> Of(SentimentLabel label) => readable.Where(m => m.Sentiment == label);

        void Take(IEnumerable<DigestMention> candidates, int count, string rule)
        {
            foreach (var mention in candidates.Where(IsNew))
            {
                if (count-- == 0 || chosen.Count == Most)
                    return;
                seen.Add(AuthorOf(mention));
                seen.Add(TextOf(mention));
                chosen.Add(QuoteOf(mention, rule, hideHandles));
            }
        }

        bool IsNew(DigestMention mention) => !seen.Contains(AuthorOf(mention)) && !seen.Contains(TextOf(mention));
    }

    private static string AuthorOf(DigestMention mention) => $"a|{mention.Channel}|{mention.AuthorId}";

    private static string TextOf(DigestMention mention) => $"t|{mention.Quotable!.Text}";

    private static Quote QuoteOf(DigestMention mention, string rule, bool hideHandles) => new(
        mention.Number, Cut(hideHandles ? Handle().Replace(mention.Quotable!.Text, "@…") : mention.Quotable!.Text), mention.Language,
        hideHandles ? null : mention.Quotable.UserName, mention.Channel, hideHandles ? null : mention.Permalink,
        mention.Sentiment!.Value, mention.AnsweredAt is not null, rule);

    // Cut between characters as people see them; half an emoji is none.
    private static string Cut(string text)
    {
        if (text.Length <= LongestQuote)
            return text;
        var cut = new StringBuilder(LongestQuote + 1);
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext() && cut.Length + elements.GetTextElement().Length <= LongestQuote)
            cut.Append(elements.GetTextElement());
        return cut.ToString().TrimEnd() + "…";
    }

    [GeneratedRegex(@"@[\p{L}\p{Nd}_][\p{L}\p{Nd}_.\-]*(?:@[\p{L}\p{Nd}.\-]+)?", RegexOptions.NonBacktracking)]
    private static partial Regex Handle();
}
