namespace Listener.Worker.Digests;

/// <summary>The digest's blocks as sentences; every form lays out the same ones.</summary>
internal static class DigestLines
{
    private const int BySize = 5;
    private const int ByChange = 5;

    /// <summary>The three numbers: name, value, note.</summary>
    public static IReadOnlyList<(string Name, string Value, string Note)> Numbers(Digest digest, DigestWords words) =>
    [
        (words.Say("mentions"), words.Number(digest.Mentions.Count), words.Of(digest.Mentions)),
        (words.Say("negative"), words.Of(digest.Negative.Share), words.Of(digest.Negative.Change)),
        (words.Say("intarget"), words.Of(digest.AnsweredInTarget.Share), words.Of(digest.AnsweredInTarget.Change)),
    ];

    /// <summary>The largest and the most changed rows, largest first.</summary>
    public static IReadOnlyList<Moved> Shown(IReadOnlyList<Moved> rows)
    {
        var changed = rows.Where(r => r.Change.Verdict is Verdict.Up or Verdict.Down).OrderByDescending(r => Math.Abs(r.Change.Points ?? 0)).Take(ByChange);
        var chosen = rows.Where(r => r.Count > 0).Take(BySize).Union(changed).ToHashSet();
        return [.. rows.Where(chosen.Contains)];
    }

    public static IReadOnlyList<string> Spikes(Digest digest, DigestWords words) => digest.Spikes.Count == 0
        ? [words.Say("spike.none")]
        : [.. digest.Spikes.Select(s => words.Say("spike", words.Moment(s.Hour, digest.TimeZone), words.Number(s.Authors), s.Expected.ToString("0.#", words.Culture), words.Topic(s.Topic), words.Number(s.Answered)))];

    public static IReadOnlyList<string> NotSeen(Digest digest, DigestWords words)
    {
        var lines = digest.NotSeen.Gaps.Select(g => words.Say("gap", g.Channel, words.Moment(g.From, digest.TimeZone), words.Moment(g.To, digest.TimeZone), g.Reason)).ToList();
        if (lines.Count == 0)
            lines.Add(words.Say("gap.none"));
        if (digest.NotSeen.Unsure.Count > 0)
            lines.Add(words.Say("unsure.count", words.Number(digest.NotSeen.Unsure.Count)));
        if (digest.NotSeen.NotAnswerable.Count > 0)
            lines.Add(words.Say("closed.count", words.Number(digest.NotSeen.NotAnswerable.Count)));
        if (digest.NotSeen.FailingChannels.Count > 0)
            lines.Add(words.Say("failing", string.Join(", ", digest.NotSeen.FailingChannels)));
        return lines;
    }

    public static IReadOnlyList<string> Next(Digest digest, DigestWords words) =>
        digest.Next.Count == 0 ? [words.Say("next.none")] : [.. digest.Next.Select(words.Of)];

    /// <summary>Who said it, where, in which language, and whether it was answered.</summary>
    public static string Source(Quote quote, DigestWords words)
    {
        var parts = new[] { quote.Author is null ? null : $"@{quote.Author}", quote.Channel, quote.Language, words.Say(quote.Answered ? "answered" : "notanswered") };
        return string.Join(" · ", parts.Where(p => p is not null));
    }
}
