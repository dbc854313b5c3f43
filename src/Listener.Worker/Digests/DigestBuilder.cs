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
        var topics = MovedRows.Topics(now, weeks.Before, input.HideHandles);
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
            AsOf = input.AsOf,
            Headline = HeadlineRule.Choose(mentions, [.. weeks.History.Select(w => w.Count)], negative, topics, spikes),
            Mentions = mentions,
            Negative = negative,
            Positive = SentimentRows.Measure(now, weeks.Before, SentimentLabel.Positive),
            AnsweredInTarget = ResponseRows.InTarget(now, weeks.Before, input.AsOf),
            Days = SentimentRows.PerDay(now, input),
            Topics = topics,
            Intents = MovedRows.Intents(now, weeks.Before, input.HideHandles),
            Channels = Count(now, m => m.Channel),
            Languages = Count(now, m => m.Language),
            Spikes = spikes,
            Quotes = QuoteRule.Choose(now, topics, input.HideHandles),
            Response = ResponseRows.PerChannelAndPriority(now, input.AsOf),
            NotSeen = NotSeenOf(now, input),
            Next = NextSteps.Propose(now, topics, input),
        };
    }

    /// <summary>Numbers of mentions, in order.</summary>
    internal static IReadOnlyList<MentionNumber> Numbers(IEnumerable<DigestMention> mentions) => [.. mentions.Select(m => m.Number)];

    private static IReadOnlyList<Counted> Count(IReadOnlyList<DigestMention> mentions, Func<DigestMention, string> name) =>
    [
        .. mentions.GroupBy(name, StringComparer.Ordinal).Select(g => new Counted(g.Key, g.Count(), Numbers(g)))
            .OrderByDescending(c => c.Count).ThenBy(c => c.Name, StringComparer.Ordinal),
    ];

    private static NotSeen NotSeenOf(IReadOnlyList<DigestMention> now, DigestInput input)
    {
        var unsure = now.Where(m => m.IsUnsure).ToList();
        var closed = now.Where(m => m.Eligibility.Kind is EligibilityKind.NotAllowed or EligibilityKind.ManualOnly).ToList();
        return new NotSeen(
            input.Gaps, new Counted("unsure", unsure.Count, Numbers(unsure)), new Counted("not-answerable", closed.Count, Numbers(closed)), input.FailingChannels);
    }
}
