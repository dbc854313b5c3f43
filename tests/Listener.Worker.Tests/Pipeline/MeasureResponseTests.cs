using Listener.Worker.Domain;
using Listener.Worker.Pipeline;
using Listener.Worker.Tests.Support;

namespace Listener.Worker.Tests.Pipeline;

[TestFixture]
public sealed class MeasureResponseTests
{
    [Test]
    public void Without_waiting_mentions_a_percentile_is_the_plain_one()
    {
        var waits = Enumerable.Range(1, 10).Select(m => new Wait(TimeSpan.FromMinutes(m), true)).ToList();

        Assert.That(MeasureResponse.PercentileOf(waits, 0.5), Is.EqualTo(new Percentile(TimeSpan.FromMinutes(5), false)));
        Assert.That(MeasureResponse.PercentileOf(waits, 0.9), Is.EqualTo(new Percentile(TimeSpan.FromMinutes(9), false)));
    }

    [Test]
    public void Waiting_mentions_make_the_figure_worse_not_better()
    {
        var answered = Enumerable.Range(1, 10).Select(m => new Wait(TimeSpan.FromMinutes(m), true)).ToList();
        List<Wait> withWaiting = [.. answered, .. Enumerable.Repeat(new Wait(TimeSpan.FromMinutes(200), false), 5)];

        Assert.That(MeasureResponse.PercentileOf(withWaiting, 0.5)!.Value.Time, Is.GreaterThan(TimeSpan.FromMinutes(5)));
        Assert.That(MeasureResponse.PercentileOf(withWaiting, 0.9), Is.EqualTo(new Percentile(TimeSpan.FromMinutes(200), true)));
    }

    [Test]
    public void No_mentions_give_no_figure() => Assert.That(MeasureResponse.PercentileOf([], 0.5), Is.Null);

    [Test]
    public void Only_mentions_that_are_owed_an_answer_count()
    {
        var owed = Builders.Stored(routing: Builders.Routing());
        StoredMention[] mentions =
        [
            owed with { FirstRespondedAt = Builders.Now.AddSeconds(30) },
            owed with { FirstRespondedAt = Builders.Now.AddHours(5) }, // after its due time
            owed,
            owed with { GoneAt = Builders.Now },
            owed with { State = MentionState.Resolved },
            Builders.Stored(routing: Builders.Routing(needsAnswer: false)),
        ];

        var figures = MeasureResponse.Run(mentions, Builders.Now.AddHours(6));

        Assert.That((figures.Answered, figures.Waiting, figures.InTarget), Is.EqualTo((2, 1, 1)));
        Assert.That(figures.Buckets, Is.EqualTo(new ResponseBuckets(1, 0, 0, 1, 0)));
    }
}
