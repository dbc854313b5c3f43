using Listener.Worker.Domain;

namespace Listener.Worker.Digests;

/// <summary>The weekly report as a value: every form is drawn from it, and the same input gives the same value.</summary>
public sealed record Digest
{
    /// <summary>Version of this shape in JSON.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>ISO week, for example <c>2026-W47</c>.</summary>
    public required string Key { get; init; }

    /// <summary>Brand it is about.</summary>
    public required string Brand { get; init; }

    /// <summary>IANA time zone whose week this is.</summary>
    public required string TimeZone { get; init; }

    /// <summary>Beginning of the week, UTC, inclusive.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>End of the week, UTC, exclusive.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>The largest change that is beyond chance.</summary>
    public required Headline Headline { get; init; }

    /// <summary>All mentions of the week.</summary>
    public required Volume Mentions { get; init; }

    /// <summary>Share of negative mentions, without the unsure ones.</summary>
    public required Measured Negative { get; init; }

    /// <summary>Share of positive mentions, without the unsure ones.</summary>
    public required Measured Positive { get; init; }

    /// <summary>Share answered within target, of those that were owed an answer.</summary>
    public required Measured AnsweredInTarget { get; init; }

    /// <summary>Sentiment per local day, Monday first.</summary>
    public required IReadOnlyList<DaySentiment> Days { get; init; }

    /// <summary>All topics seen in either week, largest first.</summary>
    public required IReadOnlyList<Moved> Topics { get; init; }

    /// <summary>All intents seen in either week, largest first.</summary>
    public required IReadOnlyList<Moved> Intents { get; init; }

    /// <summary>Mentions per channel, largest first.</summary>
    public required IReadOnlyList<Counted> Channels { get; init; }

    /// <summary>Mentions per language, largest first.</summary>
    public required IReadOnlyList<Counted> Languages { get; init; }

    /// <summary>Hours far above what is usual for that hour of the week.</summary>
    public required IReadOnlyList<Spike> Spikes { get; init; }

    /// <summary>Up to 8 quotes, chosen by rule.</summary>
    public required IReadOnlyList<Quote> Quotes { get; init; }

    /// <summary>Time to first response per channel and priority.</summary>
    public required IReadOnlyList<ResponseRow> Response { get; init; }

    /// <summary>What could not be seen or done.</summary>
    public required NotSeen NotSeen { get; init; }

    /// <summary>At most 5 things to do next.</summary>
    public required IReadOnlyList<NextStep> Next { get; init; }
}

/// <summary>First sentence.</summary>
/// <param name="Kind"><c>usual</c>, <c>volume</c>, <c>negative</c>, <c>topic</c> or <c>spike</c>.</param>
/// <param name="Subject">Topic name, if any.</param>
/// <param name="Change">The change it speaks of, if any.</param>
/// <param name="Mentions">Mentions behind it.</param>
public sealed record Headline(string Kind, string? Subject, Change? Change, IReadOnlyList<MentionNumber> Mentions);

/// <summary>A count against last week and against what is usual.</summary>
/// <param name="Count">This week.</param>
/// <param name="Before">Last week.</param>
/// <param name="UsualLow">10th percentile of the last 8 weeks; null below 4 weeks.</param>
/// <param name="UsualHigh">90th percentile of the last 8 weeks; null below 4 weeks.</param>
/// <param name="Mentions">Mentions counted.</param>
public sealed record Volume(int Count, int Before, int? UsualLow, int? UsualHigh, IReadOnlyList<MentionNumber> Mentions);

/// <summary>A share, its change on last week, and the mentions counted in it.</summary>
public sealed record Measured(Share Share, Change Change, IReadOnlyList<MentionNumber> Mentions);

/// <summary>Counts of one local day.</summary>
public sealed record DaySentiment(DateOnly Day, int Negative, int Neutral, int Positive, int Unsure);

/// <summary>A topic or intent.</summary>
/// <param name="Name">Name of the label scheme.</param>
/// <param name="Count">Mentions this week.</param>
/// <param name="Before">Mentions last week.</param>
/// <param name="Negative">Share of negative ones.</param>
/// <param name="Change">Change of its share of all mentions; its verdict also holds false discoveries among all names to 10 %.</param>
/// <param name="Example">Mention that is typical; null if none.</param>
/// <param name="Mentions">Mentions counted.</param>
public sealed record Moved(string Name, int Count, int Before, Share Negative, Change Change, MentionNumber? Example, IReadOnlyList<MentionNumber> Mentions);

/// <summary>A name and its mentions.</summary>
public sealed record Counted(string Name, int Count, IReadOnlyList<MentionNumber> Mentions);

/// <summary>An unusual hour.</summary>
/// <param name="Hour">Beginning of the hour, UTC.</param>
/// <param name="Authors">Different authors in it.</param>
/// <param name="Expected">Usual number of authors in that hour of the week.</param>
/// <param name="Topic">Most frequent topic; null if none.</param>
/// <param name="First">First mention of it.</param>
/// <param name="Answered">How many were answered.</param>
/// <param name="Mentions">Mentions of the hour.</param>
public sealed record Spike(DateTimeOffset Hour, int Authors, double Expected, string? Topic, MentionNumber First, int Answered, IReadOnlyList<MentionNumber> Mentions);

/// <summary>A quoted mention.</summary>
public sealed record Quote(
    MentionNumber Mention, string Text, string Language, string? Author, string Channel, Uri? Permalink, SentimentLabel Sentiment, bool Answered, string Rule);

/// <summary>Time to first response. A mention that still waits counts as longer than its age.</summary>
/// <param name="Channel">Channel.</param>
/// <param name="Priority">Priority.</param>
/// <param name="P50">Median.</param>
/// <param name="P90">90th percentile.</param>
/// <param name="P95">95th percentile.</param>
/// <param name="InTarget">Answered before due, of those owed an answer.</param>
/// <param name="Mentions">Mentions counted.</param>
public sealed record ResponseRow(string Channel, Priority Priority, Waited P50, Waited P90, Waited P95, Share InTarget, IReadOnlyList<MentionNumber> Mentions);

/// <summary>A waiting time.</summary>
/// <param name="Time">Time.</param>
/// <param name="AtLeast">True if the mention there still waits, so the true time is longer.</param>
public sealed record Waited(TimeSpan Time, bool AtLeast);

/// <summary>What the report does not know.</summary>
/// <param name="Gaps">Stretches of time that could not be read.</param>
/// <param name="Unsure">Mentions whose sentiment or intent is unsure.</param>
/// <param name="NotAnswerable">Mentions that nobody may answer through an API.</param>
/// <param name="FailingChannels">Channels that fail or are paused now.</param>
public sealed record NotSeen(
    IReadOnlyList<UnreadStretch> Gaps, Counted Unsure, Counted NotAnswerable, IReadOnlyList<string> FailingChannels);

/// <summary>Time that was not read.</summary>
public sealed record UnreadStretch(string Channel, DateTimeOffset From, DateTimeOffset To, string Reason);

/// <summary>A thing to do.</summary>
/// <param name="Kind"><c>overdue</c>, <c>faq</c>, <c>review-unsure</c>, <c>fix-channel</c> or <c>complaints</c>.</param>
/// <param name="Subject">Topic or channel, if any.</param>
/// <param name="Count">How many mentions ask for it.</param>
/// <param name="Mentions">They.</param>
public sealed record NextStep(string Kind, string? Subject, int Count, IReadOnlyList<MentionNumber> Mentions);
