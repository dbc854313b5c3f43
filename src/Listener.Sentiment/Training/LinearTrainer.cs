namespace Listener.Sentiment.Training;

/// <summary>Weights of one fitted head before rounding and pruning; per feature and label, in table order.</summary>
/// <param name="Stride">Width of a row, the number of labels rounded up to a multiple of 4.</param>
/// <param name="Features">Weights of n-grams, feature times stride.</param>
/// <param name="Dense">Weights of dense features.</param>
/// <param name="Bias">Bias per label.</param>
internal sealed record FittedWeights(int Stride, float[] Features, float[] Dense, float[] Bias);

/// <summary>Fits softmax or yes/no regression on hashed features by L-BFGS. Single-threaded, deterministic.</summary>
internal sealed class LinearTrainer
{
    private readonly FeatureMatrix _matrix;
    private readonly float[][] _targets;
    private readonly float[] _rowWeights;
    private readonly float[][]? _offsets;
    private readonly double[] _positiveWeights;
    private readonly TrainingOptions _options;
    private readonly float[] _multipliers;
    private readonly int _labels;
    private readonly int _stride;
    private readonly int _dense;
    private readonly int _usedDense;
    private readonly float[] _table;
    private readonly float[] _tableGradient;

    /// <param name="matrix">Features.</param>
    /// <param name="targets">Per row the wanted probability of each label.</param>
    /// <param name="weights">Per row how much it counts.</param>
    /// <param name="options">Settings.</param>
    /// <param name="offsets">Per row scores that are given and only corrected; null for none.</param>
    public LinearTrainer(FeatureMatrix matrix, float[][] targets, float[] weights, TrainingOptions options, float[][]? offsets = null)
    {
        _offsets = offsets;
        _matrix = matrix;
        _targets = targets;
        _options = options;
        _labels = targets[0].Length;
        _stride = (_labels + 3) / 4 * 4;
        _dense = matrix.Rows[0].Dense.Length;
        _usedDense = options.Dense ? _dense : 0;
        _rowWeights = options.MultiLabel ? weights : ClassWeights.Balance(targets, weights, options.Balance);
        _positiveWeights = ClassWeights.Positive(targets, weights, options.Balance);
        _multipliers = FeatureWeights.Compute(matrix, targets, _rowWeights, _stride, options);
        _table = new float[(long)matrix.FeatureCount * _stride];
        _tableGradient = new float[_table.Length];
    }

    /// <summary>Fits.</summary>
    public FittedWeights Fit(Action<double>? progress = null)
    {
        var point = new float[_table.Length + ((_dense + 1) * _stride)];
        LimitedMemoryOptimiser.Minimise(point, Loss, _options.MaximumSteps, _options.Tolerance, progress);
        Multiply(point);
        int dense = _table.Length, bias = dense + (_dense * _stride);
        return new FittedWeights(_stride, (float[])_table.Clone(), point[dense..bias], point[bias..]);
    }

    private void Multiply(ReadOnlySpan<float> point)
    {
        for (int i = 0; i < _table.Length; i++)
            _table[i] = point[i] * _multipliers[i];
    }

    private double Loss(ReadOnlySpan<float> point, Span<float> gradient)
    {
        Multiply(point);
        Array.Clear(_tableGradient);
        gradient.Clear();
        int denseAt = _table.Length, biasAt = denseAt + (_dense * _stride);
        ReadOnlySpan<float> dense = point[denseAt..biasAt], bias = point[biasAt..];
        Span<float> denseGradient = gradient[denseAt..biasAt], biasGradient = gradient[biasAt..];
        Span<float> scores = new float[_stride];
        double loss = 0;
        for (int r = 0; r < _matrix.Rows.Length; r++)
        {
            FeatureMatrix.Row row = _matrix.Rows[r];
            Score(row, dense, bias, scores);
            if (_offsets is not null)
                VectorMath.AddScaled(scores, _offsets[r], 1);
            loss += _rowWeights[r] * Errors(scores, _targets[r], _rowWeights[r]);
            VectorMath.Scatter(_tableGradient, row.Words, row.WordScale, scores);
            VectorMath.Scatter(_tableGradient, row.Chars, row.CharScale * _options.CharShare, scores);
            for (int d = 0; d < _usedDense; d++)
            {
                if (row.Dense[d] != 0)
                    VectorMath.AddScaled(denseGradient.Slice(d * _stride, _stride), scores, row.Dense[d]);
            }

            VectorMath.AddScaled(biasGradient, scores, 1);
        }

        for (int i = 0; i < _table.Length; i++)
            gradient[i] = _tableGradient[i] * _multipliers[i];
        return loss + Penalise(point, gradient, 0, denseAt, _options.Penalty)
            + Penalise(point, gradient, denseAt, biasAt, _options.DensePenalty);
    }

    private void Score(FeatureMatrix.Row row, ReadOnlySpan<float> dense, ReadOnlySpan<float> bias, Span<float> scores)
    {
        bias.CopyTo(scores);
        VectorMath.Gather(_table, row.Words, row.WordScale, scores);
        VectorMath.Gather(_table, row.Chars, row.CharScale * _options.CharShare, scores);
        for (int d = 0; d < _usedDense; d++)
        {
            if (row.Dense[d] != 0)
                VectorMath.AddScaled(scores, dense.Slice(d * _stride, _stride), row.Dense[d]);
        }
    }

    /// <summary>Turns scores into weighted errors (probability minus target) in place and returns the unweighted loss.</summary>
    private double Errors(Span<float> scores, float[] target, float weight)
    {
        Span<float> own = scores[.._labels];
        double loss = _options.MultiLabel ? YesNo(own, target, weight) : _options.Hinge ? Margins(own, target, weight) : OneOf(own, target, weight);
        scores[_labels..].Clear();
        return loss;
    }

    private double YesNo(Span<float> scores, float[] target, float weight)
    {
        double loss = 0;
        for (int k = 0; k < scores.Length; k++)
        {
            double p = 1 / (1 + Math.Exp(-scores[k]));
            double share = target[k] > 0 ? _positiveWeights[k] : 1;
            loss -= share * ((target[k] * Math.Log(p + 1e-12)) + ((1 - target[k]) * Math.Log(1 - p + 1e-12)));
            scores[k] = (float)(weight * share * (p - target[k]));
        }

        return loss;
    }

    private static double OneOf(Span<float> scores, float[] target, float weight)
    {
        double top = scores[0], sum = 0, loss = 0;
        for (int k = 1; k < scores.Length; k++)
            top = Math.Max(top, scores[k]);
        for (int k = 0; k < scores.Length; k++)
            sum += Math.Exp(scores[k] - top);
        double logSum = top + Math.Log(sum);
        for (int k = 0; k < scores.Length; k++)
        {
            double logP = scores[k] - logSum;
            loss -= target[k] * logP;
            scores[k] = (float)(weight * (Math.Exp(logP) - target[k]));
        }

        return loss;
    }

    /// <summary>Each label against the rest: the square of what a score lacks of 1 on its side.</summary>
    private static double Margins(Span<float> scores, float[] target, float weight)
    {
        double loss = 0;
        for (int k = 0; k < scores.Length; k++)
        {
            double side = target[k] > 0.5f ? 1 : -1, lack = Math.Max(0, 1 - (side * scores[k]));
            loss += lack * lack;
            scores[k] = (float)(-2 * weight * side * lack);
        }

        return loss;
    }

    private static double Penalise(ReadOnlySpan<float> point, Span<float> gradient, int from, int to, double penalty)
    {
        ReadOnlySpan<float> part = point[from..to];
        VectorMath.AddScaled(gradient[from..to], part, (float)penalty);
        return 0.5 * penalty * VectorMath.Dot(part, part);
    }
}
