namespace Listener.Worker.Domain;

/// <summary>Three-way sentiment.</summary>
public enum SentimentLabel { Negative, Neutral, Positive }

/// <summary>What the writer wants; the nine of the label scheme.</summary>
public enum Intent { Complaint, ProblemReport, Question, Request, Suggestion, Praise, PurchaseInterest, Spam, Other }

/// <summary>What a mention was understood to mean. Probabilities lie in 0-1.</summary>
/// <param name="Language">ISO 639-1 code, or <c>und</c>.</param>
/// <param name="LanguageProbability">Probability of the language.</param>
/// <param name="Sentiment">Most probable sentiment.</param>
/// <param name="SentimentProbabilities">Negative, neutral, positive; they add up to 1.</param>
/// <param name="SentimentUnsure">True if a person should choose.</param>
/// <param name="Intent">Most probable intent.</param>
/// <param name="IntentProbabilities">Probability per intent; tiny ones may be missing.</param>
/// <param name="IntentUnsure">True if a person should choose.</param>
/// <param name="Topics">Topics with probability.</param>
/// <param name="Flags">Escalating flags with probability.</param>
/// <param name="Toxicity">Probability of abuse.</param>
/// <param name="Spam">Probability of spam.</param>
/// <param name="Model">Version of the model that decided.</param>
public sealed record Classification(
    string Language,
    double LanguageProbability,
    SentimentLabel Sentiment,
    SentimentProbabilities SentimentProbabilities,
    bool SentimentUnsure,
    Intent Intent,
    IReadOnlyDictionary<Intent, double> IntentProbabilities,
    bool IntentUnsure,
    IReadOnlyDictionary<string, double> Topics,
    IReadOnlyDictionary<string, double> Flags,
    double Toxicity,
    double Spam,
    string Model);

/// <summary>Probabilities of the three sentiments.</summary>
public readonly record struct SentimentProbabilities(double Negative, double Neutral, double Positive)
{
    /// <summary>Probability of one sentiment.</summary>
    public double Of(SentimentLabel sentiment) => sentiment switch
    {
        SentimentLabel.Negative => Negative,
        SentimentLabel.Neutral => Neutral,
        _ => Positive,
    };
}

/// <summary>A person's correction of a label, kept for training.</summary>
/// <param name="Mention">Mention corrected.</param>
/// <param name="Field">What was corrected: <c>sentiment</c>, <c>intent</c>, <c>language</c>, <c>topics</c> or <c>flags</c>.</param>
/// <param name="Before">Label the model gave.</param>
/// <param name="After">Label the person chose.</param>
/// <param name="Model">Model that gave the first label.</param>
/// <param name="By">User name.</param>
/// <param name="At">When, UTC.</param>
public sealed record LabelCorrection(
    MentionNumber Mention, string Field, string Before, string After, string Model, string By, DateTimeOffset At);
