using System.Globalization;
using Microsoft.Extensions.Localization;

namespace Listener.Worker.Web.Text;

/// <summary>Times as people read them, in one person's zone: relative up to 24 hours, then date and time.</summary>
public sealed class ConsoleClock(DateTimeOffset now, TimeZoneInfo zone, IStringLocalizer text)
{
    /// <summary>Now, UTC.</summary>
    public DateTimeOffset Now { get; } = now;

    /// <summary>Zone of the person.</summary>
    public TimeZoneInfo Zone { get; } = zone;

    /// <summary>For example <c>just now</c>, <c>12 min ago</c>, <c>5 h ago</c>, <c>12 May, 14:02</c>.</summary>
    public string Ago(DateTimeOffset at)
    {
        var age = Now - at;
        if (age < TimeSpan.FromMinutes(1))
            return text["just now"];
        if (age < TimeSpan.FromHours(1))
            return text["{0} min ago", (int)age.TotalMinutes];
        return age < TimeSpan.FromHours(24) ? text["{0} h ago", (int)age.TotalHours] : Day(at);
    }

    /// <summary>For list rows: <c>14:02</c> today, else <c>12 May</c>.</summary>
    public string Short(DateTimeOffset at)
    {
        var local = Local(at);
        if (local.Date == Local(Now).Date)
            return local.ToString("HH:mm", CultureInfo.CurrentCulture);
        return local.Year == Local(Now).Year ? local.ToString("d MMM", CultureInfo.CurrentCulture) : local.ToString("d MMM yyyy", CultureInfo.CurrentCulture);
    }

    /// <summary><c>14:02</c> today, else <c>12 May, 14:02</c>.</summary>
    public string Time(DateTimeOffset at) =>
        Local(at).Date == Local(Now).Date ? Local(at).ToString("HH:mm", CultureInfo.CurrentCulture) : Day(at);

    /// <summary>ISO time with the zone's offset, for <c>title</c> and <c>datetime</c>.</summary>
    public string Iso(DateTimeOffset at) => Local(at).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    /// <summary>A length of time in its two largest units, for example <c>2 h 10 min</c> or <c>3 d 4 h</c>; at least <c>1 min</c>.</summary>
    public string Length(TimeSpan span)
    {
        var minutes = Math.Max(1, (int)Math.Ceiling(Math.Abs(span.TotalMinutes) - 0.001));
        var (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
        if (days > 0)
            return hours > 0 ? text["{0} d {1} h", days, hours] : text["{0} d", days];
        if (hours > 0)
            return rest > 0 ? text["{0} h {1} min", hours, rest] : text["{0} h", hours];
        return text["{0} min", rest];
    }

    /// <summary>The time in the person's zone.</summary>
    public DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone);

    private string Day(DateTimeOffset at)
    {
        var local = Local(at);
        var format = local.Year == Local(Now).Year ? "d MMM, HH:mm" : "d MMM yyyy, HH:mm";
        return local.ToString(format, CultureInfo.CurrentCulture);
    }
}
