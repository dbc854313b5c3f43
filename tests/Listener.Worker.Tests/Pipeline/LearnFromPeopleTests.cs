using Listener.Sentiment;
using Listener.Sentiment.Learning;
using Listener.Worker.Domain;
using Listener.Worker.Pipeline;
using Listener.Worker.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Listener.Worker.Tests.Pipeline;

/// <summary>Corrections and answers become labels; nothing new, nothing learned; too few are refused; a trade's words are learned.</summary>
[TestFixture]
public sealed class LearnFromPeopleTests
{
    private static readonly string Models = Path.Combine(AppContext.BaseDirectory, "models");
    private readonly FakeClock _clock = new(Builders.Now.AddDays(1));
    private InMemoryStore _mentions = null!;
    private string _folder = null!;
    private ModelStore _versions = null!;

    [SetUp]
    public void SetUp()
    {
        _mentions = new InMemoryStore();
        _folder = Directory.CreateTempSubdirectory("listener-learn-").FullName;
        _versions = new ModelStore(_folder, Models, _clock);
    }

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Without_a_correction_nothing_is_tried()
    {
        Answered("Where is it?", SentimentLabel.Neutral);

        Assert.That(await Learn(), Is.Empty);
        Assert.That(_versions.History(), Is.Empty);
    }

    [Test]
    public async Task Few_labels_are_refused_with_the_reason()
    {
        await Correct("that board is sick", SentimentLabel.Negative, SentimentLabel.Positive);

        var outcome = (await Learn()).Single();

        Assert.That(outcome.Promoted, Is.False);
        Assert.That(outcome.Reasons[0], Does.Contain("Only 1 labels"));
    }

    [Test]
    public async Task What_was_tried_is_not_tried_again_before_somebody_corrects_more()
    {
        await Correct("that board is sick", SentimentLabel.Negative, SentimentLabel.Positive);
        await Learn();

        Assert.That(await Learn(), Is.Empty);
        _clock.Advance(TimeSpan.FromDays(1));
        await Correct("mental jump", SentimentLabel.Negative, SentimentLabel.Positive);
        Assert.That(await Learn(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_trades_own_words_are_learned_and_named_in_later_labels()
    {
        await CorrectTrade();

        var outcome = (await Learn(frozen: "missing.tsv")).Single();

        Assert.That(outcome.Promoted, Is.True, string.Join(' ', outcome.Reasons));
        var labels = TextClassifier.Load(_versions.CurrentFolder).Classify(new ClassificationInput("that board is sick", "en"));
        Assert.That(labels.Sentiment.Label, Is.EqualTo("positive"));
        Assert.That(labels.Model, Does.EndWith("+" + outcome.Version));
    }

    [Test]
    public async Task Labels_of_one_kind_that_spoil_the_rest_of_a_language_are_refused()
    {
        await CorrectTrade();

        var outcome = (await Learn()).Single();

        Assert.That(outcome.Promoted, Is.False);
        Assert.That(outcome.Reasons, Has.Some.Contains("Worse than before in 'en'"));
        Assert.That(_versions.CurrentId, Is.EqualTo(ModelStore.Shipped));
    }

    private async Task CorrectTrade()
    {
        foreach (var i in Enumerable.Range(0, 30))
        {
            await Correct($"that board is sick, ride {i}", SentimentLabel.Negative, SentimentLabel.Positive);
            Answered($"bearings seized on ride {i}", SentimentLabel.Negative);
        }
    }

    private async Task<IReadOnlyList<LearningOutcome>> Learn(string frozen = "frozen.tsv") =>
        await new LearnFromPeople(_mentions, _versions, new FrozenSet(Path.Combine(Models, frozen)), NullLogger<LearnFromPeople>.Instance)
            .RunAsync(TestContext.CurrentContext.CancellationToken);

    private StoredMention Answered(string text, SentimentLabel sentiment)
    {
        var number = _mentions.Mentions.Count + 1;
        var mention = Builders.Stored(Builders.Mention($"m{number}", text), number, Builders.Labels(sentiment: sentiment), Builders.Routing());
        return _mentions.Add(mention with { FirstRespondedAt = Builders.Now.AddMinutes(number) });
    }

    private Task Correct(string text, SentimentLabel before, SentimentLabel after)
    {
        var mention = Answered(text, before);
        var correction = new LabelCorrection(mention.Number, "sentiment", before.ToString(), after.ToString(), "test", "kim", _clock.GetUtcNow().AddMinutes(-mention.Number.Value));
        return _mentions.CorrectAsync(correction, mention.Classification! with { Sentiment = after }, mention.Routing!, default);
    }
}
