using Listener.Sentiment.Learning;
using Listener.Sentiment.Tests.Support;
using Listener.Sentiment.Training;

namespace Listener.Sentiment.Tests.Learning;

[TestFixture]
public sealed class FeedbackLearningTests
{
    // A trade word that the shipped models cannot know: on this channel "sick" and "mental" are praise.
    private static readonly string[] Praise = ["that board is sick", "sick session at the park", "mental jump", "this deck is mental"];
    private static readonly string[] Blame = ["wheels came off again", "the grip peeled after a day", "bearings seized", "deck snapped in two"];

    [Test]
    public void Challenger_that_learned_the_trade_takes_over()
    {
        using var folder = new TemporaryFolder();
        ModelStore store = Open(folder);

        LearningOutcome outcome = new FeedbackLearning(store).Learn("sentiment", TradeRows(), []);

        Assert.That(outcome.Promoted, Is.True, string.Join(' ', outcome.Reasons));
        Assert.That(store.CurrentId, Is.EqualTo(outcome.Version));
        Assert.That(TextClassifier.Load(store.CurrentFolder).Classify(new ClassificationInput("that board is sick", "en")).Sentiment.Label, Is.EqualTo("positive"));
    }

    [Test]
    public void Tiny_batch_is_refused()
    {
        using var folder = new TemporaryFolder();
        ModelStore store = Open(folder);

        LearningOutcome outcome = new FeedbackLearning(store).Learn("sentiment", [.. TradeRows().Take(10)], []);

        Assert.That(outcome.Promoted, Is.False);
        Assert.That(outcome.Reasons[0], Does.Contain("Only 10"));
        Assert.That(store.History()[0][1], Is.EqualTo("refuse"));
    }

    [Test]
    public void Poisoned_batch_is_refused_before_training()
    {
        using var folder = new TemporaryFolder();
        LabelledText[] turned =
        [
            .. LabelledFile.Read(RepositoryFiles.Authored("en"), "sentiment").Where(r => r.Label != "neutral")
                .Select(r => r with { Label = r.Label == "positive" ? "negative" : "positive" }),
        ];

        LearningOutcome outcome = new FeedbackLearning(Open(folder)).Learn("sentiment", turned, []);

        Assert.That(outcome.Version, Is.Empty);
        Assert.That(outcome.Reasons[0], Does.Contain("contradict"));
    }

    [Test]
    public void Challenger_that_harms_the_frozen_set_is_refused()
    {
        using var folder = new TemporaryFolder();
        LabelledText[] frozen = [.. TradeRows().Select(r => r with { Label = r.Label == "positive" ? "negative" : "positive" })];

        LearningOutcome outcome = new FeedbackLearning(Open(folder)).Learn("sentiment", TradeRows(), frozen);

        Assert.That(outcome.Promoted, Is.False);
        Assert.That(string.Join(' ', outcome.Reasons), Does.Contain("Worse than before in 'en'"));
    }

    private static ModelStore Open(TemporaryFolder folder) => new(folder.File("store"), RepositoryFiles.Models, TimeProvider.System);

    private static LabelledText[] TradeRows() =>
    [
        .. Enumerable.Range(0, 12).SelectMany(i => Praise.Select(t => Row(t, i, "positive")).Concat(Blame.Select(t => Row(t, i, "negative")))),
    ];

    private static LabelledText Row(string text, int number, string label) => new($"r-{number}", "en", $"{text} no {number}", label, "own");
}
