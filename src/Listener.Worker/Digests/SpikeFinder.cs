using MathNet.Numerics.Distributions;

namespace Listener.Worker.Digests;

/// <summary>
/// Hours with more authors than chance allows for that hour of the week. Authors are counted, not posts, so one angry person is
/// not a crisis. Counts vary more than a Poisson law says, so a negative binomial with the history's own spread is used, and
/// false discoveries among the week's hours are held to 10 %.
/// </summary>
internal static class SpikeFinder
{
    // Fewer weeks say too little about an hour of the week; chance would then look like news.
    private const int FewestWeeks = 3;
    private const int FewestAuthors = 4;

    public static IReadOnlyList<Spike> Find(DigestInput input, WeekSlices weeks)
    {
        if (weeks.History.Count < FewestWeeks)
            return [];
        var history = weeks.History.Select((w, i) => WeekHours.Of(w, input.Week.Plus(i - weeks.History.Count), input.Zone)).ToList();
        var usual = HourLaw.Of(history);
        var now = WeekHours.Of(weeks.Now, input.Week, input.Zone);
        var p = now.Hours.Select(h => h.Authors < FewestAuthors ? 1 : usual.Tail(h)).ToList();
        var stands = Proportions.HoldFalseDiscoveries(p);
        return [.. now.Hours.Where((h, i) => stands[i] && h.Authors >= FewestAuthors).Select(h => Describe(weeks, h, usual.Expected(h.Slot)))];
    }

    private static Spike Describe(WeekSlices weeks, WeekHour hour, double expected)
    {
        var inside = weeks.Now.Where(m => m.PostedAt >= hour.Start && m.PostedAt < hour.Start.AddHours(1))
            .OrderBy(m => m.PostedAt).ThenBy(m => m.Number.Value).ToList();
        var topic = inside.SelectMany(m => m.Topics.Select(t => t.Name)).GroupBy(t => t, StringComparer.Ordinal)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).FirstOrDefault()?.Key;
        return new Spike(
            hour.Start, hour.Authors, Math.Round(expected, 3), topic, inside[0].Number, inside.Count(m => m.AnsweredAt is not null), DigestBuilder.Numbers(inside));
    }
}

/// <summary>One hour of a week.</summary>
/// <param name="Start">Its beginning, UTC.</param>
/// <param name="Slot">Local hour of the week, 0 (Monday 00:00) to 167. In the weeks in which clocks change, one slot is missing or there twice.</param>
/// <param name="Authors">Different authors in it.</param>
internal readonly record struct WeekHour(DateTimeOffset Start, int Slot, int Authors);

/// <summary>The 167 to 169 hours of a week, in order.</summary>
internal sealed record WeekHours(IReadOnlyList<WeekHour> Hours)
{
    public const int Slots = 168;

    public static WeekHours Of(IReadOnlyList<DigestMention> mentions, DigestWeek week, TimeZoneInfo zone)
    {
        var (from, to) = (week.StartIn(zone), week.Plus(1).StartIn(zone));
        var authors = mentions.GroupBy(m => (int)Math.Floor((m.PostedAt - from).TotalHours))
            .ToDictionary(g => g.Key, g => g.Select(m => (m.Channel, m.AuthorId)).Distinct().Count());
        var hours = Enumerable.Range(0, (int)Math.Ceiling((to - from).TotalHours));
        return new WeekHours([.. hours.Select(h => new WeekHour(from.AddHours(h), SlotOf(from.AddHours(h), zone), authors.GetValueOrDefault(h)))]);
    }

    private static int SlotOf(DateTimeOffset start, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(start, zone);
        return ((((int)local.DayOfWeek + 6) % 7) * 24) + local.Hour;
    }
}

/// <summary>How many authors are usual in each hour of the week, and how far chance strays from it.</summary>
internal sealed class HourLaw
{
    private const double SmallestMean = 0.05;
    private const double SmallestSpread = 0.02;
    private const double LargestSpread = 5;
    private readonly double[] expected;
    private readonly double spread;

    private HourLaw(double[] expected, double spread) => (this.expected, this.spread) = (expected, spread);

    public static HourLaw Of(IReadOnlyList<WeekHours> history)
    {
        var bySlot = history.SelectMany(w => w.Hours).ToLookup(h => h.Slot, h => (double)h.Authors);
        var mean = Enumerable.Range(0, WeekHours.Slots).Select(s => bySlot[s].DefaultIfEmpty(0).Average()).ToArray();
        var expected = Enumerable.Range(0, WeekHours.Slots).Select(s => Smooth(mean, s)).ToArray();
        return new HourLaw(expected, SpreadOf(history, expected));
    }

    /// <summary>Usual number of authors in an hour of the week.</summary>
    public double Expected(int slot) => expected[slot];

    /// <summary>Probability of so many authors or more.</summary>
    public double Tail(WeekHour hour)
    {
        var r = 1 / spread;
        return Math.Max(0, 1 - new NegativeBinomial(r, r / (r + expected[hour.Slot])).CumulativeDistribution(hour.Authors - 1));
    }

    // Few weeks give a poor mean for one hour, so the hours beside it and the same hour of the other days lend a hand.
    private static double Smooth(double[] mean, int slot)
    {
        var near = Enumerable.Range(-1, 3).Average(d => mean[(slot + d + WeekHours.Slots) % WeekHours.Slots]);
        var daily = Enumerable.Range(0, 7).Average(d => mean[(d * 24) + (slot % 24)]);
        return Math.Max(SmallestMean, (0.6 * near) + (0.4 * daily));
    }

    // Variance beyond Poisson, as a share of the squared mean (the negative binomial's 1/r), from all hours together.
    private static double SpreadOf(IReadOnlyList<WeekHours> history, double[] expected)
    {
        var (above, squares) = (0.0, 0.0);
        foreach (var hour in history.SelectMany(w => w.Hours))
        {
            var mean = expected[hour.Slot];
            above += Math.Pow(hour.Authors - mean, 2) - mean;
            squares += mean * mean;
        }
        return Math.Clamp(squares <= 0 ? 0 : above / squares, SmallestSpread, LargestSpread);
    }
}
