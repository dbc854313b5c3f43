namespace Listener.Sentiment.Training;

/// <summary>The mean of several fits of one head. Margins of different fits differ in size, so each counts by its own temperature.</summary>
/// <param name="Shares">By how much the weights of each fit count.</param>
/// <param name="Temperature">Temperature of the mean.</param>
internal sealed record FitBlend(IReadOnlyList<float> Shares, float Temperature)
{
    /// <summary>All fits count alike, at temperature 1.</summary>
    public static FitBlend Even(int fits) => new([.. Enumerable.Repeat(1f / fits, fits)], 1);

    /// <summary>Shares and temperature by rows that no fit has seen.</summary>
    /// <param name="scores">Per fit and row the scores.</param>
    /// <param name="targets">Wanted probabilities per row.</param>
    /// <param name="weights">Row weights.</param>
    /// <param name="multiLabel">Yes/no decisions instead of one of several.</param>
    public static FitBlend Of(float[][][] scores, float[][] targets, float[] weights, bool multiLabel)
    {
        float[] own = [.. scores.Select(s => Calibration.Temperature(s, targets, weights, multiLabel))];
        if (own.Length == 1)
            return new FitBlend([1], own[0]);
        var blend = new FitBlend([.. own.Select(t => 1 / (t * own.Length))], 1);
        return blend with { Temperature = Calibration.Temperature(blend.Join(scores), targets, weights, multiLabel) };
    }

    /// <summary>Scores of the mean per row.</summary>
    /// <param name="scores">Per fit and row the scores.</param>
    public float[][] Join(float[][][] scores) =>
        scores.Length == 1 ? scores[0] : [.. scores[0].Select((_, row) => Sum(scores.Select(fit => fit[row])))];

    /// <summary>Weights of the mean.</summary>
    /// <param name="fits">As many as there are shares.</param>
    public FittedWeights Join(IEnumerable<FittedWeights> fits)
    {
        FittedWeights? sum = null;
        foreach ((FittedWeights fit, float share) in fits.Zip(Shares))
        {
            if (Shares.Count == 1)
                return fit;
            sum ??= new FittedWeights(fit.Stride, new float[fit.Features.Length], new float[fit.Dense.Length], new float[fit.Bias.Length]);
            VectorMath.AddScaled(sum.Features, fit.Features, share);
            VectorMath.AddScaled(sum.Dense, fit.Dense, share);
            VectorMath.AddScaled(sum.Bias, fit.Bias, share);
        }

        return sum!;
    }

    private float[] Sum(IEnumerable<float[]> scores)
    {
        float[]? sum = null;
        foreach ((float[] fit, float share) in scores.Zip(Shares))
            VectorMath.AddScaled(sum ??= new float[fit.Length], fit, share);
        return sum!;
    }
}
