namespace Listener.Sentiment.Training;

/// <summary>Row weights that make rare labels count more.</summary>
internal static class ClassWeights
{
    /// <param name="targets">Wanted probabilities.</param>
    /// <param name="weights">Row weights before.</param>
    /// <param name="power">0 leaves them, 1 makes all labels count equally.</param>
    public static float[] Balance(float[][] targets, float[] weights, double power)
    {
        int labels = targets[0].Length;
        var mass = new double[labels];
        double total = 0;
        for (int r = 0; r < targets.Length; r++)
        {
            for (int k = 0; k < labels; k++)
                mass[k] += weights[r] * targets[r][k];
            total += weights[r];
        }

        double[] factors = [.. mass.Select(m => m > 0 ? Math.Pow(total / (labels * m), power) : 0)];
        var balanced = new float[targets.Length];
        double sum = 0;
        for (int r = 0; r < targets.Length; r++)
        {
            double factor = 0;
            for (int k = 0; k < labels; k++)
                factor += targets[r][k] * factors[k];
            balanced[r] = (float)(weights[r] * factor);
            sum += balanced[r];
        }

        float scale = (float)(total / sum);
        for (int r = 0; r < balanced.Length; r++)
            balanced[r] *= scale;
        return balanced;
    }

    /// <summary>How much more a yes counts than a no, per label of a yes/no task.</summary>
    /// <param name="targets">Wanted answers.</param>
    /// <param name="weights">Row weights.</param>
    /// <param name="power">0 leaves them equal, 1 makes yes and no count equally.</param>
    public static double[] Positive(float[][] targets, float[] weights, double power)
    {
        const double most = 20;
        var yes = new double[targets[0].Length];
        double total = 0;
        for (int r = 0; r < targets.Length; r++)
        {
            for (int k = 0; k < yes.Length; k++)
                yes[k] += weights[r] * targets[r][k];
            total += weights[r];
        }

        return [.. yes.Select(y => y <= 0 ? 1 : Math.Clamp(Math.Pow((total - y) / y, power), 1, most))];
    }
}
