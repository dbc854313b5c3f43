using Listener.Worker.Digests;
using Listener.Worker.Domain;
using Listener.Worker.Pipeline;
using Listener.Worker.Storage;

namespace Listener.Worker.Web.Operations;

/// <summary>Counts of one name.</summary>
public sealed class NameCount
{
    public int Count { get; set; }

    public int Sure { get; set; }

    public int Negative { get; set; }

    /// <summary>Share of negative among the sure ones.</summary>
    public Share NegativeShare => Share.Of(Negative, Sure);
}

/// <summary>Counts of one local day.</summary>
public sealed class DayCount
{
    public int Negative { get; set; }

    public int Neutral { get; set; }

    public int Positive { get; set; }

    public int Unsure { get; set; }

    public int Total => Negative + Neutral + Positive + Unsure;

    public int Sure => Negative + Neutral + Positive;
}

/// <summary>Adds up a period mention by mention, so that no period is too long to report. Spam is left out, as in the digest.</summary>
public sealed class ReportTally(TimeZoneInfo zone, DateTimeOffset asOf)
{
    private static readonly string[] IntentNames = Enum.GetNames<Intent>();
    private readonly Dictionary<(string Channel, Priority Priority), List<Wait>> waits = [];
    private readonly Dictionary<(string Channel, Priority Priority), (int In, int Decided)> targets = [];

    public int Total { get; private set; }

    public int Unsure { get; private set; }

    public int Negative { get; private set; }

    public int InTarget { get; private set; }

    public int Decided { get; private set; }

    public int Owed { get; private set; }

    public int Answered { get; private set; }

    public Dictionary<DateOnly, DayCount> Days { get; } = [];

    public Dictionary<string, NameCount> Intents { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, NameCount> Topics { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, NameCount> Languages { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, NameCount> Channels { get; } = new(StringComparer.Ordinal);

    /// <summary>Share of negative among the sure ones.</summary>
    public Share NegativeShare => Share.Of(Negative, Total - Unsure);

    /// <summary>Share answered by its due time, of those answered or overdue.</summary>
    public Share InTargetShare => Share.Of(InTarget, Decided);

    /// <summary>Share answered at all, of those owed an answer.</summary>
    public Share AnsweredShare => Share.Of(Answered, Owed);

    /// <summary>Share whose sentiment a person should choose.</summary>
    public Share UnsureShare => Share.Of(Unsure, Total);

    /// <summary>Waiting times of all, shortest first.</summary>
    public IReadOnlyList<Wait> Waits => Sorted(waits.Values.SelectMany(w => w));

    /// <summary>Waiting times by channel, most urgent first.</summary>
    public IEnumerable<(string Channel, Priority Priority, IReadOnlyList<Wait> Waits, Share InTarget)> Response =>
        waits.OrderBy(w => w.Key.Channel, StringComparer.Ordinal).ThenByDescending(w => w.Key.Priority).Select(w =>
        {
            var (hit, decided) = targets.GetValueOrDefault(w.Key);
            return (w.Key.Channel, w.Key.Priority, (IReadOnlyList<Wait>)Sorted(w.Value), Share.Of(hit, decided));
        });

    /// <summary>Adds a mention.</summary>
    public void Add(ReportRow mention)
    {
        if (mention.Intent == Intent.Spam)
            return;
        var sentiment = mention.Sentiment;
        Total++;
        Unsure += sentiment is null ? 1 : 0;
        Negative += sentiment == SentimentLabel.Negative ? 1 : 0;
        AddDay(mention.PostedAt, sentiment);
        AddName(Channels, mention.Channel, sentiment);
        AddLabels(mention, sentiment);
        AddResponse(mention);
    }

    private void AddDay(DateTimeOffset postedAt, SentimentLabel? sentiment)
    {
        var key = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(postedAt, zone).DateTime);
        if (!Days.TryGetValue(key, out var day))
            Days[key] = day = new DayCount();
        _ = sentiment switch
        {
            SentimentLabel.Negative => day.Negative++,
            SentimentLabel.Neutral => day.Neutral++,
            SentimentLabel.Positive => day.Positive++,
            _ => day.Unsure++,
        };
    }

    private void AddLabels(ReportRow mention, SentimentLabel? sentiment)
    {
        if (mention.Language is not { } language || mention.Intent is not { } intent)
            return;
        AddName(Languages, language, sentiment);
        AddName(Intents, IntentNames[(int)intent], sentiment);
        foreach (var topic in mention.Topics)
            AddName(Topics, topic, sentiment);
    }

    private void AddResponse(ReportRow mention)
    {
        if (mention.Priority is not { } priority
            || MeasureResponse.WaitOf(mention.PostedAt, mention.AnsweredAt, mention is { NeedsAnswer: true, IsClosed: false }, asOf) is not { } wait)
            return;
        Owed++;
        Answered += wait.Answered ? 1 : 0;
        var key = (mention.Channel, priority);
        if (!waits.TryGetValue(key, out var list))
            waits[key] = list = [];
        list.Add(wait);
        if (ResponseRows.Decided(mention.NeedsAnswer ? mention.DueAt : null, mention.AnsweredAt, mention.IsClosed, asOf) is not { } hit)
            return;
        Decided++;
        InTarget += hit ? 1 : 0;
        var (before, decided) = targets.GetValueOrDefault(key);
        targets[key] = (before + (hit ? 1 : 0), decided + 1);
    }

    private static List<Wait> Sorted(IEnumerable<Wait> waits)
    {
        var sorted = waits.ToList();
        sorted.Sort();
        return sorted;
    }

    private static void AddName(Dictionary<string, NameCount> counts, string name, SentimentLabel? sentiment)
    {
        if (!counts.TryGetValue(name, out var count))
            counts[name] = count = new NameCount();
        count.Count++;
        count.Sure += sentiment is null ? 0 : 1;
        count.Negative += sentiment == SentimentLabel.Negative ? 1 : 0;
    }
}
