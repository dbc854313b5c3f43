namespace Listener.Sentiment;

/// <summary>What a text was understood to mean. Probabilities lie in 0-1.</summary>
/// <param name="Language">ISO 639-1 code, or <see cref="UnknownLanguage"/> if the text does not say.</param>
/// <param name="LanguageProbability">Probability of <paramref name="Language"/>.</param>
/// <param name="Sentiment">Three-way sentiment with its probabilities.</param>
/// <param name="Intent">What the writer wants.</param>
/// <param name="Topics">Topics above their threshold, with probability; empty if none.</param>
/// <param name="Flags">Escalating flags above their threshold, with probability; empty if none.</param>
/// <param name="Toxicity">Probability that the text is abusive.</param>
/// <param name="Spam">Probability that the text is promotion, scam or made by a bot.</param>
/// <param name="Model">Version of the models that decided, stored with every label.</param>
/// <param name="WasCut">True if the text was longer than the reading limit and only its beginning was read.</param>
public sealed record ClassificationResult(
    string Language,
    double LanguageProbability,
    SentimentScore Sentiment,
    IntentScore Intent,
    IReadOnlyDictionary<string, double> Topics,
    IReadOnlyDictionary<string, double> Flags,
    double Toxicity,
    double Spam,
    string Model,
    bool WasCut)
{
    /// <summary>ISO 639 code for "undetermined".</summary>
    public const string UnknownLanguage = "und";
}

/// <summary>Probabilities of the three sentiments; they add up to 1.</summary>
/// <param name="Label">The most probable of <c>negative</c>, <c>neutral</c>, <c>positive</c>.</param>
/// <param name="Unsure">True if a person should be asked.</param>
public sealed record SentimentScore(string Label, double Negative, double Neutral, double Positive, bool Unsure);

/// <summary>Intent of the writer.</summary>
/// <param name="Label">The most probable of the nine names in <see cref="Intents.All"/>.</param>
/// <param name="Probabilities">Probability per intent name; intents below 0.005 may be left out.</param>
/// <param name="Secondary">Other intents above 0.3, most probable first.</param>
/// <param name="Unsure">True if a person should be asked.</param>
public sealed record IntentScore(
    string Label, IReadOnlyDictionary<string, double> Probabilities, IReadOnlyList<string> Secondary, bool Unsure);

/// <summary>One piece of text or one rule that moved a decision.</summary>
/// <param name="Feature">The n-gram as written, or <c>rule:name</c>.</param>
/// <param name="Weight">Signed contribution to the decided label's score, exact for the model in use.</param>
public sealed record Evidence(string Feature, double Weight);
