using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Listener.Worker.Domain;

namespace Listener.Worker.Digests;

/// <summary>Chooses what to quote by rule, so that nobody picks what suits them. At most one quote per author and text.</summary>
internal static partial class QuoteRule
{
    private const int Most = 8;
    private const int ShortestText = 20;
    private const int LongestQuote = 280;
    private const double Abusive = 0.8;

    public static IReadOnlyList<Quote> Choose(IReadOnlyList<StoredMention> now, IReadOnlyList<Moved> topics, bool hideHandles)
    {
        var readable = now.Where(IsReadable).ToList();
        var chosen = new List<Quote>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Take(readable.OrderByDescending(m => m.Mention.Author.Followers ?? 0), 2, "reach");
        foreach (var topic in topics.Where(t => t.Count > 0).Take(3))
            Take(readable.Where(m => m.Classification!.Topics.ContainsKey(topic.Name)).OrderByDescending(m => m.Classification!.Topics[topic.Name]), 1, $"topic:{topic.Name}");
        Take(Of(SentimentLabel.Positive).OrderByDescending(m => m.Classification!.SentimentProbabilities.Positive), 1, "praise");
        Take(Of(SentimentLabel.Negative).OrderByDescending(m => m.Classification!.SentimentProbabilities.Negative), 1, "criticism");
        Take(readable.Where(m => m.Routing is { NeedsAnswer: true } && m.FirstRespondedAt is null).OrderBy(m => m.Mention.PostedAt), 1, "unanswered");
        return chosen;

        IEnumerable<StoredMention> Of(SentimentLabel label) => readable.Where(m => m.Classification!.Sentiment == label);

        void Take(IEnumerable<StoredMention> candidates, int count, string rule)
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

        bool IsNew(StoredMention mention) => !seen.Contains(AuthorOf(mention)) && !seen.Contains(TextOf(mention));
    }

    private static bool IsReadable(StoredMention mention) =>
        mention.Classification is { SentimentUnsure: false, Toxicity: < Abusive } && mention.Mention.Text.Trim().Length >= ShortestText
        && mention.Mention.Conversation.Audience == Audience.Public && mention.GoneAt is null;

    private static string AuthorOf(StoredMention mention) => $"a|{mention.Mention.Id.Channel.Value}|{mention.Mention.Author.NativeId}";

    private static string TextOf(StoredMention mention) => $"t|{mention.Mention.Text.Trim()}";

    private static Quote QuoteOf(StoredMention mention, string rule, bool hideHandles) => new(
        mention.Number, Cut(hideHandles ? Handle().Replace(mention.Mention.Text, "@…") : mention.Mention.Text), mention.Classification!.Language,
        hideHandles ? null : mention.Mention.Author.UserName, mention.Mention.Id.Channel.Value, hideHandles ? null : mention.Mention.Permalink,
        mention.Classification.Sentiment, mention.FirstRespondedAt is not null, rule);

    // Cut between characters as people see them; half an emoji is none.
    private static string Cut(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.Length <= LongestQuote)
            return trimmed;
        var cut = new StringBuilder(LongestQuote + 1);
        var elements = StringInfo.GetTextElementEnumerator(trimmed);
        while (elements.MoveNext() && cut.Length + elements.GetTextElement().Length <= LongestQuote)
            cut.Append(elements.GetTextElement());
        return cut.ToString().TrimEnd() + "…";
    }

    [GeneratedRegex(@"@[\p{L}\p{Nd}_][\p{L}\p{Nd}_.\-]*(?:@[\p{L}\p{Nd}.\-]+)?", RegexOptions.NonBacktracking)]
    private static partial Regex Handle();
}
