using Listener.Worker.Domain;

namespace Listener.Worker.Digests;

/// <summary>Turns mentions into a digest. Pure: the same input gives the same digest.</summary>
public static class DigestBuilder
{
    /// <summary>Builds the digest of one week.</summary>
    public static Digest Build(DigestInput input)
    {
        var weeks = WeekSlices.Of(input);
        var now = weeks.Now;
        var topics = MovedRows.Topics(now, weeks.Before);
        var spikes = SpikeFinder.Find(input, weeks);
        var mentions = weeks.Volume();
        var negative = SentimentRows.Measure(now, weeks.Before, SentimentLabel.Negative);
        return new Digest
        {
            Key = input.Week.Key,
            Brand = input.Brand,
            TimeZone = input.Zone.Id,
            From = weeks.From,
            To = weeks.To,
            Headline = HeadlineRule.Choose(mentions, negative, topics, spikes),
            Mentions = mentions,
            Negative = negative,
            Positive = SentimentRows.Measure(now, weeks.Before, SentimentLabel.Positive),
            AnsweredInTarget = ResponseRows.InTarget(now, weeks.Before, input.AsOf),
            Days = SentimentRows.PerDay(now, input),
            Topics = topics,
            Intents = MovedRows.Intents(now, weeks.Before),
            Channels = Count(now, m => m.Mention.Id.Channel.Value),
            Languages = Count(now, m => m.Classification?.Language ?? "und"),
            Spikes = spikes,
            Quotes = QuoteRule.Choose(now, topics, input.HideHandles),
            Response = ResponseRows.PerChannelAndPriority(now, input.AsOf),
            NotSeen = NotSeenOf(now, input),
            Next = NextSteps.Propose(now, topics, input),
        };
    }

    /// <summary>Numbers of mentions, in order.</summary>
    internal static IReadOnlyList<MentionNumber> Numbers(IEnumerable<StoredMention> mentions) => [.. mentions.Select(m => m.Number)];

    private static IReadOnlyList<Counted> Count(IReadOnlyList<StoredMention> mentions, Func<StoredMention, string> name) =>
    [
        .. mentions.GroupBy(name, StringComparer.Ordinal).Select(g => new Counted(g.Key, g.Count(), Numbers(g)))
            .OrderByDescending(c => c.Count).ThenBy(c => c.Name, StringComparer.Ordinal),
    ];

    private static NotSeen NotSeenOf(IReadOnlyList<StoredMention> now, DigestInput input)
    {
        var unsure = now.Where(IsUnsure).ToList();
        var closed = now.Where(m => m.Mention.Eligibility.Kind is EligibilityKind.NotAllowed or EligibilityKind.ManualOnly).ToList();
        return new NotSeen(
            input.Gaps, new Counted("unsure", unsure.Count, Numbers(unsure)), new Counted("not-answerable", closed.Count, Numbers(closed)), input.FailingChannels);
    }

    internal static bool IsUnsure(StoredMention mention) =>
        mention.Classification is null || mention.Classification.SentimentUnsure || mention.Classification.IntentUnsure;
}
