using Listener.Sentiment.Evaluation;
using Listener.Sentiment.Tests.Support;
using Listener.Sentiment.Text;
using Listener.Sentiment.Training;

namespace Listener.Sentiment.Tests;

/// <summary>A floor under the trainer: intents of authored texts that it was not trained on. No outside data is needed.</summary>
[TestFixture]
public sealed class AuthoredFloorTests
{
    // Neighbouring texts of a file resemble each other, so whole blocks are kept apart.
    private const int BlockSize = 15;

    [TestCase("en", 0.50)]
    [TestCase("de", 0.50)]
    [TestCase("es", 0.50)]
    [TestCase("et", 0.50)]
    [TestCase("ro", 0.50)]
    [TestCase("tr", 0.45)]
    public void Intent_of_texts_kept_apart_is_told_at_least_this_well(string language, double floor)
    {
        using var folder = new TemporaryFolder();
        ILookup<bool, LabelledText> parts = LabelledFile.Read(RepositoryFiles.Authored(language))
            .Select((row, i) => (row, i)).ToLookup(p => Hashing.Of(language + (p.i / BlockSize)) % 5 == 0, p => p.row);
        Samples.Write(folder.File("train.tsv"), parts[false]);
        Samples.Write(folder.File("test.tsv"), parts[true]);
        TaskTraining.Train(new TrainRequest("intent", [folder.File("train.tsv")], [], [], folder.File("model")));

        EvaluationResult result = ModelEvaluation.Run(folder.File("model"), [folder.File("test.tsv")])[0];

        Assert.That(result.MacroF1.Value, Is.GreaterThan(floor));
    }

    [Test]
    public void Shipped_files_stay_small() =>
        Assert.That(Directory.GetFiles(RepositoryFiles.Models, "*.model").Sum(f => new FileInfo(f).Length), Is.LessThan(25_000_000));
}
