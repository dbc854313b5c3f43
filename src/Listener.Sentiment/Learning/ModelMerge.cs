using Listener.Sentiment.Models;
using Listener.Sentiment.Training;

namespace Listener.Sentiment.Learning;

/// <summary>Adds a fitted correction to a head of a model; the result is a model like any other.</summary>
internal static class ModelMerge
{
    /// <param name="content">The base.</param>
    /// <param name="head">The corrected head; its scores are divided by its temperature first.</param>
    /// <param name="matrix">Features of the correction.</param>
    /// <param name="fitted">The correction.</param>
    /// <param name="temperature">Temperature of the corrected head.</param>
    /// <param name="mostFeatures">N-grams to keep at most.</param>
    public static ModelContent Add(
        ModelContent content, ModelHead head, FeatureMatrix matrix, FittedWeights fitted, float temperature, int mostFeatures)
    {
        int stride = content.Stride;
        (uint[] keys, float[] table) = Union(content, matrix, head, mostFeatures, fitted);
        var rowOf = new KeyTable(keys);
        for (int f = 0; f < matrix.FeatureCount; f++)
        {
            int row = rowOf.Find(matrix.Keys[f]);
            for (int k = 0; row >= 0 && k < head.Labels.Length; k++)
                table[(row * stride) + head.FirstColumn + k] += fitted.Features[(f * fitted.Stride) + k];
        }

        float[] dense = [.. content.Dense], bias = [.. content.Bias];
        Correct(dense, fitted.Dense, stride, head, fitted.Stride);
        Correct(bias, fitted.Bias, stride, head, fitted.Stride);
        (sbyte[] rounded, float[] scales) = ModelBuilder.Round(table, stride);
        ModelHead[] heads = [.. content.Heads.Select(h => h.Task == head.Task ? h with { Temperature = temperature } : h)];
        return content with
        {
            Version = content.Version.EndsWith("+own", StringComparison.Ordinal) ? content.Version : content.Version + "+own",
            Heads = heads, Keys = keys, Weights = rounded, Scales = scales, Dense = dense, Bias = bias,
        };
    }

    /// <summary>All n-grams of both, with the base's weights, the corrected head divided by its temperature.</summary>
    private static (uint[] Keys, float[] Table) Union(
        ModelContent content, FeatureMatrix matrix, ModelHead head, int mostFeatures, FittedWeights fitted)
    {
        int stride = content.Stride;
        var known = new HashSet<uint>(content.Keys);
        IEnumerable<uint> added = Enumerable.Range(0, matrix.FeatureCount)
            .Where(f => !known.Contains(matrix.Keys[f]))
            .OrderByDescending(f => Strength(fitted, f)).ThenBy(f => matrix.Keys[f])
            .Take(Math.Max(0, mostFeatures - content.Keys.Length)).Select(f => matrix.Keys[f]);
        uint[] keys = [.. content.Keys, .. added];
        Array.Sort(keys);
        var table = new float[(long)keys.Length * stride];
        var rowOf = new KeyTable(keys);
        for (int old = 0; old < content.Keys.Length; old++)
        {
            int row = rowOf.Find(content.Keys[old]);
            for (int k = 0; k < stride; k++)
            {
                bool own = k >= head.FirstColumn && k < head.FirstColumn + head.Labels.Length;
                table[(row * stride) + k] = content.Weights[(old * stride) + k] * content.Scales[k] / (own ? head.Temperature : 1);
            }
        }

        return (keys, table);
    }

    private static double Strength(FittedWeights fitted, int feature)
    {
        double sum = 0;
        foreach (float weight in fitted.Features.AsSpan(feature * fitted.Stride, fitted.Stride))
            sum += Math.Abs(weight);
        return sum;
    }

    private static void Correct(float[] table, float[] correction, int stride, ModelHead head, int narrow)
    {
        for (int row = 0; row < table.Length / stride; row++)
        {
            for (int k = 0; k < head.Labels.Length; k++)
            {
                ref float cell = ref table[(row * stride) + head.FirstColumn + k];
                cell = (cell / head.Temperature) + correction[(row * narrow) + k];
            }
        }
    }
}
