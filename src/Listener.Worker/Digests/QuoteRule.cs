using Listener.Worker.Domain;

namespace Listener.Worker.Digests;

/// <summary>Chooses what to quote by rule, so that nobody picks what suits them.</summary>
internal static class QuoteRule
{
    private const int Most = 8;
    private const int LongestQuote = 280;

    public static IReadOnlyList<Quote> Choose(IReadOnlyList<StoredMention> now, IReadOnlyList<Moved> topics, bool hideHandles)
    {
        var readable = now.Where(m => m.Classification is { SentimentUnsure: false } && m.Mention.Text.Length >= 20 && m.Mention.Conversation.Audience == Audience.Public && m.GoneAt is null).ToList();
        var chosen = new List<Quote>();
        var authors = new HashSet<string>(StringComparer.Ordinal);
        Take(readable.OrderByDescending(m => m.Mention.Author.Followers ?? 0), 2, "reach");
        foreach (var topic in topics.Take(3))
            Take(readable.Where(m => m.Classification!.Topics.ContainsKey(topic.Name)).OrderByDescending(m => m.Classification!.Topics[topic.Name]), 1, $"topic:{topic.Name}");
        Take(readable.Where(m => m.Classification!.Sentiment == SentimentLabel.Positive).OrderByDescending(m => m.Classification!.SentimentProbabilities.Positive), 1, "praise");
        Take(readable.Where(m => m.Classification!.Sentiment == SentimentLabel.Negative).OrderByDescending(m => m.Classification!.SentimentProbabilities.Negative), 1, "criticism");
        Take(readable.Where(m => m.Routing is { NeedsAnswer: true } && m.FirstRespondedAt is null).OrderBy(m => m.Mention.PostedAt), 1, "unanswered");
        return chosen;

        void Take(IEnumerable<StoredMention> candidates, int count, string rule)
        {
            foreach (var mention in candidates.Where(m => !authors.Contains(m.Mention.Author.NativeId)).Take(count).ToList())
                if (chosen.Count < Most && authors.Add(mention.Mention.Author.NativeId))
                    chosen.Add(QuoteOf(mention, rule, hideHandles));
        }
    }

    private static Quote QuoteOf(StoredMention mention, string rule, bool hideHandles) => new(
        mention.Number, Cut(mention.Mention.Text), mention.Classification!.Language, hideHandles ? null : mention.Mention.Author.UserName,
        mention.Mention.Id.Channel.Value, mention.Mention.Permalink, mention.Classification.Sentiment, mention.FirstRespondedAt is not null, rule);

    private static string Cut(string text)
    {
        if (text.Length <= LongestQuote)
            return text;
        var end = char.IsHighSurrogate(text[LongestQuote - 1]) ? LongestQuote - 1 : LongestQuote;
        return text[..end] + "…";
    }
}
