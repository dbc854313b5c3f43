namespace Listener.Worker.Digests;

/// <summary>The digest's blocks as sentences; every form lays out the same ones.</summary>
internal static class DigestLines
{
    private const int BySize = 5;
    private const int ByChange = 5;
    private const int MostLines = 8;
    private const int MostResponseRows = 24;

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

    /// <summary>The unusual hours, in order of time; of very many the ones with most people.</summary>
    public static IReadOnlyList<string> Spikes(Digest digest, DigestWords words)
    {
        if (digest.Spikes.Count == 0)
            return [words.Say("spike.none")];
        var shown = digest.Spikes.OrderByDescending(s => s.Authors).Take(MostLines).OrderBy(s => s.Hour);
        return Limit([.. shown.Select(s => Of(s, digest, words))], digest.Spikes.Count, words);
    }

    /// <summary>Rows of response times; of very many the most urgent.</summary>
    public static IReadOnlyList<ResponseRow> Response(Digest digest) => digest.Response.Count <= MostResponseRows
        ? digest.Response
        : [.. digest.Response.OrderByDescending(r => r.Priority).ThenByDescending(r => r.Mentions.Count).Take(MostResponseRows)];

    public static IReadOnlyList<string> NotSeen(Digest digest, DigestWords words)
    {
        var gaps = digest.NotSeen.Gaps.OrderByDescending(g => g.To - g.From).Take(MostLines).OrderBy(g => g.From).Select(g => Of(g, digest, words)).ToList();
        var lines = Limit(gaps, digest.NotSeen.Gaps.Count, words);
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

    /// <summary>One day in a line.</summary>
    public static string Day(DaySentiment day, DigestWords words) =>
        $"{day.Day.ToString("ddd d MMM", words.Culture)}: {words.Say("negative")} {words.Number(day.Negative)}, {words.Say("neutral")} {words.Number(day.Neutral)}, "
        + $"{words.Say("positive")} {words.Number(day.Positive)}, {words.Say("unsure")} {words.Number(day.Unsure)}";

    /// <summary>A topic or intent in a line.</summary>
    public static string Of(Moved row, Func<string, string> name, DigestWords words) =>
        $"{name(row.Name)}: {words.Number(row.Count)}; {words.Say("col.negative")} {words.Of(row.Negative)}; {words.Of(row.Change)}";

    /// <summary>Response times in a line.</summary>
    public static string Of(ResponseRow row, DigestWords words) =>
        $"{row.Channel}, {words.Say($"priority.{row.Priority}")}: {words.Say("col.p50")}: {words.Of(row.P50)}; {words.Say("col.p90")}: {words.Of(row.P90)}; "
        + $"{words.Say("col.p95")}: {words.Of(row.P95)}; {words.Say("intarget")}: {words.Of(row.InTarget)}";

    private static string Of(Spike spike, Digest digest, DigestWords words) => words.Say(
        "spike", words.Moment(spike.Hour, digest.TimeZone), words.Number(spike.Authors), spike.Expected.ToString("0.#", words.Culture),
        words.Topic(spike.Topic), words.Number(spike.Answered));

    private static string Of(UnreadStretch gap, Digest digest, DigestWords words) =>
        words.Say("gap", gap.Channel, words.Moment(gap.From, digest.TimeZone), words.Moment(gap.To, digest.TimeZone), gap.Reason);

    private static List<string> Limit(List<string> lines, int total, DigestWords words)
    {
        if (lines.Count < total)
            lines.Add(words.Say("more", words.Number(total - lines.Count)));
        return lines;
    }

    /// <summary>Who said it, where, in which language, and whether it was answered.</summary>
    public static string Source(Quote quote, DigestWords words)
    {
        var parts = new[] { quote.Author is null ? null : $"@{quote.Author}", quote.Channel, quote.Language, words.Say(quote.Answered ? "answered" : "notanswered") };
        return string.Join(" · ", parts.Where(p => p is not null));
    }
}
