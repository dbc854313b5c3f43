using Listener.Sentiment.Features;
using Listener.Sentiment.Models;
using Listener.Sentiment.Training;

namespace Listener.Sentiment.Learning;

/// <summary>Fits a model to own labels, starting from a base model that already knows the pool.</summary>
/// <remarks>
/// The base model's scores are given; what is fitted is a correction of n-grams and priors. How far the base is trusted, and how freely
/// the own labels may correct it, is chosen by cross-validation on the own labels (<see cref="OwnFit"/>): with few of them the
/// correction stays small, with thousands it takes over. No pool data is needed.
/// </remarks>
public static class OwnTraining
{
    private const int MostFeatures = 400_000;
    private const int ManyRows = 500;

    /// <summary>Copies a folder of models and replaces those that the own labels speak to, one a language.</summary>
    /// <param name="baseFolder">Folder of base models.</param>
    /// <param name="own">Files of own labelled rows.</param>
    /// <param name="task">The task; null to tell it from the labels.</param>
    /// <param name="output">Folder to write to.</param>
    /// <returns>One report a model.</returns>
    /// <exception cref="ModelFileException">The base has no model for the task, or it cannot be read.</exception>
    public static IReadOnlyList<TrainReport> Train(string baseFolder, IReadOnlyList<string> own, string? task, string output)
    {
        LabelledText[] rows = [.. own.SelectMany(f => LabelledFile.Read(f))];
        return Train(baseFolder, rows, task, output);
    }

    /// <summary>The same from rows in memory.</summary>
    public static IReadOnlyList<TrainReport> Train(string baseFolder, IReadOnlyList<LabelledText> rows, string? task, string output)
    {
        if (rows.Count == 0)
            throw new InvalidDataException("There are no own labels to learn from.");
        string wanted = task ?? TaskNames.Guess(rows.Select(r => r.Label))
            ?? throw new InvalidDataException("The labels are neither sentiments nor intents: name the task.");
        Directory.CreateDirectory(output);
        foreach (string file in Directory.EnumerateFiles(baseFolder))
            File.Copy(file, Path.Combine(output, Path.GetFileName(file)), overwrite: true);
        List<TrainReport> reports = [];
        foreach (IGrouping<string, LabelledText> group in rows.GroupBy(r => ModelFor(baseFolder, wanted, r.Language)).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            ModelContent adapted = Adapt(ModelFile.Load(group.Key), wanted, [.. group]);
            string path = Path.Combine(output, Path.GetFileName(group.Key));
            File.WriteAllBytes(path, ModelFile.Write(adapted));
            reports.Add(new TrainReport(path, group.Count(), TaskOf(adapted, wanted).Labels, adapted.Keys.Length));
        }

        NameVersion(output);
        return reports;
    }

    /// <summary>Every label names the version of the models that gave it; that name stands in the model of meaning.</summary>
    private static void NameVersion(string folder)
    {
        string path = Path.Combine(folder, "meaning" + ModelFile.Extension);
        if (!File.Exists(path))
            return;
        ModelContent content = ModelFile.Load(path);
        string shipped = content.Version.Split('+')[0];
        File.WriteAllBytes(path, ModelFile.Write(content with { Version = $"{shipped}+{Path.GetFileName(Path.GetFullPath(folder))}" }));
    }

    /// <summary>Fits the correction for one model.</summary>
    internal static ModelContent Adapt(ModelContent content, string task, IReadOnlyList<LabelledText> rows)
    {
        var model = new LinearModel(content);
        ModelHead head = TaskOf(content, task);
        LabelledText[] known = [.. rows.Where(r => head.MultiLabel || head.Labels.Contains(r.Label, StringComparer.Ordinal))];
        if (known.Length == 0)
            throw new InvalidDataException($"None of the own labels is one of {string.Join(", ", head.Labels)}.");
        FeatureMatrix matrix = FeatureMatrix.Build(
            [.. known.Select(r => (r.Text, r.Language))], content.View, model.Lexicon, known.Length < ManyRows ? 1 : 2);
        float[][] targets = [.. known.Select(r => HeadTrainer.Targets(head.Labels, head.MultiLabel, r))];
        var fit = new OwnFit(matrix, targets, [.. known.Select(r => r.Weight)], Offsets(model, head, known), head.MultiLabel);
        (OwnSettings settings, float temperature) = fit.Choose([.. known.Select(r => r.Text)]);
        ModelHead trusted = head with { Temperature = head.Temperature / settings.Trust };
        return ModelMerge.Add(content, trusted, matrix, fit.Fit(settings), temperature, MostFeatures);
    }

    private static float[][] Offsets(LinearModel model, ModelHead head, LabelledText[] rows)
    {
        int stride = (head.Labels.Length + 3) / 4 * 4;
        var extractor = new FeatureExtractor();
        var offsets = new float[rows.Length][];
        var scores = new float[model.Stride];
        for (int i = 0; i < rows.Length; i++)
        {
            model.Read(extractor, rows[i].Text, rows[i].Language);
            model.Score(extractor.Features, scores);
            offsets[i] = new float[stride];
            for (int k = 0; k < head.Labels.Length; k++)
                offsets[i][k] = scores[head.FirstColumn + k] / head.Temperature;
        }

        return offsets;
    }

    private static ModelHead TaskOf(ModelContent content, string task) =>
        Array.Find(content.Heads, h => h.Task == task) ?? throw new ModelFileException($"{content.Name}: holds no '{task}' model.");

    private static string ModelFor(string folder, string task, string language)
    {
        string[] candidates = [$"{task}-{language}", task, $"{task}-any", "meaning"];
        foreach (string name in candidates)
        {
            string path = Path.Combine(folder, name + ModelFile.Extension);
            if (File.Exists(path))
                return path;
        }

        throw new ModelFileException($"The base folder '{folder}' holds no model for '{task}'.");
    }
}
