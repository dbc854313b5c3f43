using Listener.Worker.Domain;

namespace Listener.Worker.Digests;

/// <summary>Shares of sentiment. Unsure classifications count in the volume, never in a share.</summary>
internal static class SentimentRows
{
    public static Measured Measure(IReadOnlyList<DigestMention> now, IReadOnlyList<DigestMention> before, SentimentLabel label)
    {
        var share = ShareOf(now, label);
        return new Measured(share, Change.Between(ShareOf(before, label), share), DigestBuilder.Numbers(now.Where(m => Is(m, label))));
    }

    public static Share ShareOf(IReadOnlyCollection<DigestMention> mentions, SentimentLabel label) =>
        Share.Of(mentions.Count(m => Is(m, label)), mentions.Count(IsSure));

    public static IReadOnlyList<DaySentiment> PerDay(IReadOnlyList<DigestMention> now, DigestInput input)
    {
        var byDay = now.ToLookup(m => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(m.PostedAt, input.Zone).DateTime));
        return
        [
            .. Enumerable.Range(0, 7).Select(i => input.Week.Monday.AddDays(i)).Select(day => new DaySentiment(
                day, byDay[day].Count(m => Is(m, SentimentLabel.Negative)), byDay[day].Count(m => Is(m, SentimentLabel.Neutral)),
                byDay[day].Count(m => Is(m, SentimentLabel.Positive)), byDay[day].Count(m => !IsSure(m)))),
        ];
    }

    private static bool Is(DigestMention mention, SentimentLabel label) => mention.Sentiment == label;

    private static bool IsSure(DigestMention mention) => mention.Sentiment is not null;
}
