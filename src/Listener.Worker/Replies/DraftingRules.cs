namespace Listener.Worker.Replies;

/// <summary>Who we are, and what needs a second person. Empty facts leave templates that need them out.</summary>
public sealed record DraftingRules
{
    /// <summary>Brand name as customers know it.</summary>
    public string BrandName { get; init; } = "Our shop";

    /// <summary>Name that signs replies; empty for none.</summary>
    public string Signature { get; init; } = "";

    /// <summary>Address of the help pages; empty for none.</summary>
    public string HelpUrl { get; init; } = "";

    /// <summary>Contact for matters that need private data; empty for none.</summary>
    public string Contact { get; init; } = "";

    /// <summary>Language of drafts where the customer's is unknown or has no templates, ISO 639-1.</summary>
    public string Language { get; init; } = "en";

    /// <summary>Below this probability the recognised language is not trusted.</summary>
    public double TrustLanguage { get; init; } = 0.5;

    /// <summary>Names of approval rules under which nobody approves a text of their own.</summary>
    public IReadOnlySet<string> SecondPersonRules { get; init; } =
        new HashSet<string>(StringComparer.Ordinal) { Pipeline.ApprovalRuleNames.LegalWords, Pipeline.ApprovalRuleNames.Safety };

    /// <summary>A reply that names a larger amount of money, in whatever currency, needs an approver.</summary>
    public decimal AmountLimit { get; init; } = 50m;

    /// <summary>Time in which an approval can be undone, 0-60 s.</summary>
    public TimeSpan UndoWindow { get; init; } = TimeSpan.FromSeconds(10);
}
