namespace Listener.Sentiment;

/// <summary>The nine intents, spelt as in model files and in <c>listener classify</c>.</summary>
public static class Intents
{
    public const string Complaint = "complaint";
    public const string ProblemReport = "problem_report";
    public const string Question = "question";
    public const string Request = "request";
    public const string Suggestion = "suggestion";
    public const string Praise = "praise";
    public const string PurchaseInterest = "purchase_interest";
    public const string Spam = "spam";
    public const string Other = "other";

    /// <summary>All nine, in the order of the label scheme.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Complaint, ProblemReport, Question, Request, Suggestion, Praise, PurchaseInterest, Spam, Other];
}

/// <summary>The nine topics.</summary>
public static class Topics
{
    /// <summary>All nine, in the order of the label scheme.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "delivery", "returns_refund", "payment_billing", "product_quality", "account_access",
        "app_website", "staff_service", "price_promo", "availability",
    ];
}

/// <summary>Flags that stop automatic handling and escalate.</summary>
public static class Flags
{
    public const string LegalThreat = "legal_threat";
    public const string Safety = "safety";
    public const string FraudPrivacy = "fraud_privacy";
    public const string Churn = "churn";
    public const string Abusive = "abusive";

    /// <summary>The writer asks to be called back.</summary>
    public const string Callback = "callback";

    /// <summary>The writer asks for a human being.</summary>
    public const string HumanPlease = "human_please";

    /// <summary>All flags.</summary>
    public static IReadOnlyList<string> All { get; } = [LegalThreat, Safety, FraudPrivacy, Churn, Abusive, Callback, HumanPlease];
}
