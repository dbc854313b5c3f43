using Listener.Worker.Domain;

namespace Listener.Worker.Digests;

/// <summary>What to do next, most pressing first, at most five lines.</summary>
internal static class NextSteps
{
    private const int Most = 5;
    private const int RepeatedQuestion = 5;

    public static IReadOnlyList<NextStep> Propose(IReadOnlyList<DigestMention> now, IReadOnlyList<Moved> topics, DigestInput input)
    {
        var steps = new List<NextStep>();
        Add("overdue", null, now.Where(m => IsOverdue(m, input.AsOf)));
        steps.AddRange(input.FailingChannels.Select(c => new NextStep("fix-channel", c, 0, [])));
        foreach (var topic in topics.Where(t => t.Change.Verdict == Verdict.Up && t.Negative.Value > 0.5).Take(1))
            steps.Add(new NextStep("complaints", topic.Name, topic.Count, topic.Mentions));
        foreach (var group in Questions(now).Take(2))
            Add("faq", group.Key, group);
        Add("review-unsure", null, now.Where(m => m.IsUnsure));
        return [.. steps.Take(Most)];

        void Add(string kind, string? subject, IEnumerable<DigestMention> mentions)
        {
            var numbers = DigestBuilder.Numbers(mentions);
            if (numbers.Count > 0)
                steps.Add(new NextStep(kind, subject, numbers.Count, numbers));
        }
    }

    // What nobody can answer any more was missed, and the response figures say so; it is no next step.
    private static bool IsOverdue(DigestMention mention, DateTimeOffset asOf) =>
        mention.DueAt < asOf && mention.AnsweredAt is null && !mention.IsClosed && !mention.Eligibility.IsOver(asOf);

    private static IEnumerable<IGrouping<string, DigestMention>> Questions(IReadOnlyList<DigestMention> now) =>
        now.Where(m => m.Intent == Intent.Question)
            .SelectMany(m => m.Topics.Select(t => (Topic: t.Name, Mention: m)))
            .GroupBy(p => p.Topic, p => p.Mention, StringComparer.Ordinal)
            .Where(g => g.Count() >= RepeatedQuestion)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal);
}
