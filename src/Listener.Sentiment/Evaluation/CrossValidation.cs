using Listener.Sentiment.Features;
using Listener.Sentiment.Models;
using Listener.Sentiment.Text;
using Listener.Sentiment.Training;

namespace Listener.Sentiment.Evaluation;

/// <summary>Scores the trainer itself: every row is answered by a model that was trained without it.</summary>
public static class CrossValidation
{
    /// <summary>Trains on all parts but one and scores that one, for each part.</summary>
    /// <param name="task">The task, as for <c>listener train</c>.</param>
    /// <param name="files">Labelled files; together they are one set.</param>
    /// <param name="lexicons">Word lists, as for <c>listener train</c>.</param>
    /// <param name="parts">Number of parts, at least 2; a row's part is chosen by hash of its text. 0: each file is a part.</param>
    /// <param name="language">Only rows of this language; null for all.</param>
    /// <param name="progress">Told the share done.</param>
    /// <exception cref="FormatException">A file has not the columns it needs.</exception>
    /// <exception cref="InvalidDataException">Too few rows or labels for so many parts.</exception>
    public static IReadOnlyList<EvaluationResult> Run(
        string task, IReadOnlyList<string> files, IReadOnlyList<string> lexicons, int parts, string? language = null, Action<double>? progress = null)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(parts, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(parts);
        Part[] rows = [.. files.SelectMany((file, i) => LabelledFile.Read(file).Select(row => new Part(row, parts == 0 ? i : PartOf(row, parts))))
            .Where(r => language is null || r.Row.Language == language)];
        int count = parts == 0 ? files.Count : parts;
        Lexicon lexicon = Lexicon.Read(lexicons.SelectMany(File.ReadLines));
        List<(LabelledText Row, Prediction Answer)> answers = [];
        for (int part = 0; part < count; part++)
        {
            int held = part;
            LabelledText[] fit = [.. rows.Where(r => r.Number != held).Select(r => r.Row)];
            LabelledText[] apart = [.. rows.Where(r => r.Number == held).Select(r => r.Row)];
            answers.AddRange(Answer(task, fit, apart, lexicon, p => progress?.Invoke((held + p) / count)));
        }

        string name = string.Join('+', files.Select(f => $"{Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(f)))}/{Path.GetFileName(f)}"));
        return [.. answers.GroupBy(a => task == "language" ? "all" : a.Row.Language).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => Metrics.Evaluate(name, g.Key, task, [.. g.Select(a => a.Answer)]))];
    }

    private static IEnumerable<(LabelledText Row, Prediction Answer)> Answer(
        string task, LabelledText[] fit, LabelledText[] apart, Lexicon lexicon, Action<double> progress)
    {
        HeadPlan plan = TaskTraining.Plan(task, fit, lexicon);
        (ModelHead head, FeatureMatrix matrix, FittedWeights weights) = HeadTrainer.Train(plan, fit, progress);
        var builder = new ModelBuilder(task, "cv", plan.View, lexicon);
        builder.Add(head, matrix, weights);
        var model = new LinearModel(builder.Build(TaskTraining.MostFeatures));
        return apart.SelectMany(row => ModelEvaluation.One(model, model.Content.Heads[0], row).Select(answer => (row, answer)));
    }

    // Another hash than the one that keeps rows apart for the temperature: with the same one a part could hold all of them.
    private static int PartOf(LabelledText row, int parts) => (int)(Hashing.Of("part" + row.Text) % (uint)parts);

    private sealed record Part(LabelledText Row, int Number);
}
