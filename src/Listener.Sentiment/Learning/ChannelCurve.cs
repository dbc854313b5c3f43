using Listener.Sentiment.Evaluation;
using Listener.Sentiment.Text;
using Listener.Sentiment.Training;

namespace Listener.Sentiment.Learning;

/// <summary>Scores of one number of own labels.</summary>
/// <param name="OwnRows">Own labels that were learned from.</param>
/// <param name="Score">Scores on the rows kept apart, which are the same for every number.</param>
public sealed record CurvePoint(int OwnRows, EvaluationResult Score);

/// <summary>What labels of a new channel's own bring: models before, and after learning from some, on rows kept apart.</summary>
public static class ChannelCurve
{
    private const int TestPart = 3;

    /// <summary>Keeps a third of the rows apart, by hash of the text, and learns from ever more of the others.</summary>
    /// <param name="modelFolder">Folder of base models.</param>
    /// <param name="file">Labelled file of the new channel; the models must not have been trained on it.</param>
    /// <param name="sizes">Numbers of own labels, 0 for the models as they are; those beyond the file are left out.</param>
    /// <param name="task"><c>sentiment</c> or <c>intent</c>; null to tell it from the labels.</param>
    /// <exception cref="InvalidDataException">The labels fit no task, or the file has fewer than 30 rows.</exception>
    public static IEnumerable<CurvePoint> Run(string modelFolder, string file, IReadOnlyList<int> sizes, string? task = null)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        LabelledText[] rows = [.. LabelledFile.Read(file).OrderBy(r => Hashing.Of("curve" + r.Text))];
        string wanted = task ?? TaskNames.Guess(rows.Select(r => r.Label))
            ?? throw new InvalidDataException($"{file}: the labels are neither sentiments nor intents; name the task with --task.");
        ILookup<bool, LabelledText> sides = rows.ToLookup(r => Hashing.Of(r.Text) % TestPart == 0);
        LabelledText[] own = [.. sides[false]], apart = [.. sides[true]];
        if (apart.Length < 10 || own.Length < 20)
            throw new InvalidDataException($"{file}: a curve needs at least 30 labelled rows.");
        string name = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file))) + "/" + Path.GetFileName(file);
        foreach (int size in sizes.Where(s => s <= own.Length))
            yield return new CurvePoint(size, Score(modelFolder, [.. own.Take(size)], apart, wanted, name));
    }

    private static EvaluationResult Score(string modelFolder, LabelledText[] own, LabelledText[] apart, string task, string name)
    {
        if (own.Length == 0)
            return ModelEvaluation.Score(TextClassifier.Load(modelFolder), apart, task, name);
        string folder = Directory.CreateTempSubdirectory("listener-curve-").FullName;
        try
        {
            OwnTraining.Train(modelFolder, own, task, folder);
            return ModelEvaluation.Score(TextClassifier.Load(folder), apart, task, name);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
