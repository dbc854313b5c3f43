using System.Globalization;

namespace Listener.Worker.Digests;

/// <summary>An ISO week in a time zone.</summary>
/// <param name="Year">ISO year.</param>
/// <param name="Week">ISO week, 1-53.</param>
public readonly record struct DigestWeek(int Year, int Week)
{
    /// <summary>Key, for example <c>2026-W47</c>.</summary>
    public string Key => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-W{Week:00}");

    /// <summary>Reads a key.</summary>
    public static bool TryParse(string? key, out DigestWeek week)
    {
        week = default;
        if (key is not { Length: 8 } || key[4..6] != "-W"
            || !int.TryParse(key[..4], NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            || !int.TryParse(key[6..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || year is < 1970 or > 9998 || number < 1 || number > ISOWeek.GetWeeksInYear(year))
            return false;
        week = new DigestWeek(year, number);
        return true;
    }

    /// <summary>The week that contains a moment in a zone.</summary>
    public static DigestWeek Containing(DateTimeOffset moment, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(moment, zone).DateTime;
        return new DigestWeek(ISOWeek.GetYear(local), ISOWeek.GetWeekOfYear(local));
    }

    /// <summary>The week <paramref name="weeks"/> later, or earlier if negative.</summary>
    public DigestWeek Plus(int weeks)
    {
        var day = Monday.AddDays(7 * weeks).ToDateTime(TimeOnly.MinValue);
        return new DigestWeek(ISOWeek.GetYear(day), ISOWeek.GetWeekOfYear(day));
    }

    /// <summary>Its first day.</summary>
    public DateOnly Monday => DateOnly.FromDateTime(ISOWeek.ToDateTime(Year, Week, DayOfWeek.Monday));

    /// <summary>Its beginning in a zone, UTC; if midnight does not exist there, the first moment after it.</summary>
    public DateTimeOffset StartIn(TimeZoneInfo zone)
    {
        var local = Monday.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(local))
            local = local.AddMinutes(15);
        return new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(local, zone), TimeSpan.Zero);
    }
}
