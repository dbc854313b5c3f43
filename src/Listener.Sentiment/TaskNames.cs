namespace Listener.Sentiment;

/// <summary>Tells the task from its labels.</summary>
internal static class TaskNames
{
    private static readonly string[] Sentiments = ["negative", "neutral", "positive"];

    /// <summary><c>sentiment</c>, <c>intent</c>, <c>topic</c> or <c>flag</c>; null if the labels are none of these.</summary>
    public static string? Guess(IEnumerable<string> labels)
    {
        HashSet<string> seen = new(labels, StringComparer.Ordinal);
        if (seen.IsSubsetOf(Sentiments))
            return "sentiment";
        if (seen.IsSubsetOf(Intents.All))
            return "intent";
        HashSet<string> parts = new(seen.SelectMany(l => l.Split([',', '|'], StringSplitOptions.RemoveEmptyEntries)), StringComparer.Ordinal);
        if (parts.IsSubsetOf(Topics.All))
            return "topic";
        return parts.IsSubsetOf(Flags.All) ? "flag" : null;
    }
}
