using Listener.Sentiment;
using Listener.Worker.Channels;
using Listener.Worker.Domain;

namespace Listener.Worker.Pipeline;

/// <summary>Fourth stage: priority, due time, queue and who must approve. Pure: same input, same routing.</summary>
public sealed class RouteMention(RoutingRules rules)
{
    /// <summary>Routes one mention.</summary>
    /// <param name="mention">Mention.</param>
    /// <param name="seenAt">When it was first stored, UTC; targets count from here, as nobody can answer what was not read.</param>
    /// <param name="labels">Its classification.</param>
    /// <param name="purpose">Why its watch listens.</param>
    public Routing Run(Mention mention, DateTimeOffset seenAt, Classification labels, WatchPurpose purpose = WatchPurpose.Brand)
    {
        var reasons = new List<string>(4);
        var grave = GraveFlag(labels);
        var needsAnswer = NeedsAnswer(mention, seenAt, labels, grave, purpose, reasons);
        var target = TargetOf(labels, grave);
        var priority = PriorityOf(mention, seenAt, labels, grave, needsAnswer, target.Time, reasons);
        var due = needsAnswer ? DueAt(mention, seenAt, target.Time) : (DateTimeOffset?)null;
        var name = needsAnswer ? target.Name : "no answer owed";
        return new Routing(priority, due, name, QueueOf(labels, grave), needsAnswer, reasons, ApprovalRules(mention, labels));
    }

    private static string? GraveFlag(Classification labels) =>
        labels.Flags.Count == 0 ? null
        : labels.Flags.ContainsKey(Flags.Safety) ? "safety"
        : labels.Flags.ContainsKey(Flags.LegalThreat) ? "legal threat"
        : labels.Flags.ContainsKey(Flags.FraudPrivacy) ? "fraud or privacy"
        : null;

    private static bool AsksForPerson(Classification labels) =>
        labels.Flags.Count > 0 && (labels.Flags.ContainsKey(Flags.HumanPlease) || labels.Flags.ContainsKey(Flags.Callback));

    private bool NeedsAnswer(Mention mention, DateTimeOffset seenAt, Classification labels, string? grave, WatchPurpose purpose, List<string> reasons)
    {
        if (WhyNobodyMay(mention, seenAt) is { } closed)
            return No(closed);
        if (labels is { Intent: Intent.Spam, IntentUnsure: false })
            return No("spam");
        if (grave is not null || AsksForPerson(labels) || mention.Kind is MentionKind.DirectMessage or MentionKind.Mail)
            return true;
        if (seenAt - mention.PostedAt > rules.TooOld && mention.Kind != MentionKind.Review)
            return No($"already {(seenAt - mention.PostedAt).TotalDays:0} days old when read");
        if (mention.Author.IsBot)
            return No("written by an automated account");
        if (purpose == WatchPurpose.Topic && labels.Intent != Intent.PurchaseInterest)
            return No("about a topic, not addressed to us");
        if (labels.IntentUnsure || labels.Intent != Intent.Other)
            return true;
        return OtherNeedsAnswer(mention, labels) || No("no wish in it");

        bool No(string reason)
        {
            reasons.Add(reason);
            return false;
        }
    }

    // Small talk is left alone, but anger is not, and a review always speaks to us.
    private bool OtherNeedsAnswer(Mention mention, Classification labels) =>
        mention.Kind == MentionKind.Review || mention.Stars <= 2 || IsStronglyNegative(labels);

    private static string? WhyNobodyMay(Mention mention, DateTimeOffset seenAt) => mention.Eligibility.Kind switch
    {
        EligibilityKind.NotAllowed => "cannot be answered: " + mention.Eligibility.Reason,
        EligibilityKind.Until when !mention.Eligibility.CanReply(seenAt) => "cannot be answered: the reply window has closed",
        _ => null,
    };

    private (TimeSpan Time, string Name) TargetOf(Classification labels, string? grave)
    {
        if (grave is not null)
            return (Min(rules.Escalation), "escalation");
        if (labels.IntentUnsure)
            return (Min(rules.Ceiling), "ceiling");
        return labels.Intent switch
        {
            Intent.PurchaseInterest => (Min(rules.PurchaseInterest), "purchase interest"),
            Intent.Praise => (Min(rules.Praise), "praise"),
            Intent.Question => (Min(rules.Question), "question"),
            Intent.Request => (Min(rules.Question), "request"),
            Intent.Complaint => (Min(rules.Complaint), "complaint"),
            Intent.ProblemReport => (Min(rules.Complaint), "problem report"),
            _ => (Min(rules.Ceiling), "ceiling"),
        };
    }

    private TimeSpan Min(TimeSpan target)
    {
        var ceiling = rules.Ceiling < RoutingRules.HardCeiling ? rules.Ceiling : RoutingRules.HardCeiling;
        return target < ceiling ? target : ceiling;
    }

    private static DateTimeOffset DueAt(Mention mention, DateTimeOffset seenAt, TimeSpan target)
    {
        var start = mention.PostedAt > seenAt ? mention.PostedAt : seenAt;
        var due = start + target;
        return mention.Eligibility.Ends < due ? mention.Eligibility.Ends.Value : due;
    }

    private Priority PriorityOf(Mention mention, DateTimeOffset seenAt, Classification labels, string? grave, bool needsAnswer, TimeSpan target, List<string> reasons)
    {
        if (!needsAnswer)
            return Priority.Low;
        if (grave is not null)
        {
            reasons.Add(grave);
            return Priority.Urgent;
        }
        var level = (int)BaseOf(labels, reasons);
        level += Raise(labels.Flags.ContainsKey(Flags.Churn), "wants to leave", reasons);
        level += Raise(AsksForPerson(labels), "asks for a person", reasons);
        level += Raise(labels.Intent != Intent.Complaint && IsStronglyNegative(labels), "strongly negative", reasons);
        level += Raise(mention.Stars <= 2, "1-2 stars", reasons);
        level += Raise(mention.Author.Followers >= rules.WideReach, "wide reach", reasons);
        level += Raise(mention.Eligibility.Ends - seenAt < rules.WindowWarning, "reply window closes soon", reasons);
        level += Raise(labels.Intent is Intent.Complaint or Intent.ProblemReport && seenAt - mention.PostedAt > target, "late when read", reasons);
        return (Priority)Math.Min(level, (int)Priority.Urgent);
    }

    private static int Raise(bool holds, string reason, List<string> reasons)
    {
        if (holds)
            reasons.Add(reason);
        return holds ? 1 : 0;
    }

    private static Priority BaseOf(Classification labels, List<string> reasons)
    {
        if (labels.IntentUnsure)
        {
            reasons.Add("intent unsure");
            return Priority.Medium;
        }
        var (priority, reason) = labels.Intent switch
        {
            Intent.PurchaseInterest => (Priority.High, "about to buy"),
            Intent.Complaint => (Priority.High, "complaint"),
            Intent.ProblemReport => (Priority.Medium, "something does not work"),
            Intent.Question => (Priority.Medium, "question"),
            Intent.Request => (Priority.Medium, "request"),
            Intent.Suggestion => (Priority.Low, "suggestion"),
            Intent.Praise => (Priority.Low, "praise"),
            _ => (Priority.Low, "mention"),
        };
        reasons.Add(reason);
        return priority;
    }

    private bool IsStronglyNegative(Classification labels) =>
        labels.Sentiment == SentimentLabel.Negative && labels.SentimentProbabilities.Negative >= rules.StronglyNegative;

    private string QueueOf(Classification labels, string? grave) =>
        grave is not null ? "service"
        : labels.IntentUnsure ? rules.TriageQueue
        : rules.Queues.GetValueOrDefault(labels.Intent, "service");

    private IReadOnlyList<string> ApprovalRules(Mention mention, Classification labels)
    {
        var wide = mention.Author.Followers >= rules.WideReach;
        var abusive = labels.Toxicity >= rules.Abusive || (labels.Flags.Count > 0 && labels.Flags.ContainsKey(Flags.Abusive));
        if (!wide && !abusive && labels.Flags.Count == 0)
            return [];
        var names = new List<string>(3);
        Add(labels.Flags.ContainsKey(Flags.LegalThreat), ApprovalRuleNames.LegalWords);
        Add(labels.Flags.ContainsKey(Flags.Safety), ApprovalRuleNames.Safety);
        Add(labels.Flags.ContainsKey(Flags.FraudPrivacy), ApprovalRuleNames.FraudOrPrivacy);
        Add(wide, ApprovalRuleNames.WideReach);
        Add(abusive, ApprovalRuleNames.Abusive);
        return names;

        void Add(bool holds, string name)
        {
            if (holds)
                names.Add(name);
        }
    }
}
