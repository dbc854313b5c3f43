using System.Text;

namespace Listener.Worker.Digests;

/// <summary>A digest as Markdown. Quoted texts cannot become markup.</summary>
public static class MarkdownDigest
{
    private const string Special = @"\`*_{}[]<>()#+-.!|~";

    /// <summary>Writes the digest in the words of a language.</summary>
    public static string Write(Digest digest, DigestWords words)
    {
        var text = new StringBuilder();
        Line(text, $"# {Plain(words.Of(digest.Headline, digest.Mentions))}");
        Line(text, $"{Plain(words.Say("title", digest.Key))} · {Plain(words.Period(digest))}");
        Numbers(text, digest, words);
        Sentiment(text, digest, words);
        Moves(text, words, "topics", "col.topic", digest.Topics, words.Topic);
        Moves(text, words, "intents", "col.intent", digest.Intents, words.Intent);
        Spikes(text, digest, words);
        Quotes(text, digest, words);
        Response(text, digest, words);
        Lines(text, words.Say("section.notseen"), DigestLines.NotSeen(digest, words));
        Lines(text, words.Say("section.next"), DigestLines.Next(digest, words));
        Section(text, words.Say("section.method"));
        Line(text, Plain(words.Say("method")));
        return text.ToString();
    }

    private static void Numbers(StringBuilder text, Digest digest, DigestWords words)
    {
        Section(text, words.Say("section.numbers"));
        foreach (var (name, value, note) in DigestLines.Numbers(digest, words))
            text.Append("- **").Append(Plain(name)).Append(":** ").Append(Plain(value)).Append(" – ").Append(Plain(note)).Append('\n');
        text.Append('\n');
    }

    private static void Sentiment(StringBuilder text, Digest digest, DigestWords words)
    {
        Section(text, words.Say("section.sentiment"));
        Row(text, [words.Say("col.day"), words.Say("negative"), words.Say("neutral"), words.Say("positive"), words.Say("unsure")], header: true);
        foreach (var day in digest.Days)
            Row(text, [day.Day.ToString("ddd d MMM", words.Culture), words.Number(day.Negative), words.Number(day.Neutral), words.Number(day.Positive), words.Number(day.Unsure)]);
        text.Append('\n');
    }

    private static void Moves(StringBuilder text, DigestWords words, string section, string column, IReadOnlyList<Moved> rows, Func<string, string> name)
    {
        if (rows.Count == 0)
            return;
        Section(text, words.Say($"section.{section}"));
        Row(text, [words.Say(column), words.Say("col.count"), words.Say("col.negative"), words.Say("col.change")], header: true);
        foreach (var row in DigestLines.Shown(rows))
            Row(text, [name(row.Name), words.Number(row.Count), words.Of(row.Negative), words.Of(row.Change)]);
        text.Append('\n');
    }

    private static void Spikes(StringBuilder text, Digest digest, DigestWords words) =>
        Lines(text, words.Say("section.spikes"), DigestLines.Spikes(digest, words));

    private static void Quotes(StringBuilder text, Digest digest, DigestWords words)
    {
        if (digest.Quotes.Count == 0)
            return;
        Section(text, words.Say("section.quotes"));
        foreach (var quote in digest.Quotes)
        {
            text.Append("> ").Append(Plain(quote.Text.ReplaceLineEndings(" "))).Append("\n>\n> — ").Append(Plain(DigestLines.Source(quote, words)));
            if (quote.Permalink is { Scheme: "http" or "https" } link)
                text.Append(" · <").Append(link.AbsoluteUri).Append('>');
            text.Append("\n\n");
        }
    }

    private static void Response(StringBuilder text, Digest digest, DigestWords words)
    {
        if (digest.Response.Count == 0)
            return;
        Section(text, words.Say("section.response"));
        Row(text, [words.Say("col.channel"), words.Say("col.priority"), words.Say("col.p50"), words.Say("col.p90"), words.Say("col.p95"), words.Say("intarget")], header: true);
        foreach (var row in digest.Response)
            Row(text, [row.Channel, words.Say($"priority.{row.Priority}"), words.Of(row.P50), words.Of(row.P90), words.Of(row.P95), words.Of(row.InTarget)]);
        text.Append('\n');
    }

    private static void Lines(StringBuilder text, string title, IReadOnlyList<string> lines)
    {
        Section(text, title);
        foreach (var line in lines)
            text.Append("- ").Append(Plain(line)).Append('\n');
        text.Append('\n');
    }

    private static void Section(StringBuilder text, string title) => Line(text, $"## {Plain(title)}");

    private static void Line(StringBuilder text, string line) => text.Append(line).Append("\n\n");

    private static void Row(StringBuilder text, IReadOnlyList<string> cells, bool header = false)
    {
        text.Append("| ").AppendJoin(" | ", cells.Select(Plain)).Append(" |\n");
        if (header)
            text.Append('|').Insert(text.Length, " --- |", cells.Count).Append('\n');
    }

    // Every character that could mean something is escaped; what people wrote stays what they wrote.
    internal static string Plain(string value)
    {
        var safe = new StringBuilder(value.Length + 8);
        foreach (var c in value)
        {
            if (Special.Contains(c, StringComparison.Ordinal) && c is not ('.' or '-' or '(' or ')' or '+' or '!'))
                safe.Append('\\');
            safe.Append(char.IsControl(c) ? ' ' : c);
        }
        return safe.ToString();
    }
}
