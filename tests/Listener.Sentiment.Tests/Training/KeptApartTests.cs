using Listener.Sentiment.Features;
using Listener.Sentiment.Models;
using Listener.Sentiment.Shipped;
using Listener.Sentiment.Tests.Support;
using Listener.Sentiment.Training;

namespace Listener.Sentiment.Tests.Training;

[TestFixture]
public sealed class KeptApartTests
{
    [Test]
    public void Scores_count_only_rows_kept_apart_and_part_authored_from_public_ones()
    {
        LabelledText[] rows = [.. Samples.Sentiment().Select((r, i) => r with { Source = i % 2 == 0 ? "authored" : "elsewhere" })];

        HeadTrainer.Train(TaskTraining.Plan("sentiment", rows, Lexicon.Empty), rows, out IReadOnlyList<KeptApart> apart);

        Assert.That(apart.Select(a => a.Source), Is.EqualTo(new[] { "authored", "public" }));
        Assert.That(apart.Sum(a => a.Rows), Is.EqualTo(rows.Length), "each row of a small set is kept apart in one of five turns");
        Assert.That(apart.Sum(a => a.Right), Is.InRange(1, apart.Sum(a => a.Rows)));
    }

    [Test]
    public void Card_shows_scores_with_the_number_of_rows()
    {
        LabelledText[] rows = Samples.Sentiment();
        HeadPlan plan = TaskTraining.Plan("sentiment", rows, Lexicon.Empty);
        var builder = new ModelBuilder("sentiment", "1", FeatureView.Meaning, Lexicon.Empty);
        (ModelHead head, FeatureMatrix matrix, FittedWeights weights) = HeadTrainer.Train(plan, rows);
        builder.Add(head, matrix, weights);

        string card = ModelCard.Write(new ShippedModel(builder.Build(1000), []) { Scores = [("sentiment", new KeptApart("authored", 40, 30))] });

        Assert.That(card, Does.Contain("| sentiment | authored | 40 | 75.0 |"));
    }
}
