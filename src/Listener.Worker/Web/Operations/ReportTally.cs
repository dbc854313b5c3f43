using Listener.Worker.Digests;
using Listener.Worker.Domain;
using Listener.Worker.Pipeline;

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

    /// <summary>Waiting times of all.</summary>
    public IReadOnlyCollection<Wait> Waits => [.. waits.Values.SelectMany(w => w)];

    /// <summary>Waiting times by channel, most urgent first.</summary>
    public IEnumerable<(string Channel, Priority Priority, IReadOnlyCollection<Wait> Waits, Share InTarget)> Response =>
        waits.OrderBy(w => w.Key.Channel, StringComparer.Ordinal).ThenByDescending(w => w.Key.Priority).Select(w =>
        {
            var (hit, decided) = targets.GetValueOrDefault(w.Key);
            return (w.Key.Channel, w.Key.Priority, (IReadOnlyCollection<Wait>)w.Value, Share.Of(hit, decided));
        });

    /// <summary>Adds a mention.</summary>
    public void Add(StoredMention mention)
    {
        var labels = mention.Classification;
        if (labels?.Intent == Intent.Spam)
            return;
        var sentiment = labels is { SentimentUnsure: false } ? labels.Sentiment : (SentimentLabel?)null;
        Total++;
        Unsure += sentiment is null ? 1 : 0;
        Negative += sentiment == SentimentLabel.Negative ? 1 : 0;
        AddDay(mention, sentiment);
        AddName(Channels, mention.Mention.Id.Channel.Value, sentiment);
        if (labels is not null)
            AddLabels(labels, sentiment);
        AddResponse(mention);
    }

    private void AddDay(StoredMention mention, SentimentLabel? sentiment)
    {
        var key = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(mention.Mention.PostedAt, zone).DateTime);
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

    private void AddLabels(Classification labels, SentimentLabel? sentiment)
    {
        AddName(Languages, labels.Language, sentiment);
        AddName(Intents, labels.Intent.ToString(), sentiment);
        foreach (var topic in labels.Topics.Keys)
            AddName(Topics, topic, sentiment);
    }

    private void AddResponse(StoredMention mention)
    {
        if (mention.Routing is not { } routing || MeasureResponse.WaitOf(mention, asOf) is not { } wait)
            return;
        Owed++;
        Answered += wait.Answered ? 1 : 0;
        var key = (mention.Mention.Id.Channel.Value, routing.Priority);
        if (!waits.TryGetValue(key, out var list))
            waits[key] = list = [];
        list.Add(wait);
        if (ResponseRows.Decided(mention, asOf) is not { } hit)
            return;
        Decided++;
        InTarget += hit ? 1 : 0;
        var (before, decided) = targets.GetValueOrDefault(key);
        targets[key] = (before + (hit ? 1 : 0), decided + 1);
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
