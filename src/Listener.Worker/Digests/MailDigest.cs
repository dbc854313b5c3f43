using Listener.Worker.Domain;
using Listener.Worker.Web.Charts;

namespace Listener.Worker.Digests;

/// <summary>
/// A digest as HTML for mail programs: tables, 600 px, styles on each cell because many programs drop the head, dark colours by
/// media query for those that keep it. No image, SVG, script or remote file.
/// </summary>
public static class MailDigest
{
    private const string Font = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;";

    // Light colours stand on the cells; the dark ones must outrank them.
    private const string Head = """
        <style>
        .bar{line-height:1px}
        @media (max-width:480px){.stack{display:block!important;width:100%!important;box-sizing:border-box!important;border-left:0!important;padding-left:0!important;padding-right:0!important}.pad{padding-left:18px!important;padding-right:18px!important}.wide{display:none!important}}
        @media (prefers-color-scheme:dark){.bg{background:#131618!important}.card{background:#1a1e21!important;border-color:#2c3337!important}.t{color:#e6eaea!important}.m{color:#a2adb0!important}.l{border-color:#2c3337!important}.a{color:#7ad3ce!important}.w{color:#e9bd6a!important;background:#33270f!important}.track{background:#2c3337!important}.neg{background:#e0796d!important}.uns{background:#6c7678!important}.neu{background:#86a5b8!important}.pos{background:#62b88a!important}}
        </style>
        """;

    /// <summary>Writes the digest in the words of a language.</summary>
    public static string Write(Digest digest, DigestWords words)
    {
        var blocks = new MailBlocks(digest, words);
        return Markup.Of($"""
            <!DOCTYPE html>
            <html lang="{words.Language}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="supported-color-schemes" content="light dark">
            <title>{words.Of(digest.Headline, digest.Mentions)}</title>
            {new Markup(Head)}
            </head>
            <body class="bg" style="margin:0;padding:0;background:#f5f6f4;{new Markup(Font)}">
            <div style="display:none;max-height:0;overflow:hidden;mso-hide:all">{Preheader(digest, words)}</div>
            <table role="presentation" class="bg" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f5f6f4"><tr><td align="center" style="padding:24px 8px">
            <table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px;background:#ffffff;border:1px solid #e0e4e1;border-radius:14px;{new Markup(Font)}"><tr><td class="pad" style="padding:28px 32px 30px">
            <p class="a" style="margin:0;font-size:14px;line-height:20px;font-weight:600;color:#0f5f63">{words.Say("title", digest.Key)}</p>
            <h1 class="t" style="margin:6px 0 8px;font-size:25px;line-height:31px;font-weight:700;letter-spacing:-0.3px;color:#1b2123">{words.Of(digest.Headline, digest.Mentions)}</h1>
            <p class="m" style="margin:0;font-size:13px;line-height:19px;color:#566064">{words.Period(digest)}</p>
            {(digest.IsRunning ? Markup.Of($"""<p class="w" style="margin:14px 0 0;padding:8px 12px;font-size:13px;line-height:19px;color:#7c4f00;background:#fcf1d9;border-radius:8px">{words.Say("running")}</p>""") : Markup.None)}
            {blocks.Numbers()}{blocks.Sentiment()}{blocks.Moves("topics", digest.Topics, words.Topic)}{blocks.Moves("intents", digest.Intents, words.Intent)}{blocks.Lines("spikes", DigestLines.Spikes(digest, words))}{blocks.Quotes()}{blocks.Response()}{blocks.Lines("notseen", DigestLines.NotSeen(digest, words))}{blocks.Lines("next", DigestLines.Next(digest, words))}
            <p class="m l" style="margin:32px 0 0;padding-top:16px;border-top:1px solid #e0e4e1;font-size:12px;line-height:18px;color:#566064">{words.Say("method")}</p>
            </td></tr></table>
            <p class="m" style="margin:14px 0 0;font-size:12px;line-height:18px;color:#566064">{words.Say("list.unsubscribe")}</p>
            </td></tr></table>
            </body>
            </html>

            """).Text;
    }

    private static string Preheader(Digest digest, DigestWords words) =>
        string.Join(" · ", DigestLines.Numbers(digest, words).Select(n => $"{n.Name}: {n.Value}"));
}

/// <summary>The blocks of the mail.</summary>
internal sealed class MailBlocks(Digest digest, DigestWords words)
{
    private const int QuoteCount = 6;

    public Markup Numbers()
    {
        var cells = DigestLines.Numbers(digest, words).Select((n, i) => Markup.Of($"""
            <td class="stack l" width="33%" valign="top" style="padding:{(i == 0 ? "14px 14px 14px 0" : "14px 14px 14px 16px")};{(i == 0 ? "" : "border-left:1px solid #e0e4e1;")}"><p class="m" style="margin:0;font-size:12px;line-height:18px;font-weight:600;color:#566064">{n.Name}</p><p class="t" style="margin:2px 0;font-size:22px;line-height:28px;font-weight:700;color:#1b2123">{n.Value}</p><p class="m" style="margin:0;font-size:12px;line-height:17px;color:#566064">{n.Note}</p></td>

            """));
        return Markup.Of($"""<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin-top:14px"><tr>{Markup.Join(cells)}</tr></table>""");
    }

    public Markup Sentiment()
    {
        var most = Math.Max(1, digest.Days.Max(d => d.Negative + d.Neutral + d.Positive + d.Unsure));
        var rows = digest.Days.Select(d => Markup.Of($"""
            <tr><td class="m" width="76" style="padding:5px 8px 5px 0;font-size:13px;line-height:18px;white-space:nowrap;color:#566064">{d.Day.ToString("ddd d MMM", words.Culture)}</td><td style="padding:5px 0">{Bar(d, most)}</td><td class="t" width="44" align="right" style="padding:5px 0 5px 8px;font-size:13px;line-height:18px;font-weight:600;color:#1b2123">{words.Number(d.Negative + d.Neutral + d.Positive + d.Unsure)}</td></tr>

            """));
        return Section("sentiment", Markup.Of($"""
            <table width="100%" cellpadding="0" cellspacing="0" border="0" aria-label="{words.Say("chart.days")}">{Markup.Join(rows)}</table>
            <p class="m" style="margin:8px 0 0;font-size:12px;line-height:18px;color:#566064">{Legend()}</p>
            """));
    }

    public Markup Moves(string section, IReadOnlyList<Moved> moved, Func<string, string> name)
    {
        var shown = DigestLines.Shown(moved);
        if (shown.Count == 0)
            return Markup.None;
        var rows = shown.Select((m, i) => Markup.Of($"""
            <tr><td class="stack l" width="46%" valign="top" style="padding:9px 10px 9px 0;{Rule(i)}"><p class="t" style="margin:0;font-size:14px;line-height:20px;font-weight:600;color:#1b2123">{name(m.Name)} <span class="m" style="font-weight:400;color:#566064">{words.Number(m.Count)}</span></p><p class="m" style="margin:0;font-size:12px;line-height:18px;color:#566064">{words.Of(m.Change)}</p></td><td class="stack l" width="54%" valign="top" style="padding:9px 0;{Rule(i)}">{ShareCells(m.Negative)}<p class="m" style="margin:3px 0 0;font-size:12px;line-height:18px;color:#566064">{words.Say("col.negative")}: {words.Of(m.Negative)}</p></td></tr>

            """));
        return Section(section, Markup.Of($"""<table width="100%" cellpadding="0" cellspacing="0" border="0">{Markup.Join(rows)}</table>"""));
    }

    public Markup Lines(string section, IReadOnlyList<string> lines)
    {
        var rows = lines.Select((l, i) => Markup.Of($"""<tr><td class="t l" style="padding:7px 0;font-size:14px;line-height:21px;color:#1b2123;{Rule(i)}">{TextSafety.OneLine(l)}</td></tr>"""));
        return Section(section, Markup.Of($"""<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">{Markup.Join(rows)}</table>"""));
    }

    public Markup Quotes()
    {
        if (digest.Quotes.Count == 0)
            return Markup.None;
        var rows = digest.Quotes.Take(QuoteCount).Select(q => Markup.Of($"""
            <tr><td class="{Class(q.Sentiment)}" width="4" bgcolor="{Colour(q.Sentiment)}" style="font-size:1px;line-height:1px;background:{Colour(q.Sentiment)};border-radius:2px">&nbsp;</td><td style="padding:4px 0 4px 14px"><p class="t" dir="auto" style="margin:0;font-size:15px;line-height:22px;color:#1b2123">{TextSafety.OneLine(q.Text)}</p><p class="m" style="margin:3px 0 0;font-size:12px;line-height:18px;color:#566064"><b>{words.Say(Key(q.Sentiment))}</b> <bdi>{TextSafety.OneLine(DigestLines.Source(q, words))}</bdi>{Link(q.Permalink)}</p></td></tr><tr><td colspan="2" style="font-size:1px;line-height:12px">&nbsp;</td></tr>

            """));
        return Section("quotes", Markup.Of($"""<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">{Markup.Join(rows)}</table>"""));
    }

    public Markup Response()
    {
        var shown = DigestLines.Response(digest);
        if (shown.Count == 0)
            return Markup.None;
        var rows = shown.Select((r, i) => Markup.Of($"""
            <tr><td class="stack l" width="38%" valign="top" style="padding:8px 10px 8px 0;{Rule(i)}"><p class="t" style="margin:0;font-size:14px;line-height:20px;font-weight:600;color:#1b2123">{r.Channel}</p><p class="m" style="margin:0;font-size:12px;line-height:18px;color:#566064">{words.Say($"priority.{r.Priority}")}</p></td><td class="stack l" width="62%" valign="top" style="padding:8px 0;{Rule(i)}"><p class="t" style="margin:0;font-size:13px;line-height:20px;color:#1b2123">{words.Say("col.p50")}: {words.Of(r.P50)} · {words.Say("col.p90")}: {words.Of(r.P90)} · {words.Say("col.p95")}: {words.Of(r.P95)}</p><p class="m" style="margin:0;font-size:12px;line-height:18px;color:#566064">{words.Say("intarget")}: {words.Of(r.InTarget)}</p></td></tr>

            """));
        return Section("response", Markup.Of($"""<table width="100%" cellpadding="0" cellspacing="0" border="0">{Markup.Join(rows)}</table>"""));
    }

    private Markup Section(string name, Markup content) => Markup.Of($"""
        <h2 class="t" style="margin:32px 0 8px;font-size:16px;line-height:22px;font-weight:700;color:#1b2123">{words.Say($"section.{name}")}</h2>
        {content}

        """);

    // Cells of a day's bar: the four sentiments, then what is missing to the fullest day.
    private static Markup Bar(DaySentiment day, int most)
    {
        var parts = new (string Class, string Colour, int Count)[]
        {
            ("neg", "#b8483d", day.Negative), ("uns", "#a9b0ae", day.Unsure), ("neu", "#7391a3", day.Neutral), ("pos", "#3c8a62", day.Positive),
            ("none", "", most - day.Negative - day.Unsure - day.Neutral - day.Positive),
        };
        return Cells(parts.Select(p => (p.Class, p.Colour, 100.0 * p.Count / most)));
    }

    private static Markup ShareCells(Share share) => share is { Total: >= Share.SmallestTotal, Value: { } value }
        ? Cells([("neg", "#b8483d", 100 * value), ("track", "#e9ecea", 100 * (1 - value))])
        : Markup.None;

    private static Markup Cells(IEnumerable<(string Class, string Colour, double Percent)> parts)
    {
        var cells = parts.Where(p => p.Percent > 0).Select(p => p.Colour.Length == 0
            ? Markup.Of($"""<td width="{p.Percent}%" style="font-size:1px;line-height:12px">&nbsp;</td>""")
            : Markup.Of($"""<td class="{p.Class}" width="{p.Percent}%" height="12" bgcolor="{p.Colour}" style="background:{p.Colour};font-size:1px;line-height:12px">&nbsp;</td>"""));
        return Markup.Of($"""<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="table-layout:fixed"><tr>{Markup.Join(cells)}</tr></table>""");
    }

    private Markup Legend() => Markup.Join(new[] { ("neg", "#b8483d", "negative"), ("uns", "#a9b0ae", "unsure"), ("neu", "#7391a3", "neutral"), ("pos", "#3c8a62", "positive") }
        .Select(p => Markup.Of($"""<span class="{p.Item1}" style="background:{p.Item2};border-radius:3px">&nbsp;&nbsp;&nbsp;</span>&nbsp;{words.Say(p.Item3)} &nbsp; """)));

    private static Markup Link(Uri? address) => address is { Scheme: "http" or "https" }
        ? Markup.Of($""" · <a class="a" href="{address.AbsoluteUri}" style="color:#0f5f63">{address.Host}</a>""")
        : Markup.None;

    private static string Rule(int row) => row == 0 ? "" : "border-top:1px solid #e0e4e1;";

    private static string Class(SentimentLabel sentiment) => sentiment switch { SentimentLabel.Negative => "neg", SentimentLabel.Positive => "pos", _ => "neu" };

    private static string Colour(SentimentLabel sentiment) => sentiment switch { SentimentLabel.Negative => "#b8483d", SentimentLabel.Positive => "#3c8a62", _ => "#7391a3" };

    private static string Key(SentimentLabel sentiment) => sentiment switch { SentimentLabel.Negative => "negative", SentimentLabel.Positive => "positive", _ => "neutral" };
}
