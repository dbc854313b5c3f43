namespace Listener.Worker.Web.Charts;

/// <summary>One point.</summary>
/// <param name="Label">Name of the day.</param>
/// <param name="Value">Share, 0-1; null where there is too little to say.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
public sealed record TrendPoint(string Label, double? Value, double? Low, double? High);

/// <summary>A share over days as a line with its interval as a band; days without enough mentions leave a gap.</summary>
public static class TrendChart
{
    private const double Width = 640;
    private const double Height = 200;
    private const double Left = 40;
    private const double Top = 10;
    private const double Bottom = 26;
    private const int MostLabels = 10;

    /// <summary>Draws the chart.</summary>
    /// <param name="id">Unique on the page.</param>
    /// <param name="title">What it shows.</param>
    /// <param name="points">1 or more days, oldest first.</param>
    public static Markup Draw(string id, string title, IReadOnlyList<TrendPoint> points)
    {
        var top = Math.Clamp(Math.Ceiling(points.Max(p => p.High ?? 0) * 10) / 10, 0.2, 1);
        var runs = Runs(points, top);
        var bands = Markup.Join(runs.Where(r => r.Count > 1).Select(Band));
        var lines = Markup.Join(runs.Select(r => Markup.Of($"""<polyline class="line" points="{Points(r.Select(p => (p.X, p.Y)))}"/>""")));
        var dots = Markup.Join(runs.SelectMany(r => r).Select(p => Markup.Of($"""<circle class="dot" cx="{p.X}" cy="{p.Y}" r="2.6"/>""")));
        return Markup.Of($"""
            <svg class="chart trend" viewBox="0 0 {Width} {Height}" role="img" aria-labelledby="{id}-title">
            <title id="{id}-title">{title}</title>
            {Grid(top)}{bands}{lines}{dots}{Labels(points)}</svg>

            """);
    }

    private sealed record Spot(double X, double Y, double Low, double High);

    private static List<List<Spot>> Runs(IReadOnlyList<TrendPoint> points, double top)
    {
        var runs = new List<List<Spot>>();
        var isOpen = false;
        for (var i = 0; i < points.Count; i++)
        {
            if (points[i] is not { Value: { } value, Low: { } low, High: { } high })
            {
                isOpen = false;
                continue;
            }
            if (!isOpen)
                runs.Add([]);
            isOpen = true;
            runs[^1].Add(new Spot(X(i, points.Count), Y(value, top), Y(low, top), Y(Math.Min(high, top), top)));
        }
        return runs;
    }

    private static double X(int index, int count) => Left + ((Width - Left - 12) * (count == 1 ? 0.5 : (double)index / (count - 1)));

    private static double Y(double share, double top) => Top + ((Height - Top - Bottom) * (1 - (share / top)));

    private static Markup Band(List<Spot> run) => Markup.Of(
        $"""<polygon class="band" points="{Points(run.Select(p => (p.X, p.High)))} {Points(Enumerable.Reverse(run).Select(p => (p.X, p.Low)))}"/>""");

    private static Markup Points(IEnumerable<(double X, double Y)> points)
    {
        var pairs = points.Select(p => Markup.Of($"{p.X},{p.Y} "));
        return new Markup(Markup.Join(pairs).Text.TrimEnd());
    }

    private static Markup Grid(double top) => Markup.Join(new[] { 0, top / 2, top }.Select(v => Markup.Of(
        $"""<line class="base" x1="{Left}" x2="{Width}" y1="{Y(v, top)}" y2="{Y(v, top)}"/><text class="label axis" x="{Left - 8}" y="{Y(v, top) + 4}">{Math.Round(100 * v)}%</text>""")));

    private static Markup Labels(IReadOnlyList<TrendPoint> points)
    {
        var every = (int)Math.Ceiling((double)points.Count / MostLabels);
        return Markup.Join(points.Select((p, i) => i % every != 0 ? Markup.None : Markup.Of($"""<text class="label" x="{X(i, points.Count)}" y="{Height - 8}">{p.Label}</text>""")));
    }
}
