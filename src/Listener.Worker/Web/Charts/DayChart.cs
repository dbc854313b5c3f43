namespace Listener.Worker.Web.Charts;

/// <summary>One column.</summary>
/// <param name="Label">Name below it.</param>
/// <param name="Total">Its height, as it is written above it.</param>
/// <param name="Parts">Parts from the bottom up, in the order of <see cref="DayChart.Classes"/>.</param>
/// <param name="Mark">Words of a mark above it; null for none.</param>
public sealed record DayColumn(string Label, string Total, IReadOnlyList<int> Parts, string? Mark = null);

/// <summary>Stacked columns, one a day. Colours are classes, so the page's theme sets them; a table with the numbers stands beside it.</summary>
public static class DayChart
{
    /// <summary>Class of each part, from the bottom up.</summary>
    public static readonly IReadOnlyList<string> Classes = ["neg", "uns", "neu", "pos"];

    private const double Width = 640;
    private const double Height = 210;
    private const double Top = 30;
    private const double Bottom = 26;

    /// <summary>Draws the chart.</summary>
    /// <param name="id">Unique on the page; joins the picture with its title.</param>
    /// <param name="title">What it shows.</param>
    /// <param name="columns">1 or more columns.</param>
    public static Markup Draw(string id, string title, IReadOnlyList<DayColumn> columns)
    {
        var highest = Math.Max(1, columns.Max(c => c.Parts.Sum()));
        var step = Width / Math.Max(1, columns.Count);
        // Many days leave no room for every label.
        var every = (int)Math.Ceiling(columns.Count / 14.0);
        var drawn = Markup.Join(columns.Select((c, i) => Column(every == 1 ? c : c with { Total = "", Label = i % every == 0 ? c.Label : "" }, (i * step) + (step / 2), Math.Min(54, step * 0.62), (Height - Top - Bottom) / highest)));
        return Markup.Of($"""
            <svg class="chart" viewBox="0 0 {Width} {Height}" role="img" aria-labelledby="{id}-title">
            <title id="{id}-title">{title}</title>
            <line class="base" x1="0" x2="{Width}" y1="{Height - Bottom}" y2="{Height - Bottom}"/>
            {drawn}</svg>

            """);
    }

    private static Markup Column(DayColumn column, double centre, double width, double unit)
    {
        var y = Height - Bottom;
        var parts = new List<Markup>();
        for (var i = 0; i < column.Parts.Count; i++)
        {
            var tall = column.Parts[i] * unit;
            if (tall <= 0)
                continue;
            y -= tall;
            // A hair of background between the parts tells them apart without colour.
            parts.Add(Markup.Of($"""<rect class="{Classes[i]}" x="{centre - (width / 2)}" y="{y}" width="{width}" height="{Math.Max(0.5, tall - 1)}" rx="2"/>"""));
        }
        var mark = column.Mark is null
            ? Markup.None
            : Markup.Of($"""<path class="mark" d="M{centre - 5} {y - 28}h10l-5 8z"><title>{column.Mark}</title></path>""");
        return Markup.Of($"""
            <g>{Markup.Join(parts)}<text class="value" x="{centre}" y="{y - 6}">{column.Total}</text>{mark}<text class="label" x="{centre}" y="{Height - 8}">{column.Label}</text></g>

            """);
    }
}
