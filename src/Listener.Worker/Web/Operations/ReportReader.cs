using Listener.Worker.Storage;

namespace Listener.Worker.Web.Operations;

/// <summary>A report over whole local days up to today.</summary>
/// <param name="Length">Days: 7, 28 or 90.</param>
/// <param name="First">First day.</param>
/// <param name="From">Its beginning, UTC.</param>
/// <param name="To">End of today, UTC.</param>
/// <param name="Now">The period.</param>
/// <param name="Before">As many days before it.</param>
public sealed record Report(int Length, DateOnly First, DateTimeOffset From, DateTimeOffset To, ReportTally Now, ReportTally Before);

/// <summary>Adds up what the reports page shows.</summary>
public sealed class ReportReader(IMentionStore mentions, ConsoleVisit visit)
{
    /// <summary>Lengths there are.</summary>
    public static IReadOnlyList<int> Lengths { get; } = [7, 28, 90];

    /// <summary>Reads a period; an unknown length gives 28 days.</summary>
    public async Task<Report> ReadAsync(int length, CancellationToken token)
    {
        var days = Lengths.Contains(length) ? length : 28;
        var today = DateOnly.FromDateTime(visit.Clock.Local(visit.Now).DateTime);
        var first = today.AddDays(1 - days);
        var (start, from, to) = (StartOf(first.AddDays(-days)), StartOf(first), StartOf(today.AddDays(1)));
        var (now, before) = (new ReportTally(visit.Clock.Zone, visit.Now), new ReportTally(visit.Clock.Zone, visit.Now));
        await mentions.ReadForReportAsync(start, to, row => (row.PostedAt < from ? before : now).Add(row), token);
        return new Report(days, first, from, to, now, before);
    }

    /// <summary>Beginning of a local day, UTC; the first moment there is where clocks skip midnight.</summary>
    public DateTimeOffset StartOf(DateOnly day)
    {
        var (zone, local) = (visit.Clock.Zone, day.ToDateTime(TimeOnly.MinValue));
        while (zone.IsInvalidTime(local))
            local = local.AddMinutes(15);
        return new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(local, zone), TimeSpan.Zero);
    }
}
