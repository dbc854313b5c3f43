using Listener.Sentiment.Features;
using Listener.Sentiment.Models;
using Listener.Sentiment.Training;

namespace Listener.Sentiment.Evaluation;

/// <summary>Scores a folder of models on labelled files.</summary>
public static class ModelEvaluation
{
    /// <summary>Scores per file and language.</summary>
    /// <param name="modelFolder">Shipped models, or what <c>listener train</c> wrote.</param>
    /// <param name="files">Labelled files.</param>
    /// <param name="task">The task; null to take the folder's only one or to tell it from the labels.</param>
    /// <exception cref="ModelFileException">No model fits, or it cannot be read.</exception>
    public static IReadOnlyList<EvaluationResult> Run(string modelFolder, IReadOnlyList<string> files, string? task = null)
    {
        List<EvaluationResult> results = [];
        foreach (string file in files)
        {
            LabelledText[] rows = [.. LabelledFile.Read(file)];
            (string name, Func<LabelledText, IEnumerable<Prediction>> predict) = Open(modelFolder, rows, task);
            foreach (IGrouping<string, LabelledText> group in rows.GroupBy(r => name == "language" ? "all" : r.Language).OrderBy(g => g.Key, StringComparer.Ordinal))
                results.Add(Metrics.Evaluate(Path.GetFileName(file), group.Key, name, [.. group.SelectMany(predict)]));
        }

        return results;
    }

    /// <summary>Scores one classifier on rows in memory, all languages together.</summary>
    internal static EvaluationResult Score(ITextClassifier classifier, IEnumerable<LabelledText> rows, string task, string name) =>
        Metrics.Evaluate(name, "all", task, [.. rows.SelectMany(Shipped(classifier, task).Predict)]);

    private static (string Task, Func<LabelledText, IEnumerable<Prediction>> Predict) Open(string folder, LabelledText[] rows, string? task)
    {
        string[] models = Directory.Exists(folder) ? Directory.GetFiles(folder, "*" + ModelFile.Extension) : [];
        Array.Sort(models, StringComparer.Ordinal);
        if (models.Length == 0)
            throw new ModelFileException($"The folder '{folder}' holds no model.");
        if (File.Exists(Path.Combine(folder, "meaning" + ModelFile.Extension)))
            return Shipped(TextClassifier.Load(folder), task ?? TaskNames.Guess(rows.Select(r => r.Label)) ?? "sentiment");
        string? path = models.FirstOrDefault(m => task is not null && Path.GetFileNameWithoutExtension(m) == task) ?? models[0];
        var model = new LinearModel(ModelFile.Load(path));
        ModelHead head = model.Content.Heads[0];
        return (head.Task, row => One(model, head, row));
    }

    /// <summary>Answers one row with one head.</summary>
    internal static IEnumerable<Prediction> One(LinearModel model, ModelHead head, LabelledText row)
    {
        var extractor = new FeatureExtractor();
        model.Read(extractor, row.Text, row.Language);
        var scores = new float[model.Stride];
        var probabilities = new float[head.Labels.Length];
        model.Score(extractor.Features, scores);
        Probabilities.Of(head, scores, probabilities);
        if (head.MultiLabel)
        {
            var given = new Dictionary<string, double>(StringComparer.Ordinal);
            for (int k = 0; k < probabilities.Length; k++)
            {
                if (probabilities[k] >= head.Thresholds[k])
                    given[head.Labels[k]] = probabilities[k];
            }

            return Several(row, given);
        }

        int top = Probabilities.Top(probabilities);
        return [new Prediction(row.Label, head.Labels[top], probabilities[top])];
    }

    private static (string Task, Func<LabelledText, IEnumerable<Prediction>> Predict) Shipped(ITextClassifier classifier, string task) =>
        (task, row =>
        {
            string? hint = task == "language" || row.Language.Length == 0 ? null : row.Language;
            ClassificationResult result = classifier.Classify(new ClassificationInput(row.Text, hint));
            SentimentScore s = result.Sentiment;
            return task switch
            {
                "sentiment" => [new Prediction(row.Label, s.Label, Math.Max(s.Negative, Math.Max(s.Neutral, s.Positive)))],
                "intent" => [new Prediction(row.Label, result.Intent.Label, result.Intent.Probabilities.GetValueOrDefault(result.Intent.Label))],
                "topic" => Several(row, result.Topics),
                "flag" => Several(row, result.Flags),
                "language" => [new Prediction(row.Label, result.Language, result.LanguageProbability)],
                _ => throw new ModelFileException($"The shipped models do not decide '{task}'."),
            };
        });

    /// <summary>Multi-label rows: one prediction a label that is there or was given; what is missing counts as <c>none</c>.</summary>
    private static IEnumerable<Prediction> Several(LabelledText row, IReadOnlyDictionary<string, double> given)
    {
        foreach (string label in row.Labels)
            yield return given.TryGetValue(label, out double p) ? new Prediction(label, label, p) : new Prediction(label, "none", 0.5);
        foreach ((string label, double p) in given)
        {
            if (!row.Labels.Contains(label, StringComparer.Ordinal))
                yield return new Prediction("none", label, p);
        }

        if (row.Labels.Length == 0 && given.Count == 0)
            yield return new Prediction("none", "none", 1);
    }
}
