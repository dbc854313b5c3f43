using System.Collections.Frozen;
using Listener.Sentiment;
using Listener.Worker.Domain;
using DomainIntent = Listener.Worker.Domain.Intent;

namespace Listener.Worker.Pipeline;

/// <summary>Third stage: what a mention means.</summary>
/// <param name="classifier">Thread-safe and deterministic.</param>
public sealed class ClassifyMention(ITextClassifier classifier)
{
    /// <summary>Model name of mentions that could not be classified.</summary>
    public const string NoModel = "none";

    private static readonly FrozenDictionary<string, DomainIntent> IntentByName = new Dictionary<string, DomainIntent>
    {
        [Intents.Complaint] = DomainIntent.Complaint,
        [Intents.ProblemReport] = DomainIntent.ProblemReport,
        [Intents.Question] = DomainIntent.Question,
        [Intents.Request] = DomainIntent.Request,
        [Intents.Suggestion] = DomainIntent.Suggestion,
        [Intents.Praise] = DomainIntent.Praise,
        [Intents.PurchaseInterest] = DomainIntent.PurchaseInterest,
        [Intents.Spam] = DomainIntent.Spam,
        [Intents.Other] = DomainIntent.Other,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Labels of a mention that nothing could be said about: unsure in everything, so a person decides.</summary>
    public static Classification Unsure { get; } = new(
        ClassificationResult.UnknownLanguage, 0, SentimentLabel.Neutral, new SentimentProbabilities(0, 1, 0), true, DomainIntent.Other,
        new Dictionary<DomainIntent, double>(), true, new Dictionary<string, double>(), new Dictionary<string, double>(), 0, 0, NoModel);

    /// <summary>Classifies title and text.</summary>
    /// <param name="mention">Mention.</param>
    /// <param name="network">Name of its network, a hint; null if unknown.</param>
    public Classification Run(Mention mention, string? network) =>
        ToDomain(classifier.Classify(new ClassificationInput(TextOf(mention), mention.LanguageHint, network, mention.Stars)));

    /// <summary>What is classified: title and text.</summary>
    public static string TextOf(Mention mention) => mention.Title is { Length: > 0 } title ? title + "\n" + mention.Text : mention.Text;

    /// <summary>A sentiment as the models spell it.</summary>
    public static string NameOf(SentimentLabel sentiment) => sentiment switch
    {
        SentimentLabel.Negative => "negative",
        SentimentLabel.Positive => "positive",
        _ => "neutral",
    };

    /// <summary>An intent as the models spell it.</summary>
    public static string NameOf(DomainIntent intent) => IntentByName.First(pair => pair.Value == intent).Key;

    /// <summary>The classifier's answer in words of the domain. An unknown intent is unsure, never guessed.</summary>
    public static Classification ToDomain(ClassificationResult result)
    {
        var known = IntentByName.TryGetValue(result.Intent.Label, out var intent);
        var probabilities = new Dictionary<DomainIntent, double>(result.Intent.Probabilities.Count);
        foreach (var (name, probability) in result.Intent.Probabilities)
        {
            if (IntentByName.TryGetValue(name, out var one))
                probabilities[one] = probability;
        }
        return new Classification(
            result.Language,
            result.LanguageProbability,
            SentimentOf(result.Sentiment.Label),
            new SentimentProbabilities(result.Sentiment.Negative, result.Sentiment.Neutral, result.Sentiment.Positive),
            result.Sentiment.Unsure,
            known ? intent : DomainIntent.Other,
            probabilities,
            result.Intent.Unsure || !known,
            result.Topics,
            result.Flags,
            result.Toxicity,
            result.Spam,
            result.Model);
    }

    private static SentimentLabel SentimentOf(string label) => label switch
    {
        "negative" => SentimentLabel.Negative,
        "positive" => SentimentLabel.Positive,
        _ => SentimentLabel.Neutral,
    };
}
