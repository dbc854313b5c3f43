namespace Listener.Sentiment.Evaluation;

/// <summary>Scores of a list of predictions.</summary>
internal static class Metrics
{
    private const int CalibrationBins = 15;
    private const int Resamples = 400;
    private const ulong FixedSeed = 20261122;

    /// <summary>All scores with intervals; the same predictions give the same intervals.</summary>
    public static EvaluationResult Evaluate(string file, string language, string task, Prediction[] predictions)
    {
        // Sorted by confidence once: a bootstrap sample drawn as counts stays sorted.
        Prediction[] sorted = [.. predictions.OrderByDescending(p => p.Probability).ThenBy(p => p.Gold, StringComparer.Ordinal)];
        string[] labels = [.. predictions.Select(p => p.Gold).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var ones = new int[sorted.Length];
        Array.Fill(ones, 1);
        double[] values = All(sorted, ones, labels);
        double[][] samples = Sample(sorted, labels);
        Interval At(int i) => Between(values[i], [.. samples.Select(s => s[i])]);
        return new EvaluationResult(
            file, language, task, predictions.Length, At(0), At(1), At(2),
            labels.Select((l, i) => (l, At(7 + i))).ToDictionary(p => p.l, p => p.Item2, StringComparer.Ordinal), At(3), At(4), At(5), At(6));
    }

    private static double[][] Sample(Prediction[] sorted, string[] labels)
    {
        ulong state = FixedSeed;
        var samples = new double[sorted.Length == 0 ? 0 : Resamples][];
        for (int s = 0; s < samples.Length; s++)
        {
            var counts = new int[sorted.Length];
            for (int i = 0; i < sorted.Length; i++)
                counts[Next(ref state, sorted.Length)]++;
            samples[s] = All(sorted, counts, labels);
        }

        return samples;
    }

    /// <summary>The next of a fixed sequence (SplitMix64), the same on every machine and version; not meant to be secret.</summary>
    private static int Next(ref ulong state, int below)
    {
        state += 0x9E3779B97F4A7C15;
        ulong mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)((mixed >> 33) % (ulong)below);
    }

    private static Interval Between(double value, double[] samples)
    {
        if (samples.Length == 0)
            return new Interval(value, value, value);
        Array.Sort(samples);
        return new Interval(value, samples[(int)(samples.Length * 0.025)], samples[(int)(samples.Length * 0.975)]);
    }

    private static double[] All(Prediction[] sorted, int[] counts, string[] labels)
    {
        var values = new double[7 + labels.Length];
        values[0] = AccuracyAt(sorted, counts, 1);
        values[3] = CalibrationError(sorted, counts);
        values[4] = AccuracyAt(sorted, counts, 0.5);
        values[5] = AccuracyAt(sorted, counts, 0.7);
        values[6] = AccuracyAt(sorted, counts, 0.9);
        PerLabel(sorted, counts, labels, values);
        return values;
    }

    private static void PerLabel(Prediction[] sorted, int[] counts, string[] labels, double[] values)
    {
        var index = labels.Select((l, i) => (l, i)).ToDictionary(p => p.l, p => p.i, StringComparer.Ordinal);
        var right = new double[labels.Length];
        var given = new double[labels.Length];
        var there = new double[labels.Length];
        for (int i = 0; i < sorted.Length; i++)
        {
            int gold = index[sorted[i].Gold];
            there[gold] += counts[i];
            if (index.TryGetValue(sorted[i].Label, out int label))
            {
                given[label] += counts[i];
                right[label] += label == gold ? counts[i] : 0;
            }
        }

        for (int k = 0; k < labels.Length; k++)
        {
            values[7 + k] = given[k] + there[k] == 0 ? 0 : 2 * right[k] / (given[k] + there[k]);
            values[1] += values[7 + k] / labels.Length;
            values[2] += (there[k] == 0 ? 0 : right[k] / there[k]) / labels.Length;
        }
    }

    private static double AccuracyAt(Prediction[] sorted, int[] counts, double coverage)
    {
        double wanted = Math.Max(1, sorted.Length * coverage), seen = 0, right = 0;
        for (int i = 0; i < sorted.Length && seen < wanted; i++)
        {
            double take = Math.Min(counts[i], wanted - seen);
            seen += take;
            right += sorted[i].Gold == sorted[i].Label ? take : 0;
        }

        return seen == 0 ? 0 : right / seen;
    }

    private static double CalibrationError(Prediction[] sorted, int[] counts)
    {
        Span<double> sure = stackalloc double[CalibrationBins], right = stackalloc double[CalibrationBins];
        sure.Clear();
        right.Clear();
        for (int i = 0; i < sorted.Length; i++)
        {
            int bin = Math.Clamp((int)(sorted[i].Probability * CalibrationBins), 0, CalibrationBins - 1);
            sure[bin] += counts[i] * sorted[i].Probability;
            right[bin] += sorted[i].Gold == sorted[i].Label ? counts[i] : 0;
        }

        double error = 0;
        for (int b = 0; b < CalibrationBins; b++)
            error += Math.Abs(sure[b] - right[b]);
        return sorted.Length == 0 ? 0 : error / sorted.Length;
    }
}
