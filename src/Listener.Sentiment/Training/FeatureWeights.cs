namespace Listener.Sentiment.Training;

/// <summary>Fixed weights by which features are multiplied before fitting: inverse document frequency, lexicon and naive Bayes log-ratios.</summary>
internal static class FeatureWeights
{
    public static float[] Compute(FeatureMatrix matrix, float[][] targets, float[] rowWeights, int stride, TrainingOptions options)
    {
        var multipliers = new float[(long)matrix.FeatureCount * stride];
        float[] idf = Idf(matrix, options.IdfPower);
        for (int f = 0; f < matrix.FeatureCount; f++)
            multipliers.AsSpan(f * stride, stride).Fill((1 + (options.LexiconLift * matrix.Strength[f])) * idf[f]);
        if (options.BayesWeight > 0)
            ApplyBayes(matrix, targets, rowWeights, stride, options.BayesWeight, multipliers);
        return multipliers;
    }

    private static float[] Idf(FeatureMatrix matrix, double power)
    {
        double rows = Math.Max(2, matrix.Rows.Length);
        double typical = 1 + Math.Log(rows / Math.Max(2, rows * 0.01));
        return [.. matrix.DocumentCounts.Select(d => (float)Math.Pow((1 + Math.Log((rows + 1) / (d + 1))) / typical, power))];
    }

    /// <summary>Multiplies by the absolute log-ratio of a feature's rate among rows with the label and rows without it.</summary>
    private static void ApplyBayes(
        FeatureMatrix matrix, float[][] targets, float[] rowWeights, int stride, double strength, float[] multipliers)
    {
        int labels = targets[0].Length;

        // One column more than labels: the last counts all rows.
        int width = (labels + 4) / 4 * 4;
        float[] counts = Count(matrix, targets, rowWeights, width);
        var totals = new double[labels + 1];
        for (int f = 0; f < matrix.FeatureCount; f++)
        {
            for (int k = 0; k <= labels; k++)
                totals[k] += counts[(f * width) + k];
        }

        const double smoothing = 1;
        for (int f = 0; f < matrix.FeatureCount; f++)
        {
            Span<float> row = counts.AsSpan(f * width, width);
            for (int k = 0; k < labels; k++)
            {
                double inside = (row[k] + smoothing) / (totals[k] + matrix.FeatureCount);
                double outside = (row[labels] - row[k] + smoothing) / (totals[labels] - totals[k] + matrix.FeatureCount);
                double ratio = Math.Abs(Math.Log(inside / Math.Max(1e-12, outside)));
                multipliers[(f * stride) + k] *= (float)((1 - strength) + (strength * ratio));
            }
        }
    }

    private static float[] Count(FeatureMatrix matrix, float[][] targets, float[] rowWeights, int width)
    {
        int labels = targets[0].Length;
        var counts = new float[(long)matrix.FeatureCount * width];
        var values = new float[width];
        for (int r = 0; r < matrix.Rows.Length; r++)
        {
            for (int k = 0; k < labels; k++)
                values[k] = targets[r][k] * rowWeights[r];
            values[labels] = rowWeights[r];
            VectorMath.Scatter(counts, matrix.Rows[r].Words, 1, values);
            VectorMath.Scatter(counts, matrix.Rows[r].Chars, 1, values);
        }

        return counts;
    }
}
