using Listener.Sentiment.Text;
using Listener.Sentiment.Training;

namespace Listener.Sentiment.Shipped;

/// <summary>Cuts word pairs and single words out of longer texts: mentions are often that short, subtitle lines and tweets seldom.</summary>
internal static class ShortTexts
{
    private const int PairEvery = 5;
    private const int WordEvery = 6;
    private const int ShortestPair = 7;
    private const int ShortestWord = 3;
    private const float PairWeight = 0.5f;
    private const float WordWeight = 0.3f;

    private static readonly char[] Between = [' ', ',', '.', '!', '?', '"', '-', ':', ';', '(', ')', '…'];

    /// <summary>All rows, followed by the cuttings of those that are not kept apart for the temperature.</summary>
    /// <param name="rows">Labelled rows.</param>
    /// <param name="calibrationPart">As in <see cref="HeadPlan.CalibrationPart"/>: one row of so many is kept apart.</param>
    public static LabelledText[] With(LabelledText[] rows, int calibrationPart) =>
        [.. rows, .. rows.Where(r => Hashing.Of(r.Text) % (uint)calibrationPart != 0).SelectMany(Cut)];

    private static IEnumerable<LabelledText> Cut(LabelledText row)
    {
        string[] words = [.. row.Text.Split(Between, StringSplitOptions.RemoveEmptyEntries).Where(w => w.All(char.IsLetter))];
        for (int i = 0; i + 1 < words.Length; i += PairEvery)
        {
            if (words[i].Length + words[i + 1].Length + 1 >= ShortestPair)
                yield return row with { Text = words[i] + " " + words[i + 1], Weight = row.Weight * PairWeight };
        }

        for (int i = 0; i < words.Length; i += WordEvery)
        {
            if (words[i].Length >= ShortestWord)
                yield return row with { Text = words[i], Weight = row.Weight * WordWeight };
        }
    }
}
