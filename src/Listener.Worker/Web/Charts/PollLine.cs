namespace Listener.Worker.Web.Charts;

/// <summary>The last hours of a channel as small columns; an hour with faults is a cross. The same in words stands in its title.</summary>
public static class PollLine
{
    private const double Step = 9;
    private const double Height = 26;

    /// <summary>Draws it.</summary>
    /// <param name="title">What it shows, in words.</param>
    /// <param name="hours">New mentions and faults of each hour, oldest first.</param>
    public static Markup Draw(string title, IReadOnlyList<(int Added, int Polls, int Faults)> hours)
    {
        var highest = Math.Max(1, hours.Max(h => h.Added));
        var marks = Markup.Join(hours.Select((h, i) => Mark(h, i * Step, highest)));
        return Markup.Of($"""<svg class="poll-line" viewBox="0 0 {hours.Count * Step} {Height}" role="img" aria-label="{title}">{marks}</svg>""");
    }

    private static Markup Mark((int Added, int Polls, int Faults) hour, double x, int highest)
    {
        if (hour.Faults > 0)
            return Markup.Of($"""<path class="fault" d="M{x + 1} 17l5 6M{x + 6} 17l-5 6"/>""");
        var tall = hour.Polls == 0 ? 0 : 2 + ((Height - 4) * hour.Added / highest);
        return tall == 0
            ? Markup.Of($"""<rect class="none" x="{x}" y="{Height - 1}" width="7" height="1"/>""")
            : Markup.Of($"""<rect class="some" x="{x}" y="{Height - tall}" width="7" height="{tall}" rx="1.5"/>""");
    }
}
