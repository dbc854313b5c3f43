using System.Text;

namespace Listener.Worker.Digests;

/// <summary>A digest as plain text, for mail programs without HTML.</summary>
public static class TextDigest
{
    /// <summary>Writes the digest in the words of a language; lines end with a line feed.</summary>
    public static string Write(Digest digest, DigestWords words)
    {
        var text = new StringBuilder();
        Line(text, words.Of(digest.Headline, digest.Mentions));
        Line(text, $"{words.Say("title", digest.Key)} – {words.Period(digest)}");
        if (digest.IsRunning)
            Line(text, words.Say("running"));
        Block(text, words.Say("section.numbers"), DigestLines.Numbers(digest, words).Select(n => $"{n.Name}: {n.Value} – {n.Note}"));
        Block(text, words.Say("section.sentiment"), digest.Days.Select(d => DigestLines.Day(d, words)));
        Block(text, words.Say("section.topics"), DigestLines.Shown(digest.Topics).Select(r => DigestLines.Of(r, words.Topic, words)));
        Block(text, words.Say("section.intents"), DigestLines.Shown(digest.Intents).Select(r => DigestLines.Of(r, words.Intent, words)));
        Block(text, words.Say("section.spikes"), DigestLines.Spikes(digest, words));
        Block(text, words.Say("section.quotes"), digest.Quotes.Select(q => $"“{q.Text}” – {DigestLines.Source(q, words)}"));
        Block(text, words.Say("section.response"), DigestLines.Response(digest).Select(r => DigestLines.Of(r, words)));
        Block(text, words.Say("section.notseen"), DigestLines.NotSeen(digest, words));
        Block(text, words.Say("section.next"), DigestLines.Next(digest, words));
        Block(text, words.Say("section.method"), [words.Say("method")]);
        text.Append("\n-- \n").Append(words.Say("list.unsubscribe")).Append('\n');
        return text.ToString();
    }

    private static void Block(StringBuilder text, string title, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        if (all.Count == 0)
            return;
        text.Append('\n').Append(title).Append('\n');
        foreach (var line in all)
            Line(text, "- " + TextSafety.OneLine(line));
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
