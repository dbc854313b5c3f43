namespace Listener.Sentiment;

/// <summary>What a star rating adds to the sentiment scores (negative, neutral, positive), as log-odds.</summary>
/// <remarks>Strong but not absolute: "five stars" above an angry text is a slip or irony, and then the answer is unsure.</remarks>
internal static class StarEvidence
{
    private static readonly float[][] Odds =
        [[2.5f, 0, -1.5f], [1.5f, 0.3f, -1], [0, 1, 0], [-1, 0, 1.5f], [-1.5f, -0.5f, 2.5f]];

    public static void Add(int? stars, float temperature, Span<float> scores)
    {
        if (stars is not (>= 1 and <= 5))
            return;
        float[] odds = Odds[stars.Value - 1];
        for (int k = 0; k < odds.Length; k++)
            scores[k] += odds[k] * temperature;
    }
}
