namespace Listener.Sentiment.Models;

/// <summary>One decision that a model makes: a task, its labels and its calibration.</summary>
/// <param name="Task">For example <c>sentiment</c>, <c>intent</c>, <c>topic</c>, <c>flag</c>, or any name.</param>
/// <param name="Labels">Labels in column order.</param>
/// <param name="MultiLabel">True if the labels are decided one by one.</param>
/// <param name="Temperature">Scores are divided by it before they become probabilities; above 0.</param>
/// <param name="Thresholds">
/// Multi-label: probability from which a label is given, one each. Else one value: below this top probability the answer is unsure.
/// </param>
public sealed record ModelHead(string Task, string[] Labels, bool MultiLabel, float Temperature, float[] Thresholds)
{
    /// <summary>First column of this head in the model's table.</summary>
    public int FirstColumn { get; init; }
}
