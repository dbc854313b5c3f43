using Listener.Worker.Domain;

namespace Listener.Worker.Pipeline;

/// <summary>Targets, queues and thresholds of routing. Targets above 24 hours are held at 24 hours.</summary>
public sealed record RoutingRules
{
    /// <summary>No first response may be due later; cannot be set higher.</summary>
    public static readonly TimeSpan HardCeiling = TimeSpan.FromHours(24);

    /// <summary>Somebody is about to buy.</summary>
    public TimeSpan PurchaseInterest { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Thanks and praise.</summary>
    public TimeSpan Praise { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Questions and requests.</summary>
    public TimeSpan Question { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Complaints and problem reports.</summary>
    public TimeSpan Complaint { get; init; } = TimeSpan.FromHours(3);

    /// <summary>Danger, law, fraud.</summary>
    public TimeSpan Escalation { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Everything else that is owed an answer.</summary>
    public TimeSpan Ceiling { get; init; } = HardCeiling;

    /// <summary>Audience size from which a mention is raised and an approver is asked.</summary>
    public long WideReach { get; init; } = 10_000;

    /// <summary>Probability from which a negative sentiment raises a mention.</summary>
    public double StronglyNegative { get; init; } = 0.8;

    /// <summary>Probability from which a text counts as abusive.</summary>
    public double Abusive { get; init; } = 0.7;

    /// <summary>Older mentions, at the time they are read, are owed no answer (reviews excepted): first reading of a new channel.</summary>
    public TimeSpan TooOld { get; init; } = TimeSpan.FromDays(14);

    /// <summary>A reply window that closes sooner than this raises a mention.</summary>
    public TimeSpan WindowWarning { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Queue per intent; intents left out go to <c>service</c>.</summary>
    public IReadOnlyDictionary<Intent, string> Queues { get; init; } = new Dictionary<Intent, string>
    {
        [Intent.ProblemReport] = "technical",
        [Intent.Suggestion] = "product",
        [Intent.Praise] = "community",
        [Intent.PurchaseInterest] = "sales",
        [Intent.Spam] = "spam",
        [Intent.Other] = "listening",
    };

    /// <summary>Queue of mentions a person has to sort.</summary>
    public string TriageQueue { get; init; } = "triage";
}

/// <summary>Names of the rules that ask for an approver.</summary>
public static class ApprovalRuleNames
{
    public const string LegalWords = "legal words";
    public const string Safety = "safety";
    public const string FraudOrPrivacy = "fraud or privacy";
    public const string WideReach = "wide reach";
    public const string Abusive = "abusive";
    public const string Amount = "refund amount";
}
