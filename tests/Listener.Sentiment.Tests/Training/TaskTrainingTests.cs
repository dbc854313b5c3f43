using Listener.Sentiment.Evaluation;
using Listener.Sentiment.Features;
using Listener.Sentiment.Tests.Support;
using Listener.Sentiment.Training;

namespace Listener.Sentiment.Tests.Training;

[TestFixture]
public sealed class TaskTrainingTests
{
    [Test]
    public void Same_data_gives_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        Samples.Write(folder.File("data.tsv"), Samples.Sentiment());

        byte[] first = File.ReadAllBytes(Train(folder, "sentiment", "one").Model);
        byte[] second = File.ReadAllBytes(Train(folder, "sentiment", "two").Model);

        Assert.That(second, Is.EqualTo(first));
    }

    [Test]
    public void Trained_model_tells_what_it_was_taught()
    {
        using var folder = new TemporaryFolder();
        Samples.Write(folder.File("data.tsv"), Samples.Sentiment());
        Train(folder, "sentiment", "one");

        EvaluationResult result = ModelEvaluation.Run(folder.File("one"), [folder.File("data.tsv")])[0];

        Assert.That(result.Accuracy.Value, Is.GreaterThan(0.98));
        Assert.That(result.Count, Is.EqualTo(120));
    }

    [Test]
    public void Any_label_set_can_be_trained()
    {
        using var folder = new TemporaryFolder();
        Samples.Write(folder.File("data.tsv"), Samples.Sentiment().Select((r, i) => r with { Label = r.Label + (i % 2) }));

        TrainReport report = Train(folder, "my-labels", "one");

        Assert.That(report.Labels, Is.EqualTo(new[] { "negative0", "negative1", "neutral0", "neutral1", "positive0", "positive1" }));
    }

    [Test]
    public void One_label_alone_is_refused()
    {
        using var folder = new TemporaryFolder();
        Samples.Write(folder.File("data.tsv"), Samples.Sentiment().Where(r => r.Label == "neutral"));

        Assert.That(() => Train(folder, "sentiment", "one"), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public void Lexicon_is_compiled_into_the_model()
    {
        using var folder = new TemporaryFolder();
        Samples.Write(folder.File("data.tsv"), Samples.Sentiment());
        File.WriteAllText(folder.File("words.tsv"), "term\tscore\ngreat\t1\nterrible\t-1\nvery angry\t-1\n");

        TrainReport report = TaskTraining.Train(
            new TrainRequest("sentiment", [folder.File("data.tsv")], [folder.File("words.tsv")], [], folder.File("one")));

        Assert.That(Sentiment.Models.ModelFile.Load(report.Model).Lexicon, Has.Length.EqualTo(3));
    }

    [Test]
    public void Words_of_the_lexicon_are_held_back_less_than_others()
    {
        // All words and pairs of a row say the same, so only the penalty decides which of them is believed: 2 x 1 and 2 x 0.5 beyond once, squared.
        LabelledText[] rows = [.. Enumerable.Range(0, 80).Select(i => new LabelledText($"{i}", "en", i % 2 == 0 ? "zorbel quintak" : "miffol drasken", i % 2 == 0 ? "positive" : "negative", ""))];
        Lexicon lexicon = Lexicon.Read(["zorbel\t1", "miffol\t-1", "quintak\t0.5", "drasken\t-0.5"]);

        (_, FeatureMatrix matrix, FittedWeights weights) = HeadTrainer.Train(TaskTraining.Plan("sentiment", rows, lexicon), rows);

        int[] words = [.. Enumerable.Range(0, matrix.FeatureCount).Where(f => matrix.IsWord[f] && matrix.DocumentCounts[f] == 40)];
        float Largest(float from, float to) => words.Where(f => matrix.Strength[f] >= from && matrix.Strength[f] <= to).Max(f => MathF.Abs(weights.Features[f * weights.Stride]));
        Assert.That(Largest(1, 1), Is.EqualTo(9 * Largest(0, 0)).Within(1).Percent);
        Assert.That(Largest(0.4f, 0.6f), Is.EqualTo(4 * Largest(0, 0)).Within(2).Percent);
    }

    [Test]
    public void Missing_column_is_named()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("data.tsv"), "id\tbody\n1\thello\n");

        Assert.That(() => Train(folder, "sentiment", "one"), Throws.TypeOf<FormatException>().With.Message.Contains("'text'"));
    }

    private static TrainReport Train(TemporaryFolder folder, string task, string output) =>
        TaskTraining.Train(new TrainRequest(task, [folder.File("data.tsv")], [], [], folder.File(output)));
}
