using Listener.Worker.Domain;

namespace Listener.Worker.Digests;

/// <summary>Topics and intents with their change on last week.</summary>
internal static class MovedRows
{
    public static IReadOnlyList<Moved> Topics(IReadOnlyList<StoredMention> now, IReadOnlyList<StoredMention> before) =>
        Rows(now, before, m => m.Classification?.Topics.Keys ?? []);

    public static IReadOnlyList<Moved> Intents(IReadOnlyList<StoredMention> now, IReadOnlyList<StoredMention> before) =>
        Rows(now, before, m => m.Classification is { } c ? [c.Intent.ToString()] : []);

    private static IReadOnlyList<Moved> Rows(
        IReadOnlyList<StoredMention> now, IReadOnlyList<StoredMention> before, Func<StoredMention, IEnumerable<string>> names)
    {
        var (current, earlier) = (Group(now, names), Group(before, names));
        var all = current.Keys.Union(earlier.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var p = all.ConvertAll(n => Proportions.DifferenceP(Of(current, n).Count, now.Count, Of(earlier, n).Count, before.Count));
        var stands = Proportions.HoldFalseDiscoveries(p);
        return
        [
            .. all.Select((name, i) => Row(name, Of(current, name), now.Count, Of(earlier, name), before.Count, stands[i]))
                .OrderByDescending(r => r.Count).ThenBy(r => r.Name, StringComparer.Ordinal),
        ];
    }

    private static Moved Row(string name, List<StoredMention> now, int total, List<StoredMention> before, int totalBefore, bool stands)
    {
        var change = Change.Between(Share.Of(before.Count, totalBefore), Share.Of(now.Count, total));
        if (!stands && change.Verdict is (Verdict.Up or Verdict.Down))
            change = change with { Verdict = Verdict.NoClearChange };
        var example = now.OrderByDescending(m => m.Classification!.Topics.GetValueOrDefault(name, m.Classification.IntentProbabilities.GetValueOrDefault(m.Classification.Intent)))
            .ThenBy(m => m.Number.Value).FirstOrDefault();
        return new Moved(name, now.Count, before.Count, SentimentRows.ShareOf(now, SentimentLabel.Negative), change, example?.Number, DigestBuilder.Numbers(now));
    }

    private static Dictionary<string, List<StoredMention>> Group(IReadOnlyList<StoredMention> mentions, Func<StoredMention, IEnumerable<string>> names) =>
        mentions.SelectMany(m => names(m).Select(n => (Name: n, Mention: m)))
            .GroupBy(p => p.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Select(p => p.Mention).ToList(), StringComparer.Ordinal);

    private static List<StoredMention> Of(Dictionary<string, List<StoredMention>> groups, string name) => groups.GetValueOrDefault(name) ?? [];
}
