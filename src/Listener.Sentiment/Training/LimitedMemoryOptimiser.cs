namespace Listener.Sentiment.Training;

/// <summary>Minimises a smooth function by L-BFGS with a backtracking line search. Deterministic.</summary>
internal static class LimitedMemoryOptimiser
{
    private const int Memory = 6;

    /// <summary>Computes the loss at a point and writes its gradient.</summary>
    public delegate double Objective(ReadOnlySpan<float> point, Span<float> gradient);

    /// <summary>Minimises in place.</summary>
    /// <param name="point">Start, and the result.</param>
    /// <param name="objective">Loss and gradient.</param>
    /// <param name="maximumSteps">Most steps.</param>
    /// <param name="tolerance">Stops when the loss falls by less than this fraction.</param>
    /// <param name="progress">Told the share of steps done.</param>
    public static void Minimise(
        float[] point, Objective objective, int maximumSteps, double tolerance, Action<double>? progress = null)
    {
        var gradient = new float[point.Length];
        var nextPoint = new float[point.Length];
        var nextGradient = new float[point.Length];
        var direction = new float[point.Length];
        var history = new History(Memory);
        double loss = objective(point, gradient);
        for (int step = 0; step < maximumSteps; step++)
        {
            history.Direction(gradient, direction);
            double slope = VectorMath.Dot(gradient, direction);
            if (slope >= 0)
                return;
            double rate = step == 0 ? Math.Min(1, 1 / Math.Sqrt(VectorMath.Dot(gradient, gradient))) : 1;
            double next = Search(point, direction, slope, loss, rate, nextPoint, nextGradient, objective);
            if (double.IsNaN(next))
                return;
            history.Add(point, nextPoint, gradient, nextGradient);
            bool done = loss - next <= tolerance * Math.Max(1, Math.Abs(next));
            loss = next;
            nextPoint.CopyTo(point, 0);
            (gradient, nextGradient) = (nextGradient, gradient);
            progress?.Invoke((step + 1.0) / maximumSteps);
            if (done && step > 3)
                return;
        }
    }

    private static double Search(
        float[] point, float[] direction, double slope, double loss, double rate, float[] nextPoint, float[] nextGradient, Objective objective)
    {
        const int mostTries = 20;
        const double sufficient = 1e-4;
        for (int attempt = 0; attempt < mostTries; attempt++)
        {
            point.CopyTo(nextPoint, 0);
            VectorMath.AddScaled(nextPoint, direction, (float)rate);
            double next = objective(nextPoint, nextGradient);
            if (next <= loss + (sufficient * rate * slope))
                return next;
            rate /= 2;
        }

        return double.NaN;
    }

    /// <summary>The last steps, from which the curvature is estimated.</summary>
    private sealed class History(int capacity)
    {
        private readonly List<(float[] Step, float[] Change, double Inverse)> _pairs = [];

        public void Add(float[] point, float[] nextPoint, float[] gradient, float[] nextGradient)
        {
            (float[] step, float[] change) = Take(point.Length);
            for (int i = 0; i < step.Length; i++)
            {
                step[i] = nextPoint[i] - point[i];
                change[i] = nextGradient[i] - gradient[i];
            }

            double curvature = VectorMath.Dot(step, change);
            if (curvature > 1e-12)
                _pairs.Add((step, change, 1 / curvature));
        }

        public void Direction(float[] gradient, float[] direction)
        {
            for (int i = 0; i < direction.Length; i++)
                direction[i] = -gradient[i];
            if (_pairs.Count == 0)
                return;
            Span<double> shares = stackalloc double[_pairs.Count];
            for (int i = _pairs.Count - 1; i >= 0; i--)
            {
                shares[i] = _pairs[i].Inverse * VectorMath.Dot(_pairs[i].Step, direction);
                VectorMath.AddScaled(direction, _pairs[i].Change, (float)-shares[i]);
            }

            (float[] _, float[] last, double inverse) = _pairs[^1];
            float scale = (float)(1 / (inverse * VectorMath.Dot(last, last)));
            for (int i = 0; i < direction.Length; i++)
                direction[i] *= scale;
            for (int i = 0; i < _pairs.Count; i++)
            {
                double back = _pairs[i].Inverse * VectorMath.Dot(_pairs[i].Change, direction);
                VectorMath.AddScaled(direction, _pairs[i].Step, (float)(shares[i] - back));
            }
        }

        private (float[] Step, float[] Change) Take(int length)
        {
            if (_pairs.Count < capacity)
                return (new float[length], new float[length]);
            (float[] step, float[] change, _) = _pairs[0];
            _pairs.RemoveAt(0);
            return (step, change);
        }
    }
}
