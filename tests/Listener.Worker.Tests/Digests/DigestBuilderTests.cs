using Listener.Worker.Digests;
using Listener.Worker.Domain;
using static Listener.Worker.Tests.Digests.DigestSamples;

namespace Listener.Worker.Tests.Digests;

/// <summary>What a digest says of a week: headline, spikes, quotes, response times, weeks in which clocks change.</summary>
public sealed class DigestBuilderTests
{
    [Test]
    public void Same_input_gives_the_same_bytes_in_every_form()
    {
        var (first, second) = (DigestBuilder.Build(Typical()), DigestBuilder.Build(Typical()));

        Assert.That(Forms(second), Is.EqualTo(Forms(first)));
    }

    [Test]
    public void Json_reads_back_as_it_was_written()
    {
        var written = DigestJson.Write(DigestBuilder.Build(Typical()));

        Assert.That(DigestJson.Write(DigestJson.Read(written)), Is.EqualTo(written));
    }

    [Test]
    public void A_rise_of_negative_mentions_is_the_headline()
    {
        var digest = DigestBuilder.Build(Typical());

        Assert.That(digest.Negative.Change.Verdict, Is.EqualTo(Verdict.Up));
        Assert.That(digest.Headline.Kind, Is.AnyOf("negative", "volume"));
    }

    [Test]
    public void A_week_without_mentions_says_so()
    {
        var digest = DigestBuilder.Build(Empty());

        Assert.That(MarkdownDigest.Write(digest, DigestWords.In("en")), Does.StartWith("# No mentions this week"));
    }

    [Test]
    public void A_burst_of_many_people_is_a_spike_with_its_topic()
    {
        var digest = DigestBuilder.Build(Typical());

        Assert.That(digest.Spikes, Has.Count.EqualTo(1));
        Assert.That(digest.Spikes[0].Topic, Is.EqualTo("payment_billing"));
        Assert.That(digest.Spikes[0].Hour, Is.EqualTo(Week.StartIn(Tallinn).AddHours(67)));
    }

    [Test]
    public void One_person_who_writes_often_is_no_spike()
    {
        var start = Week.StartIn(Tallinn);
        var burst = Enumerable.Range(0, 30).Select(i => One(50_000 + i, start.AddHours(60).AddMinutes(i), author: "the-same"));
        var quiet = Quiet(1, 60).Where(m => m.PostedAt < start);

        var digest = DigestBuilder.Build(Typical() with { Mentions = [.. quiet, .. burst] });

        Assert.That(digest.Spikes, Is.Empty);
    }

    [Test]
    public void Quiet_weeks_rarely_ring_an_alarm()
    {
        var alarms = Enumerable.Range(0, 100).Count(seed => DigestBuilder.Build(Typical() with { Mentions = [.. Quiet(seed, 200)] }).Spikes.Count > 0);

        TestContext.Out.WriteLine($"{alarms} of 100 quiet weeks showed a spike");
        Assert.That(alarms, Is.LessThanOrEqualTo(10));
    }

    [Test]
    public void Quiet_weeks_are_mostly_called_usual()
    {
        var kinds = Enumerable.Range(0, 100).Select(seed => DigestBuilder.Build(Typical() with { Mentions = [.. Quiet(seed, 200)] }).Headline.Kind).ToList();

        TestContext.Out.WriteLine(string.Join(", ", kinds.CountBy(k => k)));
        Assert.That(kinds.Count(k => k == "usual"), Is.GreaterThanOrEqualTo(80));
    }

    [Test]
    public void A_waiting_mention_counts_as_longer_than_its_age()
    {
        var start = Week.StartIn(Tallinn);
        var answered = Enumerable.Range(0, 4).Select(i => One(i, start.AddHours(9), answeredAfter: TimeSpan.FromMinutes(10 + i)));
        var waiting = Enumerable.Range(10, 6).Select(i => One(i, start.AddHours(9)));

        var row = DigestBuilder.Build(Typical() with { Mentions = [.. answered, .. waiting] }).Response.Single();

        Assert.That(row.P50.AtLeast, Is.True);
        Assert.That(DigestWords.In("en").Of(row.P50), Does.StartWith("over "));
        Assert.That((row.InTarget.Count, row.InTarget.Total), Is.EqualTo((4, 10)));
    }

    [Test]
    public void A_fresh_waiting_mention_does_not_blur_a_known_median()
    {
        var input = Typical();
        var answered = Enumerable.Range(0, 9).Select(i => One(i, Week.StartIn(Tallinn).AddHours(9), answeredAfter: TimeSpan.FromMinutes(10 + i)));

        var row = DigestBuilder.Build(input with { Mentions = [.. answered, One(10, Week.Plus(1).StartIn(Tallinn).AddMinutes(-1))], AsOf = Week.Plus(1).StartIn(Tallinn) }).Response.Single();

        Assert.That(row.P50, Is.EqualTo(new Waited(TimeSpan.FromMinutes(14), false)));
    }

    [TestCase(2026, 13, 167)] // clocks go forward on 29 March
    [TestCase(2026, 43, 169)] // clocks go back on 25 October
    [TestCase(2026, 47, 168)]
    public void A_week_has_all_its_hours_when_clocks_change(int year, int number, int hours)
    {
        var week = new DigestWeek(year, number);
        var (from, to) = (week.StartIn(Tallinn), week.Plus(1).StartIn(Tallinn));
        var every = Enumerable.Range(0, hours).Select(h => One(h + 1, from.AddHours(h).AddMinutes(30)));

        var digest = DigestBuilder.Build(Empty() with { Week = week, Mentions = [.. every], AsOf = to });

        Assert.That((to - from).TotalHours, Is.EqualTo(hours));
        Assert.That(digest.Mentions.Count, Is.EqualTo(hours));
        Assert.That(digest.Days.Sum(d => d.Neutral), Is.EqualTo(hours));
    }

    [TestCase(2026, 13)]
    [TestCase(2026, 43)]
    public void A_steady_evening_is_no_spike_in_the_week_clocks_change(int year, int number)
    {
        var week = new DigestWeek(year, number);
        var mentions = new List<DigestMention>();
        for (var w = -8; w <= 0; w++)
            for (var day = 0; day < 7; day++)
                for (var i = 0; i < 12; i++)
                {
                    var local = week.Plus(w).Monday.AddDays(day).ToDateTime(new TimeOnly(20, 5 * i));
                    mentions.Add(One(mentions.Count + 1, new DateTimeOffset(local, Tallinn.GetUtcOffset(local)).ToUniversalTime()));
                }

        var digest = DigestBuilder.Build(Empty() with { Week = week, Mentions = mentions, AsOf = week.Plus(1).StartIn(Tallinn) });

        Assert.That(digest.Spikes, Is.Empty);
    }

    [Test]
    public void Quotes_hide_names_if_so_set_and_quote_an_author_once()
    {
        var start = Week.StartIn(Tallinn);
        var mentions = Enumerable.Range(0, 5).Select(i => One(i, start.AddHours(i), SentimentLabel.Negative, $"Ask @kadri.tamm about parcel number {i}, please", author: "one")).ToList();

        var digest = DigestBuilder.Build(Typical(hideHandles: true) with { Mentions = mentions });

        Assert.That(digest.Quotes, Has.Count.EqualTo(1));
        Assert.That(digest.Quotes[0].Author, Is.Null);
        Assert.That(digest.Quotes[0].Text, Does.Contain("Ask @… about"));
        Assert.That(Forms(digest), Has.None.Contains("kadri").And.None.Contains("social.example"));
    }

    private static string[] Forms(Digest digest) =>
    [
        DigestJson.Write(digest), MarkdownDigest.Write(digest, DigestWords.In("de")), HtmlDigest.Write(digest, DigestWords.In("tr")),
        DigestMail.Write(digest, DigestWords.In("ro"), "listener@example.org", "team@example.org").Content,
    ];

    // Nine weeks alike: people write by day, each once, as chance has it.
    private static IEnumerable<DigestMention> Quiet(int seed, int perWeek)
    {
        var random = new Random(seed);
        var number = 0;
        for (var week = -8; week <= 0; week++)
        {
            var start = Week.Plus(week).StartIn(Tallinn);
            var count = perWeek + (int)(Math.Sqrt(perWeek) * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 2);
            for (var i = 0; i < count; i++)
            {
                var at = start.AddDays(random.Next(7)).AddHours(7 + (16 * (random.NextDouble() + random.NextDouble()) / 2));
                var sentiment = random.NextDouble() switch { < 0.25 => SentimentLabel.Negative, < 0.7 => SentimentLabel.Neutral, _ => SentimentLabel.Positive };
                yield return One(++number, at, sentiment, topic: random.Next(2) == 0 ? "delivery" : "app_website", intent: (Intent)random.Next(3));
            }
        }
    }
}
