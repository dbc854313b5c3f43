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
        var reasons = new List<Phrase>(4);
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
        : labels.Flags.ContainsKey(Flags.Safety) ? "reason.safety"
        : labels.Flags.ContainsKey(Flags.LegalThreat) ? "reason.legal"
        : labels.Flags.ContainsKey(Flags.FraudPrivacy) ? "reason.fraud"
        : null;

    private static bool AsksForPerson(Classification labels) =>
        labels.Flags.Count > 0 && (labels.Flags.ContainsKey(Flags.HumanPlease) || labels.Flags.ContainsKey(Flags.Callback));

    private bool NeedsAnswer(Mention mention, DateTimeOffset seenAt, Classification labels, string? grave, WatchPurpose purpose, List<Phrase> reasons)
    {
        if (WhyNobodyMay(mention, seenAt) is { } closed)
            return No(closed);
        if (labels is { Intent: Intent.Spam, IntentUnsure: false })
            return No(Phrase.Of("reason.spam"));
        if (grave is not null || AsksForPerson(labels) || mention.Kind is MentionKind.DirectMessage or MentionKind.Mail)
            return true;
        if (seenAt - mention.PostedAt > rules.TooOld && mention.Kind != MentionKind.Review)
            return No(Phrase.Of("reason.old", (long)Math.Round((seenAt - mention.PostedAt).TotalDays)));
        if (mention.Author.IsBot)
            return No(Phrase.Of("reason.bot"));
        if (purpose == WatchPurpose.Topic && labels.Intent != Intent.PurchaseInterest)
            return No(Phrase.Of("reason.topic"));
        if (labels.IntentUnsure || labels.Intent != Intent.Other)
            return true;
        return OtherNeedsAnswer(mention, labels) || No(Phrase.Of("reason.no-wish"));

        bool No(Phrase reason)
        {
            reasons.Add(reason);
            return false;
        }
    }

    // Small talk is left alone, but anger is not, and a review always speaks to us.
    private bool OtherNeedsAnswer(Mention mention, Classification labels) =>
        mention.Kind == MentionKind.Review || mention.Stars <= 2 || IsStronglyNegative(labels);

    private static Phrase? WhyNobodyMay(Mention mention, DateTimeOffset seenAt) => mention.Eligibility.Kind switch
    {
        EligibilityKind.NotAllowed => Phrase.Of("reason.closed", mention.Eligibility.Reason ?? ""),
        EligibilityKind.Until when !mention.Eligibility.CanReply(seenAt) => Phrase.Of("reason.window-closed"),
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

    private Priority PriorityOf(Mention mention, DateTimeOffset seenAt, Classification labels, string? grave, bool needsAnswer, TimeSpan target, List<Phrase> reasons)
    {
        if (!needsAnswer)
            return Priority.Low;
        if (grave is not null)
        {
            reasons.Add(Phrase.Of(grave));
            return Priority.Urgent;
        }
        var level = (int)BaseOf(labels, reasons);
        level += Raise(labels.Flags.ContainsKey(Flags.Churn), "reason.churn", reasons);
        level += Raise(AsksForPerson(labels), "reason.person", reasons);
        level += Raise(labels.Intent != Intent.Complaint && IsStronglyNegative(labels), "reason.negative", reasons);
        level += Raise(mention.Stars <= 2, "reason.stars", reasons);
        level += Raise(mention.Author.Followers >= rules.WideReach, "reason.reach", reasons);
        level += Raise(mention.Eligibility.Ends - seenAt < rules.WindowWarning, "reason.window", reasons);
        level += Raise(labels.Intent is Intent.Complaint or Intent.ProblemReport && seenAt - mention.PostedAt > target, "reason.late", reasons);
        return (Priority)Math.Min(level, (int)Priority.Urgent);
    }

    private static int Raise(bool holds, string reason, List<Phrase> reasons)
    {
        if (holds)
            reasons.Add(Phrase.Of(reason));
        return holds ? 1 : 0;
    }

    private static Priority BaseOf(Classification labels, List<Phrase> reasons)
    {
        if (labels.IntentUnsure)
        {
            reasons.Add(Phrase.Of("reason.unsure"));
            return Priority.Medium;
        }
        var (priority, reason) = labels.Intent switch
        {
            Intent.PurchaseInterest => (Priority.High, "reason.buy"),
            Intent.Complaint => (Priority.High, "reason.complaint"),
            Intent.ProblemReport => (Priority.Medium, "reason.problem"),
            Intent.Question => (Priority.Medium, "reason.question"),
            Intent.Request => (Priority.Medium, "reason.request"),
            Intent.Suggestion => (Priority.Low, "reason.suggestion"),
            Intent.Praise => (Priority.Low, "reason.praise"),
            _ => (Priority.Low, "reason.mention"),
        };
        reasons.Add(Phrase.Of(reason));
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
