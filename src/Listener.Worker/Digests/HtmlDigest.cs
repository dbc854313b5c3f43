using System.Globalization;
using Listener.Worker.Domain;
using Listener.Worker.Web.Charts;

namespace Listener.Worker.Digests;

/// <summary>A digest as HTML with charts: as a file that stands alone, or as the part of it that the console shows.</summary>
public static class HtmlDigest
{
    private static readonly Lazy<string> Style = new(() => Resource("digest.css"));
    private static readonly Lazy<string> Tokens = new(() => Resource("digest-alone.css"));

    /// <summary>A file that needs nothing beside it: no script, no image, no address is loaded. Light or dark as the reader's computer is.</summary>
    public static string Write(Digest digest, DigestWords words) => Markup.Of($"""
        <!DOCTYPE html>
        <html lang="{words.Language}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>{words.Say("title", digest.Key)} – {words.Of(digest.Headline, digest.Mentions)}</title>
        <style>
        {new Markup(Tokens.Value)}{new Markup(Style.Value)}</style>
        </head>
        <body>
        <main>
        {Body(digest, words)}</main>
        </body>
        </html>

        """).Text;

    /// <summary>The report itself, for the console's own frame.</summary>
    /// <param name="digest">The digest.</param>
    /// <param name="words">Language.</param>
    public static Markup Body(Digest digest, DigestWords words)
    {
        var page = new DigestBlocks(digest, words);
        return Markup.Of($"""
            <article class="digest" lang="{words.Language}">
            <header>
            <p class="kicker">{words.Say("title", digest.Key)}</p>
            <h1>{words.Of(digest.Headline, digest.Mentions)}</h1>
            <p class="period">{words.Period(digest)}</p>
            {(digest.IsRunning ? Markup.Of($"""<p class="running">{words.Say("running")}</p>""") : Markup.None)}
            </header>
            {page.Numbers()}{page.Sentiment()}{page.Moves("topics", "col.topic", digest.Topics, words.Topic)}{page.Moves("intents", "col.intent", digest.Intents, words.Intent)}{page.Lines("spikes", DigestLines.Spikes(digest, words))}{page.Quotes()}{page.Response()}{page.Lines("notseen", DigestLines.NotSeen(digest, words))}{page.Lines("next", DigestLines.Next(digest, words))}{page.Method()}</article>

            """);
    }

    private static string Resource(string name)
    {
        using var stream = typeof(HtmlDigest).Assembly.GetManifestResourceStream($"Listener.Worker.Digests.{name}")
            ?? throw new InvalidOperationException($"The style {name} is missing from the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}

/// <summary>The blocks of the HTML digest.</summary>
internal sealed class DigestBlocks(Digest digest, DigestWords words)
{
    public Markup Numbers()
    {
        var cards = DigestLines.Numbers(digest, words).Select(n => Markup.Of($"""<div class="number"><dt>{n.Name}</dt><dd class="big">{Short(n.Value)}{Rest(n.Value)}</dd><dd class="note">{n.Note}</dd></div>"""));
        return Markup.Of($"""
            <section aria-label="{words.Say("section.numbers")}"><dl class="numbers">{Markup.Join(cards)}</dl></section>

            """);
    }

    public Markup Sentiment()
    {
        var spikes = digest.Spikes.ToLookup(s => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(s.Hour, TimeZoneInfo.FindSystemTimeZoneById(digest.TimeZone)).DateTime));
        var columns = digest.Days.Select(d => new DayColumn(
            d.Day.ToString("ddd d", words.Culture), words.Number(d.Negative + d.Neutral + d.Positive + d.Unsure), [d.Negative, d.Unsure, d.Neutral, d.Positive],
            spikes[d.Day].Any() ? words.Say("chart.mark") : null)).ToList();
        var rows = digest.Days.Select(d => Row(
            d.Day.ToString("ddd d MMM", words.Culture), words.Number(d.Negative), words.Number(d.Neutral), words.Number(d.Positive), words.Number(d.Unsure)));
        return Section("sentiment", Markup.Of($"""
            <figure>{DayChart.Draw("digest-days", words.Say("chart.days"), columns)}<figcaption class="legend">{Legend()}</figcaption></figure>
            <details><summary>{words.Say("chart.days")}</summary>
            {Table(["col.day", "negative", "neutral", "positive", "unsure"], rows)}</details>

            """));
    }

    public Markup Moves(string section, string column, IReadOnlyList<Moved> moved, Func<string, string> name)
    {
        var shown = DigestLines.Shown(moved);
        if (shown.Count == 0)
            return Markup.None;
        var rows = shown.Select(m => Markup.Of($"""
            <tr><th scope="row">{name(m.Name)}{Example(m)}</th><td class="count">{words.Number(m.Count)}</td><td>{Bar(m.Negative)}<span>{words.Of(m.Negative)}</span></td><td class="{Tone(m.Change)}">{words.Of(m.Change)}</td></tr>

            """));
        return Section(section, Table([column, "col.count", "col.negative", "col.change"], rows));
    }

    public Markup Lines(string section, IReadOnlyList<string> lines) =>
        Section(section, Markup.Of($"<ul>{Markup.Join(lines.Select(l => Markup.Of($"<li>{TextSafety.OneLine(l)}</li>")))}</ul>\n"));

    public Markup Quotes()
    {
        if (digest.Quotes.Count == 0)
            return Markup.None;
        var quotes = digest.Quotes.Select(q => Markup.Of($"""
            <figure class="quote {Class(q.Sentiment)}"><blockquote dir="auto"{Language(q)}>{TextSafety.OneLine(q.Text)}</blockquote><figcaption><span class="tone">{words.Say(Key(q.Sentiment))}</span> <bdi>{TextSafety.OneLine(DigestLines.Source(q, words))}</bdi>{Link(q.Permalink)}</figcaption></figure>

            """));
        return Section("quotes", Markup.Of($"""<div class="quote-list">{Markup.Join(quotes)}</div>"""));
    }

    public Markup Response()
    {
        var shown = DigestLines.Response(digest);
        if (shown.Count == 0)
            return Markup.None;
        var rows = shown.Select(r => Row(
            r.Channel, words.Say($"priority.{r.Priority}"), words.Of(r.P50), words.Of(r.P90), words.Of(r.P95), words.Of(r.InTarget)));
        return Section("response", Table(["col.channel", "col.priority", "col.p50", "col.p90", "col.p95", "intarget"], rows));
    }

    public Markup Method() => Markup.Of($"""
        <footer class="method"><h2>{words.Say("section.method")}</h2><p>{words.Say("method")}</p></footer>

        """);

    private Markup Section(string name, Markup content) => Markup.Of($"""
        <section class="part-{name}"><h2>{words.Say($"section.{name}")}</h2>
        {content}</section>

        """);

    private Markup Table(IReadOnlyList<string> columns, IEnumerable<Markup> rows)
    {
        var head = Markup.Join(columns.Select(c => Markup.Of($"""<th scope="col">{words.Say(c)}</th>""")));
        // A table that scrolls sideways must be reachable with the keyboard.
        return Markup.Of($"""
            <div class="scroll" role="region" tabindex="0" aria-label="{words.Say(columns[0])}"><table><thead><tr>{head}</tr></thead><tbody>
            {Markup.Join(rows)}</tbody></table></div>

            """);
    }

    private static Markup Row(string first, params string[] cells)
    {
        var rest = Markup.Join(cells.Select(c => Markup.Of($"<td>{c}</td>")));
        return Markup.Of($"<tr><th scope=\"row\">{first}</th>{rest}</tr>\n");
    }

    private Markup Legend() => Markup.Join(new[] { "negative", "unsure", "neutral", "positive" }.Select((k, i) =>
        Markup.Of($"""<span><i class="{DayChart.Classes[i]}" aria-hidden="true"></i>{words.Say(k)}</span>""")));

    private Markup Example(Moved moved) => moved.ExampleLink is { Scheme: "http" or "https" } link
        ? Markup.Of($""" <a class="example" href="{link.AbsoluteUri}" rel="noopener noreferrer nofollow" aria-label="{words.Say("example")}: {moved.Name}">{words.Say("example")}</a>""")
        : Markup.None;

    private static Markup Link(Uri? address) => address is { Scheme: "http" or "https" }
        ? Markup.Of($""" · <a href="{address.AbsoluteUri}" rel="noopener noreferrer nofollow" dir="ltr">{address.Host}</a>""")
        : Markup.None;

    private static Markup Language(Quote quote) =>
        quote.Language.Length is 2 or 3 && quote.Language != "und" ? Markup.Of($" lang=\"{quote.Language}\"") : Markup.None;

    private static Markup Bar(Share share) => share.Total >= Share.SmallestTotal ? ShareBar.Draw(share.Value, share.Low, share.High) : Markup.None;

    private static string Tone(Change change) => change.Verdict switch { Verdict.Up => "up", Verdict.Down => "down", _ => "still" };

    private static string Class(SentimentLabel sentiment) => sentiment switch { SentimentLabel.Negative => "neg", SentimentLabel.Positive => "pos", _ => "neu" };

    private static string Key(SentimentLabel sentiment) => sentiment.ToString().ToLower(CultureInfo.InvariantCulture);

    // "26 % (24–28)": the number large, its interval small beside it.
    private static string Short(string value) => value.IndexOf('(', StringComparison.Ordinal) is > 0 and var at ? value[..at].TrimEnd() : value;

    private static Markup Rest(string value) => value.IndexOf('(', StringComparison.Ordinal) is > 0 and var at
        ? Markup.Of($" <small>{value[at..]}</small>")
        : Markup.None;
}
