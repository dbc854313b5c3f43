using Listener.Sentiment.Text;
using Listener.Sentiment.Training;

namespace Listener.Sentiment.Learning;

/// <summary>How own labels correct a base model.</summary>
/// <param name="Trust">Factor of the base model's scores; below 1 it is too sure of itself here.</param>
/// <param name="Penalty">How strongly the correction of n-grams is held back.</param>
internal readonly record struct OwnSettings(float Trust, double Penalty);

/// <summary>Fits a correction of given scores, and chooses its settings by cross-validation on the own labels.</summary>
internal sealed class OwnFit(FeatureMatrix matrix, float[][] targets, float[] weights, float[][] offsets, bool multiLabel)
{
    private const int FewestToChoose = 40;
    private const int ManyRows = 1500;
    private const int Parts = 5;

    private static readonly float[] Trusts = [0.3f, 0.6f, 1];
    private static readonly double[] Penalties = [0.1, 0.3, 1, 4];

    /// <summary>Fits on all rows.</summary>
    public FittedWeights Fit(OwnSettings settings) => Fit(settings, [.. Enumerable.Range(0, targets.Length)]);

    /// <summary>The settings with the least log-loss on rows kept apart, and the temperature that suits those rows.</summary>
    /// <param name="texts">Text of each row; a repeated text lies on one side.</param>
    public (OwnSettings Settings, float Temperature) Choose(string[] texts)
    {
        if (texts.Length < FewestToChoose)
            return (new OwnSettings(1, 1), 1);
        int[] part = [.. texts.Select(t => (int)(Hashing.Of("own" + t) % Parts))];

        // With many rows one part tells enough, and time matters.
        int[] tried = texts.Length < ManyRows ? [.. Enumerable.Range(0, Parts)] : [0];
        OwnSettings best = default;
        double least = double.MaxValue;
        float temperature = 1;
        foreach (OwnSettings settings in Trusts.SelectMany(t => Penalties.Select(p => new OwnSettings(t, p))))
        {
            (float[][] scores, int[] rows) = Apart(settings, part, tried);
            float[][] wanted = [.. rows.Select(r => targets[r])];
            float[] counted = [.. rows.Select(r => weights[r])];
            float fitting = Calibration.Temperature(scores, wanted, counted, multiLabel);
            double loss = Calibration.Loss(scores, wanted, counted, multiLabel, fitting);
            if (loss < least)
                (best, least, temperature) = (settings, loss, fitting);
        }

        return (best, temperature);
    }

    private (float[][] Scores, int[] Rows) Apart(OwnSettings settings, int[] part, int[] tried)
    {
        List<float[]> scores = [];
        List<int> rows = [];
        foreach (int held in tried)
        {
            ILookup<bool, int> sides = Enumerable.Range(0, part.Length).ToLookup(r => part[r] == held);
            if (!sides[true].Any() || !sides[false].Any())
                continue;
            FittedWeights fitted = Fit(settings, [.. sides[false]]);
            foreach (int row in sides[true])
            {
                float[] score = HeadTrainer.Score(fitted, matrix.Rows[row], 1);
                VectorMath.AddScaled(score, offsets[row], settings.Trust);
                scores.Add(score);
                rows.Add(row);
            }
        }

        return ([.. scores], [.. rows]);
    }

    private FittedWeights Fit(OwnSettings settings, int[] rows)
    {
        var options = new TrainingOptions
        {
            Penalty = settings.Penalty, DensePenalty = 10 * settings.Penalty, Balance = 0, BayesWeight = 0, IdfPower = 0.5,
            MultiLabel = multiLabel, Tolerance = 1e-4, MaximumSteps = 60,
        };
        float[][] given = [.. rows.Select(r => offsets[r].Select(o => o * settings.Trust).ToArray())];
        return new LinearTrainer(matrix.Subset(rows), [.. rows.Select(r => targets[r])], [.. rows.Select(r => weights[r])], options, given).Fit();
    }
}
