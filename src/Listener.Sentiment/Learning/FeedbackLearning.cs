using System.Globalization;
using Listener.Sentiment.Evaluation;
using Listener.Sentiment.Training;

namespace Listener.Sentiment.Learning;

/// <summary>Whether a challenger took over, and why or why not.</summary>
/// <param name="Promoted">True if it is in use now.</param>
/// <param name="Version">Its id; empty if none was trained.</param>
/// <param name="Reasons">What was measured, or what was wrong; one sentence each.</param>
public sealed record LearningOutcome(bool Promoted, string Version, IReadOnlyList<string> Reasons);

/// <summary>Learns from people: corrections become a challenger, which must beat the champion before it is used.</summary>
/// <remarks>
/// Rows come oldest first. The latest fifth is kept apart and judged by both; so is a frozen set the tenant never wrote. The challenger
/// takes over only if it is better on the latest rows and no language of the frozen set gets worse than the margin allows.
/// </remarks>
public sealed class FeedbackLearning(ModelStore store)
{
    private const int FewestRows = 40;
    private const double TestShare = 0.2;
    private const double FrozenMargin = 0.03;
    private const double CalibrationMargin = 0.05;
    private const double MostContradicted = 0.5;

    /// <summary>Trains a challenger on own labels of one task and promotes it if it is better.</summary>
    /// <param name="task"><c>sentiment</c> or <c>intent</c>.</param>
    /// <param name="rows">Own labelled rows, oldest first.</param>
    /// <param name="frozen">Rows that never change, for non-inferiority; may be empty.</param>
    public LearningOutcome Learn(string task, IReadOnlyList<LabelledText> rows, IReadOnlyList<LabelledText> frozen)
    {
        if (Objection(task, rows) is { } objection)
        {
            store.Refuse("", objection);
            return new LearningOutcome(false, "", [objection]);
        }

        int test = Math.Max(10, (int)(rows.Count * TestShare));
        LabelledText[] fit = [.. rows.Take(rows.Count - test)], latest = [.. rows.Skip(rows.Count - test)];
        string champion = store.CurrentFolder;
        ModelVersion challenger = store.NewVersion();
        OwnTraining.Train(champion, fit, task, challenger.Folder);
        List<string> reasons = [];
        bool passes = Judge(task, TextClassifier.Load(champion), TextClassifier.Load(challenger.Folder), latest, frozen, reasons);
        string reason = string.Join(" ", reasons);
        if (passes)
            store.Promote(challenger.Id, reason);
        else
            store.Refuse(challenger.Id, reason);
        return new LearningOutcome(passes, challenger.Id, reasons);
    }

    /// <summary>Why a batch is not even tried: too few, one label only, or it contradicts what the champion is sure of.</summary>
    private string? Objection(string task, IReadOnlyList<LabelledText> rows)
    {
        if (rows.Count < FewestRows)
            return string.Create(CultureInfo.InvariantCulture, $"Only {rows.Count} labels; {FewestRows} are needed.");
        if (rows.Select(r => r.Label).Distinct(StringComparer.Ordinal).Count() < 2)
            return "All labels are the same.";
        ITextClassifier champion = TextClassifier.Load(store.CurrentFolder);
        Prediction[] sure = [.. rows.Select(r => Predict(champion, task, r)).Where(p => p.Probability >= 0.9)];
        double contradicted = sure.Length < 10 ? 0 : sure.Count(p => p.Gold != p.Label) / (double)sure.Length;
        return contradicted > MostContradicted
            ? string.Create(CultureInfo.InvariantCulture, $"The labels contradict {contradicted:P0} of what the models are sure of; a person must look at them first.")
            : null;
    }

    private static bool Judge(
        string task, ITextClassifier champion, ITextClassifier challenger, LabelledText[] latest, IReadOnlyList<LabelledText> frozen, List<string> reasons)
    {
        (EvaluationResult before, EvaluationResult after) = Compare("latest", task, champion, challenger, latest, reasons);
        bool passes = after.Accuracy.Value > before.Accuracy.Value
            || (Math.Abs(after.Accuracy.Value - before.Accuracy.Value) < 1e-9 && after.MacroF1.Value > before.MacroF1.Value);
        passes &= Holds(after.CalibrationError.Value <= before.CalibrationError.Value + CalibrationMargin, "Probabilities became less honest.", reasons);
        foreach (IGrouping<string, LabelledText> language in frozen.GroupBy(r => r.Language).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            (EvaluationResult old, EvaluationResult now) = Compare("frozen " + language.Key, task, champion, challenger, [.. language], reasons);
            passes &= Holds(now.Accuracy.Value >= old.Accuracy.Value - FrozenMargin, $"Worse than before in '{language.Key}'.", reasons);
        }

        return passes;
    }

    private static bool Holds(bool condition, string otherwise, List<string> reasons)
    {
        if (!condition)
            reasons.Add(otherwise);
        return condition;
    }

    private static (EvaluationResult Before, EvaluationResult After) Compare(
        string name, string task, ITextClassifier champion, ITextClassifier challenger, LabelledText[] rows, List<string> reasons)
    {
        EvaluationResult before = Metrics.Evaluate(name, "all", task, [.. rows.Select(r => Predict(champion, task, r))]);
        EvaluationResult after = Metrics.Evaluate(name, "all", task, [.. rows.Select(r => Predict(challenger, task, r))]);
        reasons.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: accuracy {before.Accuracy.Value:F3} -> {after.Accuracy.Value:F3} on {rows.Length} rows."));
        return (before, after);
    }

    private static Prediction Predict(ITextClassifier classifier, string task, LabelledText row)
    {
        ClassificationResult result = classifier.Classify(new ClassificationInput(row.Text, row.Language.Length == 0 ? null : row.Language));
        SentimentScore s = result.Sentiment;
        return task == "sentiment"
            ? new Prediction(row.Label, s.Label, Math.Max(s.Negative, Math.Max(s.Neutral, s.Positive)))
            : new Prediction(row.Label, result.Intent.Label, result.Intent.Probabilities.GetValueOrDefault(result.Intent.Label));
    }
}
