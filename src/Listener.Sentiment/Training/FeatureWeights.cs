namespace Listener.Sentiment.Training;

/// <summary>Fixed weights by which features are multiplied before fitting: inverse document frequency and naive Bayes log-ratios.</summary>
internal static class FeatureWeights
{
    public static float[] Compute(FeatureMatrix matrix, float[][] targets, float[] rowWeights, int stride, TrainingOptions options)
    {
        var multipliers = new float[(long)matrix.FeatureCount * stride];
        float[] idf = Idf(matrix, options.IdfPower);
        for (int f = 0; f < matrix.FeatureCount; f++)
            multipliers.AsSpan(f * stride, stride).Fill(idf[f]);
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

    private static void ApplyBayes(
        FeatureMatrix matrix, float[][] targets, float[] rowWeights, int stride, double strength, float[] multipliers)
    {
        int labels = targets[0].Length;
        float[] counts = new float[(long)matrix.FeatureCount * stride];
        for (int r = 0; r < matrix.Rows.Length; r++)
        {
            var values = new float[stride];
            for (int k = 0; k < labels; k++)
                values[k] = targets[r][k] * rowWeights[r];
            VectorMath.Scatter(counts, matrix.Rows[r].Words, 1, values);
            VectorMath.Scatter(counts, matrix.Rows[r].Chars, 1, values);
        }

        var totals = new double[labels];
        for (int f = 0; f < matrix.FeatureCount; f++)
        {
            for (int k = 0; k < labels; k++)
                totals[k] += counts[(f * stride) + k] + 1;
        }

        double all = totals.Sum();
        for (int f = 0; f < matrix.FeatureCount; f++)
        {
            Span<float> row = counts.AsSpan(f * stride, stride);
            double sum = labels;
            for (int k = 0; k < labels; k++)
                sum += row[k];
            for (int k = 0; k < labels; k++)
            {
                double inside = (row[k] + 1) / totals[k];
                double outside = (sum - row[k] - 1 + 1e-9) / (all - totals[k]);
                double ratio = Math.Abs(Math.Log(inside / outside));
                multipliers[(f * stride) + k] *= (float)((1 - strength) + (strength * ratio));
            }
        }
    }
}
