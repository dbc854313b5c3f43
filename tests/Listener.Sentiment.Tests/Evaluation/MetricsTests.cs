using Listener.Sentiment.Evaluation;

namespace Listener.Sentiment.Tests.Evaluation;

[TestFixture]
public sealed class MetricsTests
{
    private static readonly Prediction[] Four =
    [
        new("a", "a", 0.9), new("a", "b", 0.6), new("b", "b", 0.8), new("b", "b", 0.7),
    ];

    [Test]
    public void Scores_are_those_worked_out_by_hand()
    {
        EvaluationResult result = Metrics.Evaluate("f", "en", "t", Four);

        Assert.That(result.Accuracy.Value, Is.EqualTo(0.75));
        Assert.That(result.F1["a"].Value, Is.EqualTo(2.0 / 3).Within(1e-9));
        Assert.That(result.F1["b"].Value, Is.EqualTo(0.8).Within(1e-9));
        Assert.That(result.MacroF1.Value, Is.EqualTo(((2.0 / 3) + 0.8) / 2).Within(1e-9));
        Assert.That(result.MacroRecall.Value, Is.EqualTo(0.75).Within(1e-9));
        Assert.That(result.AccuracyAt50.Value, Is.EqualTo(1));
    }

    [Test]
    public void Calibration_error_is_the_gap_between_sure_and_right()
    {
        Prediction[] boastful = [.. Enumerable.Range(0, 10).Select(i => new Prediction("a", i < 5 ? "a" : "b", 0.99))];

        EvaluationResult result = Metrics.Evaluate("f", "en", "t", boastful);

        Assert.That(result.CalibrationError.Value, Is.EqualTo(0.49).Within(1e-9));
    }

    [Test]
    public void Label_that_is_not_in_the_data_costs_recall_but_no_class_of_its_own()
    {
        Prediction[] predictions = [new("a", "c", 0.5), new("a", "a", 0.5), new("b", "b", 0.5)];

        EvaluationResult result = Metrics.Evaluate("f", "en", "t", predictions);

        Assert.That(result.F1.Keys, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(result.MacroRecall.Value, Is.EqualTo(0.75));
    }

    [Test]
    public void Intervals_hold_the_value_and_repeat()
    {
        Prediction[] many = [.. Enumerable.Range(0, 200).Select(i => new Prediction(i % 2 == 0 ? "a" : "b", i % 5 == 0 ? "b" : "a", 0.5 + (i % 40 / 100.0)))];

        EvaluationResult first = Metrics.Evaluate("f", "en", "t", many), second = Metrics.Evaluate("f", "en", "t", many);

        Assert.That(first.Accuracy.Low, Is.LessThan(first.Accuracy.Value));
        Assert.That(first.Accuracy.High, Is.GreaterThan(first.Accuracy.Value));
        Assert.That(second.Accuracy, Is.EqualTo(first.Accuracy));
    }
}
