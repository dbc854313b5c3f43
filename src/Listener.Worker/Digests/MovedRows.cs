using Listener.Worker.Domain;

namespace Listener.Worker.Digests;

/// <summary>Topics and intents with their change on last week.</summary>
internal static class MovedRows
{
    public static IReadOnlyList<Moved> Topics(IReadOnlyList<DigestMention> now, IReadOnlyList<DigestMention> before, bool hideLinks) =>
        Rows(now, before, hideLinks, m => m.Topics.Select(t => t.Name));

    public static IReadOnlyList<Moved> Intents(IReadOnlyList<DigestMention> now, IReadOnlyList<DigestMention> before, bool hideLinks) =>
        Rows(now, before, hideLinks, m => m.Intent is { } intent ? [intent.ToString()] : []);

    private static IReadOnlyList<Moved> Rows(
        IReadOnlyList<DigestMention> now, IReadOnlyList<DigestMention> before, bool hideLinks, Func<DigestMention, IEnumerable<string>> names)
    {
        var (current, earlier) = (Group(now, names), Group(before, names));
        var all = current.Keys.Union(earlier.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var p = all.ConvertAll(n => Proportions.DifferenceP(Of(current, n).Count, now.Count, Of(earlier, n).Count, before.Count));
        var stands = Proportions.HoldFalseDiscoveries(p);
        return
        [
            .. all.Select((name, i) => Row(name, Of(current, name), now.Count, Of(earlier, name), before.Count, stands[i], hideLinks))
                .OrderByDescending(r => r.Count).ThenBy(r => r.Name, StringComparer.Ordinal),
        ];
    }

    private static Moved Row(string name, List<DigestMention> now, int total, List<DigestMention> before, int totalBefore, bool stands, bool hideLinks)
    {
        var change = Change.Between(Share.Of(before.Count, totalBefore), Share.Of(now.Count, total));
        if (!stands && change.Verdict is (Verdict.Up or Verdict.Down))
            change = change with { Verdict = Verdict.NoClearChange };
        var example = now.Where(m => !m.IsGone).OrderByDescending(m => m.OfTopic(name) ?? m.IntentProbability)
            .ThenBy(m => m.Number.Value).FirstOrDefault();
        var link = !hideLinks && example?.Permalink is { Scheme: "http" or "https" } address ? address : null;
        return new Moved(
            name, now.Count, before.Count, SentimentRows.ShareOf(now, SentimentLabel.Negative), change, example?.Number, link, DigestBuilder.Numbers(now));
    }

    private static Dictionary<string, List<DigestMention>> Group(IReadOnlyList<DigestMention> mentions, Func<DigestMention, IEnumerable<string>> names) =>
        mentions.SelectMany(m => names(m).Select(n => (Name: n, Mention: m)))
            .GroupBy(p => p.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Select(p => p.Mention).ToList(), StringComparer.Ordinal);

    private static List<DigestMention> Of(Dictionary<string, List<DigestMention>> groups, string name) => groups.GetValueOrDefault(name) ?? [];
}
