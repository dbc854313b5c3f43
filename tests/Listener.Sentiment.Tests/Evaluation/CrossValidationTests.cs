using Listener.Sentiment.Evaluation;
using Listener.Sentiment.Tests.Support;
using Listener.Sentiment.Text;
using Listener.Sentiment.Training;

namespace Listener.Sentiment.Tests.Evaluation;

[TestFixture]
public sealed class CrossValidationTests
{
    [Test]
    public void Every_row_is_answered_once()
    {
        using var folder = new TemporaryFolder();
        Samples.Write(folder.File("data.tsv"), Samples.Sentiment());

        EvaluationResult result = CrossValidation.Run("sentiment", [folder.File("data.tsv")], [], 4).Single();

        Assert.That(result.Count, Is.EqualTo(120));
        Assert.That(result.MacroF1.Value, Is.GreaterThan(0.9));
    }

    [Test]
    public void A_row_is_never_answered_by_a_model_that_saw_it()
    {
        using var folder = new TemporaryFolder();
        LabelledText[] rows = [.. Enumerable.Range(0, 80).Select(i => new LabelledText($"r-{i}", "en", $"word{i * 7919} alone{i * 104729}", Hashing.Of($"side{i}") % 2 == 0 ? "a" : "b", ""))];
        Samples.Write(folder.File("data.tsv"), rows);

        EvaluationResult result = CrossValidation.Run("letters", [folder.File("data.tsv")], [], 4).Single();

        Assert.That(result.Accuracy.Value, Is.LessThan(0.75), "labels that the text does not tell cannot be learned");
    }

    /// <summary>Four parts beside one row in eight kept apart for the temperature: by the same hash, one part would hold all of those.</summary>
    [Test]
    public void Every_part_is_answered_with_honest_probabilities_also_with_many_labels()
    {
        using var folder = new TemporaryFolder();
        Samples.Write(folder.File("data.tsv"), Enumerable.Range(0, 45 * 10).Select(i => new LabelledText($"r-{i}", "en", $"word{i % 45 * 7919} number{i} at{i * 31}", $"label{i % 45:00}", "")));

        EvaluationResult result = CrossValidation.Run("letters", [folder.File("data.tsv")], [], 4).Single();

        Assert.That(result.Accuracy.Value, Is.GreaterThan(0.95));
        Assert.That(result.CalibrationError.Value, Is.LessThan(0.08));
    }

    [Test]
    public void Files_can_be_the_parts()
    {
        using var folder = new TemporaryFolder();
        ILookup<bool, LabelledText> sides = Samples.Sentiment().Select((r, i) => (r, i)).ToLookup(p => p.i % 2 == 0, p => p.r);
        Samples.Write(folder.File("one.tsv"), sides[true]);
        Samples.Write(folder.File("two.tsv"), sides[false]);

        EvaluationResult result = CrossValidation.Run("sentiment", [folder.File("one.tsv"), folder.File("two.tsv")], [], 0).Single();

        Assert.That(result.Count, Is.EqualTo(120));
    }
}
