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

        Assert.That(MeasureResponse.PercentileIn(waits, 0.5), Is.EqualTo(new Percentile(TimeSpan.FromMinutes(5), false)));
        Assert.That(MeasureResponse.PercentileIn(waits, 0.9), Is.EqualTo(new Percentile(TimeSpan.FromMinutes(9), false)));
    }

    [Test]
    public void Waiting_mentions_make_the_figure_worse_not_better()
    {
        var answered = Enumerable.Range(1, 10).Select(m => new Wait(TimeSpan.FromMinutes(m), true)).ToList();
        List<Wait> withWaiting = [.. answered, .. Enumerable.Repeat(new Wait(TimeSpan.FromMinutes(200), false), 5)];

        Assert.That(MeasureResponse.PercentileIn(withWaiting, 0.5)!.Value.Time, Is.GreaterThan(TimeSpan.FromMinutes(5)));
        Assert.That(MeasureResponse.PercentileIn(withWaiting, 0.9), Is.EqualTo(new Percentile(TimeSpan.FromMinutes(200), true)));
    }

    [Test]
    public void No_mentions_give_no_figure() => Assert.That(MeasureResponse.PercentileIn([], 0.5), Is.Null);

    [Test]
    public void A_wait_ends_with_the_answer_or_lasts_while_one_is_owed()
    {
        var late = Builders.Now.AddHours(6);

        Assert.That(MeasureResponse.WaitOf(Builders.Now, Builders.Now.AddSeconds(30), false, late), Is.EqualTo(new Wait(TimeSpan.FromSeconds(30), true)));
        Assert.That(MeasureResponse.WaitOf(Builders.Now, null, true, late), Is.EqualTo(new Wait(TimeSpan.FromHours(6), false)));
        Assert.That(MeasureResponse.WaitOf(Builders.Now, null, false, late), Is.Null);
        Assert.That(MeasureResponse.WaitOf(Builders.Now, Builders.Now.AddSeconds(-30), false, late), Is.EqualTo(new Wait(TimeSpan.Zero, true)), "a network's clock may run ahead");
    }
}
