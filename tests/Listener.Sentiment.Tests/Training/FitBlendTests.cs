using Listener.Sentiment.Features;
using Listener.Sentiment.Tests.Support;
using Listener.Sentiment.Training;

namespace Listener.Sentiment.Tests.Training;

[TestFixture]
public sealed class FitBlendTests
{
    private static readonly float[][] Targets = [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? new float[] { 1, 0 } : [0, 1])];
    private static readonly float[] Even = [.. Enumerable.Repeat(1f, 40)];

    // Right in three rows of four, by margins of a given size; which rows are wrong differs.
    private static float[][] Scores(float size, int wrong) => [.. Targets.Select((t, i) => t.Select(p => size * (p > 0 == (i / 2 % 4 != wrong) ? 1 : -1)).ToArray())];

    [Test]
    public void One_fit_alone_keeps_its_weights_and_only_gets_a_temperature()
    {
        FitBlend blend = FitBlend.Of([Scores(3, 0)], Targets, Even, false);
        var fit = new FittedWeights(4, [1, 2, 3, 4], [], [0, 0, 0, 0]);

        Assert.That(blend.Temperature, Is.EqualTo(Calibration.Temperature(Scores(3, 0), Targets, Even, false)));
        Assert.That(blend.Join([fit]), Is.SameAs(fit));
    }

    [Test]
    public void Fits_of_the_same_worth_count_alike_however_large_their_margins()
    {
        FitBlend blend = FitBlend.Of([Scores(0.2f, 0), Scores(2, 1)], Targets, Even, false);

        Assert.That(blend.Shares[0] * 0.2f, Is.EqualTo(blend.Shares[1] * 2).Within(1).Percent);
    }

    [Test]
    public void Fits_that_err_in_different_rows_are_surer_together()
    {
        float[][][] scores = [Scores(1, 0), Scores(1, 1), Scores(1, 2)];
        FitBlend blend = FitBlend.Of(scores, Targets, Even, false);

        double together = Calibration.Loss(blend.Join(scores), Targets, Even, false, blend.Temperature);
        double alone = Calibration.Loss(scores[0], Targets, Even, false, Calibration.Temperature(scores[0], Targets, Even, false));

        Assert.That(together, Is.LessThan(alone));
    }

    [Test]
    public void Joined_weights_give_the_joined_scores()
    {
        var (one, two) = (new FittedWeights(4, [1, -2, 3, 0], [0.5f, 1, 0, 0], [1, 0, 0, 0]), new FittedWeights(4, [4, 4, -4, 0], [2, 0, 0, 0], [0, 3, 0, 0]));
        var row = new FeatureMatrix.Row([0], [], 2, 0, [1]);
        var blend = new FitBlend([0.25f, 2], 1);

        float[] joined = HeadTrainer.Score(blend.Join([one, two]), row, 1);

        Assert.That(joined, Is.EqualTo(blend.Join([[HeadTrainer.Score(one, row, 1)], [HeadTrainer.Score(two, row, 1)]])[0]).Within(1e-5));
    }

    [TestCase("sentiment", 0)]
    [TestCase("letters", 2)]
    public void Fits_without_rules_and_Bayes_weights_are_mixed_in_for_all_but_moods(string task, int others) =>
        Assert.That(TaskTraining.Plan(task, Samples.Sentiment(), Lexicon.Empty).Others, Has.Count.EqualTo(others));
}
