using Listener.Worker.Domain;
using MathNet.Numerics.Distributions;

namespace Listener.Worker.Digests;

/// <summary>
/// Hours with more authors than chance allows for that hour of the week. Authors are counted, not posts, so one angry person is
/// not a crisis. Counts vary more than a Poisson law says, so a negative binomial with the history's own spread is used, and
/// false discoveries among the week's hours are held to 10 %.
/// </summary>
internal static class SpikeFinder
{
    private const int FewestWeeks = 2;
    private const int FewestAuthors = 4;
    private const int HoursPerWeek = 168;

    public static IReadOnlyList<Spike> Find(DigestInput input, WeekSlices weeks)
    {
        if (weeks.History.Count < FewestWeeks)
            return [];
        var history = weeks.History.Select((w, i) => AuthorsPerHour(w, input.Week.Plus(i - weeks.History.Count).StartIn(input.Zone))).ToList();
        var now = AuthorsPerHour(weeks.Now, weeks.From);
        var expected = Enumerable.Range(0, HoursPerWeek).Select(h => Expect(history, h)).ToArray();
        var spread = Spread(history, expected);
        var p = now.Select((authors, h) => authors < FewestAuthors ? 1 : Tail(authors, expected[h], spread)).ToList();
        var stands = Proportions.HoldFalseDiscoveries(p);
        return [.. Enumerable.Range(0, HoursPerWeek).Where(h => stands[h] && now[h] >= FewestAuthors).Select(h => Describe(weeks, h, now[h], expected[h]))];
    }

    private static int[] AuthorsPerHour(IReadOnlyList<StoredMention> mentions, DateTimeOffset start)
    {
        var hours = new int[HoursPerWeek];
        foreach (var hour in mentions.GroupBy(m => (int)(m.Mention.PostedAt - start).TotalHours))
            if (hour.Key is >= 0 and < HoursPerWeek)
                hours[hour.Key] = hour.Select(m => m.Mention.Author.NativeId).Distinct(StringComparer.Ordinal).Count();
        return hours;
    }

    // Few weeks give a poor mean for one hour, so the hours beside it and the same hour of the other days lend a hand.
    private static double Expect(List<int[]> history, int hour)
    {
        var near = history.Average(w => Enumerable.Range(-1, 3).Average(d => w[(hour + d + HoursPerWeek) % HoursPerWeek]));
        var daily = history.Average(w => Enumerable.Range(0, 7).Average(d => w[((d * 24) + (hour % 24)) % HoursPerWeek]));
        return Math.Max(0.05, (0.6 * near) + (0.4 * daily));
    }

    // Variance beyond Poisson, as a share of the squared mean (the negative binomial's 1/r), from all hours together.
    private static double Spread(List<int[]> history, double[] expected)
    {
        var (above, squares) = (0.0, 0.0);
        foreach (var week in history)
        {
            for (var h = 0; h < HoursPerWeek; h++)
            {
                above += Math.Pow(week[h] - expected[h], 2) - expected[h];
                squares += expected[h] * expected[h];
            }
        }
        return Math.Clamp(squares <= 0 ? 0 : above / squares, 0.02, 5);
    }

    /// <summary>Probability of <paramref name="count"/> or more.</summary>
    private static double Tail(int count, double mean, double spread)
    {
        var r = 1 / spread;
        return Math.Max(0, 1 - new NegativeBinomial(r, r / (r + mean)).CumulativeDistribution(count - 1));
    }

    private static Spike Describe(WeekSlices weeks, int hour, int authors, double expected)
    {
        var start = weeks.From.AddHours(hour);
        var inside = weeks.Now.Where(m => m.Mention.PostedAt >= start && m.Mention.PostedAt < start.AddHours(1))
            .OrderBy(m => m.Mention.PostedAt).ThenBy(m => m.Number.Value).ToList();
        var topic = inside.SelectMany(m => m.Classification?.Topics.Keys ?? []).GroupBy(t => t, StringComparer.Ordinal)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).FirstOrDefault()?.Key;
        return new Spike(start, authors, expected, topic, inside[0].Number, inside.Count(m => m.FirstRespondedAt is not null), DigestBuilder.Numbers(inside));
    }
}
