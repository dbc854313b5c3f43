using Listener.Sentiment.Features;
using Listener.Sentiment.Models;
using Listener.Sentiment.Text;

namespace Listener.Sentiment.Training;

/// <summary>What a head is to decide and how it is fitted.</summary>
/// <param name="Task">Name of the task.</param>
/// <param name="Labels">Labels in column order.</param>
/// <param name="View">Features to read.</param>
/// <param name="Lexicon">Lexicon compiled into the model.</param>
/// <param name="Options">Settings of the fit.</param>
internal sealed record HeadPlan(string Task, string[] Labels, FeatureView View, Lexicon Lexicon, TrainingOptions Options)
{
    /// <summary>Rows kept apart to set the temperature: one of so many; 0 keeps the temperature at 1.</summary>
    public int CalibrationPart { get; init; } = 5;

    /// <summary>How many of these parts are kept apart in turn, 1 to <see cref="CalibrationPart"/>: more turns, more rows to set the temperature by, more fits.</summary>
    public int CalibrationTurns { get; init; } = 1;

    /// <summary>Settings of further fits; the head is the mean of all, which is a linear model too. Empty for one fit alone.</summary>
    public IReadOnlyList<TrainingOptions> Others { get; init; } = [];

    /// <summary>Dense features the head may not use; null for none.</summary>
    public Predicate<int>? Hidden { get; init; }

    /// <summary>Dense features that half of the training rows, chosen by hash of the text, do not show; null for none.</summary>
    /// <remarks>So the fit cannot lean on them alone: it must read the words too.</remarks>
    public Predicate<int>? HalfHidden { get; init; }

    /// <summary>Below this probability an answer is unsure, or a label is not given.</summary>
    public float Threshold { get; init; } = 0.5f;

    /// <summary>Thresholds per label of a yes/no task, in the order of the labels, instead of <see cref="Threshold"/>; null for one for all.</summary>
    public IReadOnlyList<float>? Thresholds { get; init; }
}

/// <summary>How a head did on the rows kept apart for its temperature, which the fit that was scored had not seen.</summary>
/// <param name="Source">Which rows: <c>authored</c>, or <c>public</c> for all others.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Right">Rows whose most probable label is the right one; in yes/no tasks rows whose labels are all right at one half.</param>
internal sealed record KeptApart(string Source, int Rows, int Right);

/// <summary>Fits one head on labelled texts and calibrates it on texts kept apart.</summary>
internal static class HeadTrainer
{
    private const int FewestApart = 20;

    public static (ModelHead Head, FeatureMatrix Matrix, FittedWeights Weights) Train(
        HeadPlan plan, IReadOnlyList<LabelledText> rows, Action<double>? progress = null) => Train(plan, rows, out _, progress);

    /// <summary>The same, and tells how the rows kept apart were answered; empty without calibration.</summary>
    public static (ModelHead Head, FeatureMatrix Matrix, FittedWeights Weights) Train(
        HeadPlan plan, IReadOnlyList<LabelledText> rows, out IReadOnlyList<KeptApart> apart, Action<double>? progress = null)
    {
        apart = [];
        FeatureMatrix matrix = FeatureMatrix.Build(
            [.. rows.Select(r => (r.Text, r.Language))], plan.View, plan.Lexicon, plan.Options.MinimumDocuments, p => progress?.Invoke(p * 0.2));
        if (plan.Hidden is not null)
            matrix = matrix.Without(plan.Hidden, _ => true);
        FeatureMatrix fitting = plan.HalfHidden is null ? matrix : matrix.Without(plan.HalfHidden, r => Hashing.Of("half" + rows[r].Text) % 2 == 0);
        float[][] targets = [.. rows.Select(r => Targets(plan.Labels, plan.Options.MultiLabel, r))];
        float[] weights = [.. rows.Select(r => r.Weight)];
        FitBlend blend = plan.CalibrationPart > 0
            ? Calibrate(plan, rows, (matrix, fitting), targets, weights, out apart, p => progress?.Invoke(0.2 + (p * 0.4)))
            : FitBlend.Even(1 + plan.Others.Count);
        FittedWeights fitted = blend.Join(Fit(plan, fitting, targets, weights, p => progress?.Invoke(0.6 + (p * 0.4))));
        float[] thresholds = plan.Thresholds is { } own ? [.. own] : [.. Enumerable.Repeat(plan.Threshold, plan.Options.MultiLabel ? plan.Labels.Length : 1)];
        return (new ModelHead(plan.Task, plan.Labels, plan.Options.MultiLabel, blend.Temperature, thresholds), matrix, fitted);
    }

    /// <summary>Scores of one row with unrounded weights.</summary>
    public static float[] Score(FittedWeights weights, FeatureMatrix.Row row, float charShare)
    {
        float[] scores = [.. weights.Bias];
        VectorMath.Gather(weights.Features, row.Words, row.WordScale, scores);
        VectorMath.Gather(weights.Features, row.Chars, row.CharScale * charShare, scores);
        for (int d = 0; d < row.Dense.Length; d++)
        {
            if (row.Dense[d] != 0)
                VectorMath.AddScaled(scores, weights.Dense.AsSpan(d * weights.Stride, weights.Stride), row.Dense[d]);
        }

        return scores;
    }

    /// <summary>Wanted probability of each label.</summary>
    public static float[] Targets(string[] labels, bool multiLabel, LabelledText row)
    {
        var targets = new float[labels.Length];
        foreach (string label in multiLabel ? row.Labels : [row.Label])
        {
            int index = Array.IndexOf(labels, label);
            if (index >= 0)
                targets[index] = 1;
        }

        return targets;
    }

    private static FitBlend Calibrate(
        HeadPlan plan, IReadOnlyList<LabelledText> rows, (FeatureMatrix Whole, FeatureMatrix Fitting) matrix, float[][] targets, float[] weights,
        out IReadOnlyList<KeptApart> scored, Action<double> progress)
    {
        scored = [];
        (List<int> apart, float[][][] each) = ScoreApart(plan, rows, matrix, targets, weights, progress);
        if (apart.Count < FewestApart)
            return FitBlend.Even(each.Length);
        FitBlend blend = FitBlend.Of(each, [.. apart.Select(i => targets[i])], [.. apart.Select(i => weights[i])], plan.Options.MultiLabel);
        float[][] scores = blend.Join(each);
        scored = [.. apart.Select((row, i) => (rows[row].Source, Right: IsRight(plan, scores[i], targets[row])))
            .GroupBy(r => r.Source == "authored" ? "authored" : "public").OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new KeptApart(g.Key, g.Count(), g.Count(r => r.Right)))];
        return blend;
    }

    /// <summary>Rows kept apart, and per fit their scores by weights that had not seen them.</summary>
    private static (List<int> Apart, float[][][] Scores) ScoreApart(
        HeadPlan plan, IReadOnlyList<LabelledText> rows, (FeatureMatrix Whole, FeatureMatrix Fitting) matrix, float[][] targets, float[] weights, Action<double> progress)
    {
        var apart = new List<int>();
        List<float[]>[] scores = [.. Enumerable.Range(0, 1 + plan.Others.Count).Select(_ => new List<float[]>())];
        for (int turn = 0; turn < plan.CalibrationTurns; turn++)
        {
            // Split by text, so that a repeated text lies on one side.
            int kept = turn;
            ILookup<bool, int> parts = Enumerable.Range(0, rows.Count).ToLookup(i => Hashing.Of(rows[i].Text) % (uint)plan.CalibrationPart == kept);
            int[] rest = [.. parts[false]];
            if (rest.Length < FewestApart)
                continue;
            IEnumerable<FittedWeights> fits = Fit(
                plan, matrix.Fitting.Subset(rest), [.. rest.Select(i => targets[i])], [.. rest.Select(i => weights[i])], p => progress((kept + p) / plan.CalibrationTurns));
            foreach ((FittedWeights fit, List<float[]> own) in fits.Zip(scores))
                own.AddRange(parts[true].Select(i => Score(fit, matrix.Whole.Rows[i], 1)));
            apart.AddRange(parts[true]);
        }

        return (apart, [.. scores.Select(s => s.ToArray())]);
    }

    // One after the other, each let go before the next begins: a table of many labels is large.
    private static IEnumerable<FittedWeights> Fit(HeadPlan plan, FeatureMatrix matrix, float[][] targets, float[] weights, Action<double> progress)
    {
        TrainingOptions[] fits = [plan.Options, .. plan.Others];
        return fits.Select((options, i) => new LinearTrainer(matrix, targets, weights, options).Fit(p => progress((i + p) / fits.Length)));
    }

    private static bool IsRight(HeadPlan plan, float[] scores, float[] targets)
    {
        if (!plan.Options.MultiLabel)
            return targets[Array.IndexOf(scores, scores.Take(targets.Length).Max())] > 0;
        for (int k = 0; k < targets.Length; k++)
        {
            if (scores[k] > 0 != targets[k] > 0)
                return false;
        }

        return true;
    }
}
