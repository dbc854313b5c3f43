namespace Listener.Sentiment.Models;

/// <summary>Turns scores into probabilities.</summary>
internal static class Probabilities
{
    /// <summary>Probabilities of a head from the scores of its model, in place of <paramref name="probabilities"/>.</summary>
    public static void Of(ModelHead head, ReadOnlySpan<float> scores, Span<float> probabilities)
    {
        ReadOnlySpan<float> own = scores.Slice(head.FirstColumn, head.Labels.Length);
        if (head.MultiLabel)
        {
            for (int k = 0; k < own.Length; k++)
                probabilities[k] = 1 / (1 + MathF.Exp(-own[k] / head.Temperature));
            return;
        }

        Softmax(own, head.Temperature, probabilities);
    }

    /// <summary>Softmax with temperature.</summary>
    public static void Softmax(ReadOnlySpan<float> scores, float temperature, Span<float> probabilities)
    {
        float top = scores[0];
        foreach (float score in scores)
            top = MathF.Max(top, score);
        float sum = 0;
        for (int k = 0; k < scores.Length; k++)
        {
            probabilities[k] = MathF.Exp((scores[k] - top) / temperature);
            sum += probabilities[k];
        }

        for (int k = 0; k < scores.Length; k++)
            probabilities[k] /= sum;
    }

    /// <summary>Index of the largest value, the first of equals.</summary>
    public static int Top(ReadOnlySpan<float> values)
    {
        int top = 0;
        for (int k = 1; k < values.Length; k++)
            top = values[k] > values[top] ? k : top;
        return top;
    }
}
