using Listener.Worker.Domain;

namespace Listener.Worker.Channels.Demo;

/// <summary>Places stories in time, as the shop and its customers live in one time zone.</summary>
/// <param name="now">End of the history, UTC.</param>
internal sealed class DemoTimes(DateTimeOffset now)
{
    /// <summary>IANA name of the shop's time zone.</summary>
    public const string ZoneName = "Europe/Berlin";

    private const int HistoryWeeks = 9;

    // How many of 100 texts are written in each hour from 6 to 23: a little at lunch, most in the evening.
    private static readonly int[] HourShares = [1, 3, 5, 6, 6, 6, 7, 7, 5, 5, 5, 6, 8, 9, 9, 7, 4, 1];

    /// <summary>The shop's time zone; UTC where the system knows no zones.</summary>
    public static TimeZoneInfo Zone { get; } = TimeZoneInfo.TryFindSystemTimeZoneById(ZoneName, out var zone) ? zone : TimeZoneInfo.Utc;

    private DateTime LocalNow => TimeZoneInfo.ConvertTime(now, Zone).DateTime;

    private DateTime Monday => LocalNow.Date.AddDays(-(((int)LocalNow.DayOfWeek + 6) % 7));

    /// <summary>Begin of a story, UTC, before now; for <see cref="DemoMoment.Live"/> now.</summary>
    /// <param name="when">Moment of the story.</param>
    /// <param name="index">Its place among the stories of this moment, from 0.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="dice">Chance of this story.</param>
    public DateTimeOffset Begin(DemoMoment when, int index, int count, Random dice)
    {
        var place = (index + dice.NextDouble()) / count;
        return when switch
        {
            DemoMoment.Past => Past(Math.Pow(place, 0.9), dice),
            DemoMoment.Outage => ToUtc(Monday.AddDays(-4).AddHours(19).AddMinutes(5 + (place * 110))),
            DemoMoment.Crisis => ToUtc(LocalNow.Date.AddDays(-1).AddHours(13).AddMinutes(50 + (place * 220))),
            DemoMoment.Today => now - (dice.NextDouble() < 0.6 ? TimeSpan.FromMinutes(3 + (place * 125)) : TimeSpan.FromHours(2 + (place * 18))),
            _ => now,
        };
    }

    /// <summary>When the team answers a text written at <paramref name="asked"/>: after a delay that fits the wish, never at night.</summary>
    public static DateTimeOffset Answer(DateTimeOffset asked, Intent intent, Random dice)
    {
        var (least, most) = intent switch
        {
            Intent.PurchaseInterest => (0.6, 7.0),
            Intent.Praise => (8, 150),
            Intent.Question or Intent.Request => (6, 140),
            Intent.Complaint => (14, 200),
            Intent.ProblemReport => (12, 190),
            _ => (60, 540),
        };
        // Squared chance: most answers are quick, a few are late.
        var chance = dice.NextDouble();
        var local = TimeZoneInfo.ConvertTime(asked.AddMinutes(least + ((most - least) * chance * chance)), Zone).DateTime;
        if (local.TimeOfDay >= TimeSpan.FromHours(7.5) && local.TimeOfDay < TimeSpan.FromHours(21.5))
            return ToUtc(local);
        var day = local.TimeOfDay < TimeSpan.FromHours(7.5) ? local.Date : local.Date.AddDays(1);
        return ToUtc(day.AddHours(7.5).AddMinutes(dice.NextDouble() * 70));
    }

    private DateTimeOffset Past(double place, Random dice)
    {
        var start = Monday.AddDays(-7 * HistoryWeeks);
        var end = LocalNow.AddHours(-30);
        var day = start.AddDays(Math.Floor(place * (end - start).TotalDays));
        if (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday && dice.NextDouble() < 0.35)
            day = day.AddDays(-2);
        var at = day + TimeOfDay(dice);
        return ToUtc(at < end ? at : at.AddDays(-2));
    }

    private static TimeSpan TimeOfDay(Random dice)
    {
        var share = dice.Next(HourShares.Sum());
        var hour = 0;
        while (share >= HourShares[hour])
            share -= HourShares[hour++];
        return TimeSpan.FromSeconds(((hour + 6) * 3600) + dice.Next(3600));
    }

    private static DateTimeOffset ToUtc(DateTime local)
    {
        var plain = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        return new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(Zone.IsInvalidTime(plain) ? plain.AddHours(1) : plain, Zone), TimeSpan.Zero);
    }
}
