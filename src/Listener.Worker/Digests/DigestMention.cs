using Listener.Worker.Domain;

namespace Listener.Worker.Digests;

/// <summary>What a digest reads of a mention. Nine weeks of them are held at once, so it is small: texts only where they can be quoted.</summary>
public sealed record DigestMention
{
    /// <summary>The store's number.</summary>
    public required MentionNumber Number { get; init; }

    /// <summary>Key of the channel it arrived on.</summary>
    public required string Channel { get; init; }

    /// <summary>The network's id of its author.</summary>
    public required string AuthorId { get; init; }

    /// <summary>When it was written, UTC.</summary>
    public required DateTimeOffset PostedAt { get; init; }

    /// <summary>ISO 639-1 code, or <c>und</c>.</summary>
    public required string Language { get; init; }

    /// <summary>Most probable sentiment; null if unsure or not read yet.</summary>
    public SentimentLabel? Sentiment { get; init; }

    /// <summary>Most probable intent; null if not read yet.</summary>
    public Intent? Intent { get; init; }

    /// <summary>Probability of <see cref="Intent"/>.</summary>
    public double IntentProbability { get; init; }

    /// <summary>True if a person should choose sentiment or intent, or nobody has read it yet.</summary>
    public bool IsUnsure { get; init; }

    /// <summary>Topics with probability.</summary>
    public IReadOnlyList<(string Name, double Probability)> Topics { get; init; } = [];

    /// <summary>Priority; null until routed.</summary>
    public Priority? Priority { get; init; }

    /// <summary>True if an answer is owed.</summary>
    public bool NeedsAnswer { get; init; }

    /// <summary>When the answer is due, UTC; null if none is owed.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When our first reply was delivered, UTC; null if not yet.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>True if the network removed it.</summary>
    public bool IsGone { get; init; }

    /// <summary>True if the network removed it or a person closed it.</summary>
    public bool IsClosed { get; init; }

    /// <summary>Whether and until when it may be answered.</summary>
    public required ReplyEligibility Eligibility { get; init; }

    /// <summary>What a quote shows; null if it may not be quoted.</summary>
    public Quotable? Quotable { get; init; }

    /// <summary>Address of the mention; null if it has none or is too old to be shown.</summary>
    public Uri? Permalink { get; init; }

    /// <summary>Probability of a topic; null if it is not one of them.</summary>
    public double? OfTopic(string name)
    {
        foreach (var (topic, probability) in Topics)
            if (topic == name)
                return probability;
        return null;
    }
}

/// <summary>What a quote shows of a mention.</summary>
/// <param name="Text">Its text, trimmed.</param>
/// <param name="UserName">Handle of its author.</param>
/// <param name="Followers">Audience of its author; 0 if unknown.</param>
/// <param name="Sentiment">Probabilities of its sentiment.</param>
public sealed record Quotable(string Text, string UserName, long Followers, SentimentProbabilities Sentiment);

/// <summary>Takes from stored mentions what a digest of one week needs.</summary>
/// <param name="from">Start of the reported week: older mentions are only counted.</param>
public sealed class DigestMentions(DateTimeOffset from)
{
    private const int ShortestQuote = 20;
    private const double Abusive = 0.8;

    /// <summary>Names that every row repeats, kept once.</summary>
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);

    /// <summary>What is kept of a mention.</summary>
    public DigestMention Of(StoredMention stored)
    {
        var (mention, labels, routing) = (stored.Mention, stored.Classification, stored.Routing);
        var isShown = mention.PostedAt >= from;
        return new DigestMention
        {
            Number = stored.Number,
            Channel = Once(mention.Id.Channel.Value),
            AuthorId = mention.Author.NativeId,
            PostedAt = mention.PostedAt,
            Language = Once(labels?.Language ?? "und"),
            Sentiment = labels is { SentimentUnsure: false } ? labels.Sentiment : null,
            Intent = labels?.Intent,
            IntentProbability = labels?.IntentProbabilities.GetValueOrDefault(labels.Intent) ?? 0,
            IsUnsure = labels is null || labels.SentimentUnsure || labels.IntentUnsure,
            Topics = labels is null ? [] : [.. labels.Topics.Select(t => (Once(t.Key), t.Value))],
            Priority = routing?.Priority,
            NeedsAnswer = routing is { NeedsAnswer: true },
            DueAt = routing is { NeedsAnswer: true } ? routing.DueAt : null,
            AnsweredAt = stored.FirstRespondedAt,
            IsGone = stored.GoneAt is not null,
            IsClosed = stored.GoneAt is not null || stored.State == MentionState.Resolved,
            Eligibility = mention.Eligibility,
            Quotable = isShown && CanQuote(stored) ? new Quotable(mention.Text.Trim(), mention.Author.UserName, mention.Author.Followers ?? 0, labels!.SentimentProbabilities) : null,
            Permalink = isShown ? mention.Permalink : null,
        };
    }

    private static bool CanQuote(StoredMention stored) =>
        stored.Classification is { SentimentUnsure: false, Toxicity: < Abusive } && stored.Mention.Text.Trim().Length >= ShortestQuote
        && stored.Mention.Conversation.Audience == Audience.Public && stored.GoneAt is null;

    private string Once(string name)
    {
        if (names.TryGetValue(name, out var known))
            return known;
        names[name] = name;
        return name;
    }
}
