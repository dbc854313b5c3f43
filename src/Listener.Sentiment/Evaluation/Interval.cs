namespace Listener.Sentiment.Evaluation;

/// <summary>A figure with its 95 % bootstrap interval, both ends included.</summary>
public readonly record struct Interval(double Value, double Low, double High);

/// <summary>Scores of one file and language.</summary>
/// <param name="File">File name.</param>
/// <param name="Language">Language of the rows, or <c>all</c>.</param>
/// <param name="Task">The task.</param>
/// <param name="Count">Rows.</param>
/// <param name="Accuracy">Share of right answers.</param>
/// <param name="MacroF1">Mean F1 of the labels in the data.</param>
/// <param name="MacroRecall">Mean recall of the labels in the data.</param>
/// <param name="F1">F1 per label.</param>
/// <param name="CalibrationError">Expected calibration error, 15 bins.</param>
/// <param name="AccuracyAt50">Accuracy of the surest half.</param>
/// <param name="AccuracyAt70">Accuracy of the surest 70 %.</param>
/// <param name="AccuracyAt90">Accuracy of the surest 90 %.</param>
public sealed record EvaluationResult(
    string File, string Language, string Task, int Count, Interval Accuracy, Interval MacroF1, Interval MacroRecall,
    IReadOnlyDictionary<string, Interval> F1, Interval CalibrationError, Interval AccuracyAt50, Interval AccuracyAt70, Interval AccuracyAt90);
