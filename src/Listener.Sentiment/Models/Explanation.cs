using System.Runtime.InteropServices;
using Listener.Sentiment.Features;

namespace Listener.Sentiment.Models;

/// <summary>Which features carried a decision, exact for the model in use.</summary>
internal static class Explanation
{
    /// <summary>Contribution of every feature of the text to a label's score, against the mean of all labels of that head.</summary>
    public static IEnumerable<Evidence> Of(LinearModel model, string task, string label, FeatureExtractor extractor)
    {
        ModelHead? head = model.Head(task);
        int chosen = head is null ? -1 : Array.IndexOf(head.Labels, label);
        if (head is null || chosen < 0)
            return [];
        var sums = new Dictionary<string, double>(StringComparer.Ordinal);
        AddGroup(model, head, chosen, extractor.Features.Words, extractor.NameWords(), sums);
        AddGroup(model, head, chosen, extractor.Features.Chars, extractor.NameChars(), sums);
        for (int d = 0; d < extractor.Features.Dense.Length; d++)
        {
            float value = extractor.Features.Dense[d];
            if (value != 0)
                Add(sums, DenseLayout.NameOf(d), value * Against(k => model.Content.Dense[(d * model.Stride) + head.FirstColumn + k], head, chosen));
        }

        return sums.Where(s => s.Value != 0).Select(s => new Evidence(s.Key, s.Value));
    }

    private static void AddGroup(
        LinearModel model, ModelHead head, int chosen, ReadOnlySpan<uint> hashes, List<string> names, Dictionary<string, double> sums)
    {
        int size = hashes.Length;
        for (int i = 0; i < size; i++)
        {
            uint hash = hashes[i];
            Add(sums, names[i], Against(k => model.Contribution(hash, head.FirstColumn + k, size), head, chosen));
        }
    }

    private static double Against(Func<int, float> weight, ModelHead head, int chosen)
    {
        double sum = 0;
        for (int k = 0; k < head.Labels.Length; k++)
            sum += weight(k);
        return weight(chosen) - (head.Labels.Length > 1 ? sum / head.Labels.Length : 0);
    }

    private static void Add(Dictionary<string, double> sums, string name, double value) =>
        CollectionsMarshal.GetValueRefOrAddDefault(sums, name, out _) += value;
}
