using Listener.Worker.Domain;

namespace Listener.Worker.Storage;

/// <summary>What a report counts of one mention: labels and times, never a text.</summary>
/// <param name="Channel">Key of its channel.</param>
/// <param name="PostedAt">When it was posted, UTC.</param>
/// <param name="Sentiment">Sentiment; null if unsure or not read yet.</param>
/// <param name="Intent">Intent; null if not read yet.</param>
/// <param name="Language">ISO 639-1 code; null if not read yet.</param>
/// <param name="Topics">Topics, each once.</param>
/// <param name="Priority">Priority; null if not routed yet.</param>
/// <param name="NeedsAnswer">True if an answer is owed.</param>
/// <param name="DueAt">Latest first response, UTC; null if none is owed.</param>
/// <param name="AnsweredAt">When our first reply was delivered, UTC; null if not yet.</param>
/// <param name="IsClosed">True if it is resolved or was removed by the network, so nobody waits any more.</param>
public readonly record struct ReportRow(
    string Channel, DateTimeOffset PostedAt, SentimentLabel? Sentiment, Intent? Intent, string? Language, IReadOnlyList<string> Topics,
    Priority? Priority, bool NeedsAnswer, DateTimeOffset? DueAt, DateTimeOffset? AnsweredAt, bool IsClosed);

/// <summary>Items of a channel that could not be read.</summary>
/// <param name="Total">How many there are since the time asked for.</param>
/// <param name="Items">The newest of them, newest first.</param>
public sealed record QuarantineList(int Total, IReadOnlyList<(DateTimeOffset At, Channels.QuarantinedItem Item)> Items);
