using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Listener.Sentiment;

/// <summary>Probabilities of a few of a head's labels, in the head's order: a small answer, made for every text.</summary>
internal sealed class LabelProbabilities : IReadOnlyDictionary<string, double>
{
    /// <summary>Most labels that a head may have here.</summary>
    public const int MostLabels = 64;

    private readonly string[] _labels;
    private readonly double[] _values;
    private readonly ulong _given;

    /// <param name="labels">Labels of the head, kept and not copied; at most 64.</param>
    /// <param name="all">Probability of each.</param>
    /// <param name="given">A bit for each label that is part of the answer.</param>
    public LabelProbabilities(string[] labels, ReadOnlySpan<double> all, ulong given)
    {
        _labels = labels;
        _given = given;
        _values = new double[BitOperations.PopCount(given)];
        int count = 0;
        for (ulong left = given; left != 0; left &= left - 1)
            _values[count++] = all[BitOperations.TrailingZeroCount(left)];
    }

    public int Count => _values.Length;

    public IEnumerable<string> Keys => this.Select(p => p.Key);

    public IEnumerable<double> Values => _values;

    public double this[string key] =>
        TryGetValue(key, out double value) ? value : throw new KeyNotFoundException($"The label '{key}' was not given.");

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out double value)
    {
        ulong left = _given;
        for (int i = 0; i < _values.Length; i++, left &= left - 1)
        {
            if (string.Equals(_labels[BitOperations.TrailingZeroCount(left)], key, StringComparison.Ordinal))
            {
                value = _values[i];
                return true;
            }
        }

        value = 0;
        return false;
    }

    public IEnumerator<KeyValuePair<string, double>> GetEnumerator()
    {
        ulong left = _given;
        for (int i = 0; i < _values.Length; i++, left &= left - 1)
            yield return new(_labels[BitOperations.TrailingZeroCount(left)], _values[i]);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
