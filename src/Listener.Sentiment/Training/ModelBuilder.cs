using Listener.Sentiment.Features;
using Listener.Sentiment.Models;

namespace Listener.Sentiment.Training;

/// <summary>Joins fitted heads into one model: prunes weak features, rounds weights to a byte.</summary>
internal sealed class ModelBuilder(string name, string version, FeatureView view, Lexicon lexicon)
{
    private readonly List<(ModelHead Head, FeatureMatrix Matrix, FittedWeights Weights)> _heads = [];

    public void Add(ModelHead head, FeatureMatrix matrix, FittedWeights weights) =>
        _heads.Add((head with { FirstColumn = _heads.Sum(h => h.Head.Labels.Length) }, matrix, weights));

    /// <param name="mostFeatures">The n-grams that matter most are kept, so many at most.</param>
    public ModelContent Build(int mostFeatures)
    {
        int stride = ModelContent.StrideFor(_heads.Sum(h => h.Head.Labels.Length));
        uint[] keys = Keep(mostFeatures);
        var rowOf = new Dictionary<uint, int>(keys.Length);
        for (int i = 0; i < keys.Length; i++)
            rowOf[keys[i]] = i;
        var exact = new float[(long)keys.Length * stride];
        var dense = new float[view.DenseCount() * stride];
        var bias = new float[stride];
        foreach ((ModelHead head, FeatureMatrix matrix, FittedWeights weights) in _heads)
        {
            for (int f = 0; f < matrix.FeatureCount; f++)
            {
                if (rowOf.TryGetValue(matrix.Keys[f], out int row))
                    Copy(weights.Features, f * weights.Stride, exact, (row * stride) + head.FirstColumn, head);
            }

            for (int d = 0; d < view.DenseCount(); d++)
                Copy(weights.Dense, d * weights.Stride, dense, (d * stride) + head.FirstColumn, head);
            Copy(weights.Bias, 0, bias, head.FirstColumn, head);
        }

        (sbyte[] rounded, float[] scales) = Round(exact, stride);
        return new ModelContent
        {
            Name = name, Version = version, View = view, Heads = [.. _heads.Select(h => h.Head)], Keys = keys, Weights = rounded,
            Scales = scales, Dense = dense, Bias = bias, Lexicon = [.. lexicon.Entries],
        };
    }

    private static void Copy(float[] from, int fromAt, float[] to, int toAt, ModelHead head) =>
        from.AsSpan(fromAt, head.Labels.Length).CopyTo(to.AsSpan(toAt));

    private uint[] Keep(int most)
    {
        var importance = new Dictionary<uint, double>();
        foreach ((ModelHead head, FeatureMatrix matrix, FittedWeights weights) in _heads)
        {
            double rows = matrix.Rows.Length;
            for (int f = 0; f < matrix.FeatureCount; f++)
            {
                double value = Spread(weights.Features.AsSpan(f * weights.Stride, head.Labels.Length), head.MultiLabel)
                    * Math.Sqrt(matrix.DocumentCounts[f] / rows);
                importance[matrix.Keys[f]] = Math.Max(importance.GetValueOrDefault(matrix.Keys[f]), value);
            }
        }

        uint[] kept = [.. importance.Where(i => i.Value > 0).OrderByDescending(i => i.Value).ThenBy(i => i.Key).Take(most).Select(i => i.Key)];
        Array.Sort(kept);
        return kept;
    }

    // Among several labels only the difference between weights decides.
    private static double Spread(ReadOnlySpan<float> weights, bool multiLabel)
    {
        float high = multiLabel ? 0 : weights[0], low = high;
        foreach (float weight in weights)
        {
            high = MathF.Max(high, weight);
            low = MathF.Min(low, weight);
        }

        return high - low;
    }

    /// <summary>Rounds a table to bytes with one scale a column.</summary>
    public static (sbyte[] Rounded, float[] Scales) Round(float[] exact, int stride)
    {
        var scales = new float[stride];
        for (int i = 0; i < exact.Length; i++)
            scales[i % stride] = MathF.Max(scales[i % stride], MathF.Abs(exact[i]) / 127);
        var rounded = new sbyte[exact.Length];
        for (int i = 0; i < exact.Length; i++)
        {
            float scale = scales[i % stride];
            rounded[i] = scale == 0 ? (sbyte)0 : (sbyte)Math.Clamp(MathF.Round(exact[i] / scale), -127, 127);
        }

        return (rounded, scales);
    }
}
