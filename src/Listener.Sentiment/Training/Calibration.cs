namespace Listener.Sentiment.Training;

/// <summary>Fits the temperature that makes probabilities honest.</summary>
internal static class Calibration
{
    /// <summary>The temperature in [0.02, 5] with the least log-loss; margins of one-against-rest fits lie close together and need a low one.</summary>
    /// <param name="scores">Scores per row.</param>
    /// <param name="targets">Wanted probabilities per row.</param>
    /// <param name="weights">Row weights.</param>
    /// <param name="multiLabel">Yes/no decisions instead of one of several.</param>
    public static float Temperature(float[][] scores, float[][] targets, float[] weights, bool multiLabel)
    {
        const double golden = 0.618033988749895;
        double low = Math.Log(0.02), high = Math.Log(5);
        for (int i = 0; i < 30; i++)
        {
            double a = high - (golden * (high - low)), b = low + (golden * (high - low));
            if (Loss(scores, targets, weights, multiLabel, Math.Exp(a)) < Loss(scores, targets, weights, multiLabel, Math.Exp(b)))
                high = b;
            else
                low = a;
        }

        return (float)Math.Exp((low + high) / 2);
    }

    /// <summary>Sum of the weighted log-losses at a temperature.</summary>
    public static double Loss(float[][] scores, float[][] targets, float[] weights, bool multiLabel, double temperature)
    {
        double loss = 0;
        for (int r = 0; r < scores.Length; r++)
            loss += weights[r] * (multiLabel ? YesNo(scores[r], targets[r], temperature) : OneOf(scores[r], targets[r], temperature));
        return loss;
    }

    private static double OneOf(float[] scores, float[] target, double temperature)
    {
        double top = double.MinValue, sum = 0, loss = 0;
        for (int k = 0; k < target.Length; k++)
            top = Math.Max(top, scores[k] / temperature);
        for (int k = 0; k < target.Length; k++)
            sum += Math.Exp((scores[k] / temperature) - top);
        for (int k = 0; k < target.Length; k++)
            loss -= target[k] * ((scores[k] / temperature) - top - Math.Log(sum));
        return loss;
    }

    private static double YesNo(float[] scores, float[] target, double temperature)
    {
        double loss = 0;
        for (int k = 0; k < target.Length; k++)
        {
            double p = Math.Clamp(1 / (1 + Math.Exp(-scores[k] / temperature)), 1e-9, 1 - 1e-9);
            loss -= (target[k] * Math.Log(p)) + ((1 - target[k]) * Math.Log(1 - p));
        }

        return loss;
    }
}
