using Listener.Worker.Domain;

namespace Listener.Worker.Digests;

/// <summary>What to do next, most pressing first, at most five lines.</summary>
internal static class NextSteps
{
    private const int Most = 5;
    private const int RepeatedQuestion = 5;

    public static IReadOnlyList<NextStep> Propose(IReadOnlyList<StoredMention> now, IReadOnlyList<Moved> topics, DigestInput input)
    {
        var steps = new List<NextStep>();
        Add("overdue", null, now.Where(m => IsOverdue(m, input.AsOf)));
        steps.AddRange(input.FailingChannels.Select(c => new NextStep("fix-channel", c, 0, [])));
        foreach (var topic in topics.Where(t => t.Change.Verdict == Verdict.Up && t.Negative.Value > 0.5).Take(1))
            steps.Add(new NextStep("complaints", topic.Name, topic.Count, topic.Mentions));
        foreach (var group in Questions(now).Take(2))
            Add("faq", group.Key, group);
        Add("review-unsure", null, now.Where(DigestBuilder.IsUnsure));
        return [.. steps.Take(Most)];

        void Add(string kind, string? subject, IEnumerable<StoredMention> mentions)
        {
            var numbers = DigestBuilder.Numbers(mentions);
            if (numbers.Count > 0)
                steps.Add(new NextStep(kind, subject, numbers.Count, numbers));
        }
    }

    // What nobody can answer any more was missed, and the response figures say so; it is no next step.
    private static bool IsOverdue(StoredMention mention, DateTimeOffset asOf) =>
        mention.Routing is { NeedsAnswer: true, DueAt: { } due } && due < asOf && mention.FirstRespondedAt is null && mention.GoneAt is null
        && mention.State != MentionState.Resolved && !mention.Mention.Eligibility.IsOver(asOf);

    private static IEnumerable<IGrouping<string, StoredMention>> Questions(IReadOnlyList<StoredMention> now) =>
        now.Where(m => m.Classification is { Intent: Intent.Question })
            .SelectMany(m => m.Classification!.Topics.Keys.Select(t => (Topic: t, Mention: m)))
            .GroupBy(p => p.Topic, p => p.Mention, StringComparer.Ordinal)
            .Where(g => g.Count() >= RepeatedQuestion)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal);
}
