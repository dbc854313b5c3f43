namespace Listener.Sentiment;

/// <summary>The answer where nothing can be said: neutral, other, unsure, undetermined.</summary>
internal static class Unsaid
{
    private static readonly Dictionary<string, double> Other = new(StringComparer.Ordinal) { [Intents.Other] = 1 };

    public static ClassificationResult Result(string model, bool wasCut) => new(
        ClassificationResult.UnknownLanguage, 0, new SentimentScore("neutral", 0, 1, 0, true),
        new IntentScore(Intents.Other, Other, [], true), Models.ModelSet.NoLabels, Models.ModelSet.NoLabels, 0, 0, model, wasCut);
}
