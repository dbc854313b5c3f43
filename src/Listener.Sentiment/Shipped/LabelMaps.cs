namespace Listener.Sentiment.Shipped;

/// <summary>How labels of public data sets become ours; null means the row is left out.</summary>
internal static class LabelMaps
{
    private static readonly HashSet<string> Glad = new(StringComparer.Ordinal)
    {
        "admiration", "amusement", "approval", "caring", "desire", "excitement", "gratitude", "joy", "love", "optimism", "pride", "relief",
    };

    private static readonly HashSet<string> Cross = new(StringComparer.Ordinal)
    {
        "anger", "annoyance", "disappointment", "disapproval", "disgust", "embarrassment", "fear", "grief", "nervousness", "remorse", "sadness",
    };

    private static readonly HashSet<string> BitextRequests = new(StringComparer.Ordinal)
    {
        "cancel_order", "change_order", "change_shipping_address", "set_up_shipping_address", "get_refund", "get_invoice",
        "contact_human_agent", "contact_customer_service", "create_account", "delete_account", "edit_account", "switch_account",
        "newsletter_subscription",
    };

    private static readonly HashSet<string> BitextProblems = new(StringComparer.Ordinal)
    {
        "payment_issue", "registration_problems", "recover_password",
    };

    /// <summary>Emotions of goemotions to sentiment; mixed and ambiguous rows are left out.</summary>
    public static string? EmotionToSentiment(string label)
    {
        string[] parts = label.Split('|');
        bool glad = parts.Any(Glad.Contains), cross = parts.Any(Cross.Contains);
        if (glad == cross)
            return parts is ["neutral"] ? "neutral" : null;
        return glad ? "positive" : "negative";
    }

    /// <summary>Emotions of goemotions to intent, only where they say what is wanted; "neutral" does not say that nothing is wanted.</summary>
    public static string? EmotionToIntent(string label) => label switch
    {
        "gratitude" or "admiration" or "admiration|gratitude" => Intents.Praise,
        _ => null,
    };

    /// <summary>Generated support requests to intent.</summary>
    public static string? BitextToIntent(string label) => label switch
    {
        "complaint" => Intents.Complaint,
        "place_order" => Intents.PurchaseInterest,
        "review" => null,
        _ when BitextRequests.Contains(label) => Intents.Request,
        _ when BitextProblems.Contains(label) => Intents.ProblemReport,
        _ => Intents.Question,
    };

    /// <summary>Generated support requests to topics.</summary>
    public static string? BitextToTopic(string label) => label switch
    {
        "delivery_options" or "delivery_period" or "track_order" or "change_shipping_address" or "set_up_shipping_address" => "delivery",
        "get_refund" or "track_refund" or "check_refund_policy" => "returns_refund",
        "check_payment_methods" or "payment_issue" or "check_invoice" or "get_invoice" or "check_cancellation_fee" => "payment_billing",
        "create_account" or "delete_account" or "edit_account" or "switch_account" or "recover_password" or "registration_problems"
            => "account_access",
        "contact_customer_service" or "contact_human_agent" => "staff_service",
        _ => null,
    };

    /// <summary>Comment spam to intent; what is not spam says nothing of intent.</summary>
    public static string? SpamToIntent(string label) => label == "spam" ? Intents.Spam : null;
}
