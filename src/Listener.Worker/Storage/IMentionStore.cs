using Listener.Worker.Channels;
using Listener.Worker.Domain;

namespace Listener.Worker.Storage;

/// <summary>Mentions, cursors and work on mentions. Every write is on disk when its task completes.</summary>
public interface IMentionStore
{
    /// <summary>Cursor of a watch; null if it was never read.</summary>
    Task<PollCursor?> ReadCursorAsync(ChannelKey channel, string watch, CancellationToken token);

    /// <summary>
    /// Stores one reading in one transaction: new mentions, changed texts of known ones (by version or text), removals, quarantine,
    /// gap and the cursor. Own posts and reposts must have been taken out. A mention seen twice is stored once.
    /// A known mention that changed loses classification, routing and open drafts, so it runs through the line again.
    /// </summary>
    Task<SavedBatch> SaveBatchAsync(ChannelKey channel, string watch, MentionPage page, DateTimeOffset now, CancellationToken token);

    /// <summary>Stores how a known mention reads now, as a reading would; null says that it is gone. An unknown one is left alone.</summary>
    Task RenewAsync(MentionId id, Mention? current, DateTimeOffset now, CancellationToken token);

    /// <summary>
    /// Notes that an answer of ours stands that Listener did not send: the mention counts as answered and its open drafts fall away. Only the
    /// answer itself is noted if the mention was answered before, or a reply of Listener's is on its way; nothing, if it is unknown or the answer Listener's own.
    /// </summary>
    /// <param name="id">Mention answered.</param>
    /// <param name="answer">Native id of the answer.</param>
    /// <param name="at">When it was posted, UTC.</param>
    /// <param name="now">Now, UTC.</param>
    /// <param name="token">Stops before the write.</param>
    /// <returns>True if the mention counts as answered by it.</returns>
    Task<bool> AnsweredElsewhereAsync(MentionId id, string answer, DateTimeOffset at, DateTimeOffset now, CancellationToken token);

    /// <summary>Answers of ours to a mention that Listener did not send, by native id, and since when that is known, UTC.</summary>
    Task<IReadOnlyList<(string NativeId, DateTimeOffset NotedAt)>> AnswersElsewhereAsync(MentionNumber number, CancellationToken token);

    /// <summary>Mentions that were stored and not yet understood, oldest first.</summary>
    Task<IReadOnlyList<StoredMention>> TakeUnprocessedAsync(int max, CancellationToken token);

    /// <summary>Stores classification, routing and first drafts of a batch in one transaction; state New stays New.</summary>
    Task SaveUnderstoodAsync(IReadOnlyList<UnderstoodMention> batch, CancellationToken token);

    /// <summary>One mention; null if unknown.</summary>
    Task<StoredMention?> FindAsync(MentionNumber number, CancellationToken token);

    /// <summary>One mention by its native identity; null if unknown.</summary>
    Task<StoredMention?> FindAsync(MentionId id, CancellationToken token);

    /// <summary>Mentions of the same thread on the same channel, oldest first; of a longer thread the newest 200.</summary>
    Task<IReadOnlyList<StoredMention>> ThreadAsync(ConversationRef conversation, CancellationToken token);

    /// <summary>How many messages the author of a mention wrote in its thread, however long it is.</summary>
    /// <param name="mention">Mention; it counts itself unless <paramref name="since"/> is given.</param>
    /// <param name="since">Only those stored after the mention and after this time, UTC; null for all.</param>
    /// <param name="until">Only those stored at or before this time, UTC; null for all.</param>
    /// <param name="token">Stops the reading.</param>
    Task<int> CountByCustomerAsync(StoredMention mention, DateTimeOffset? since, DateTimeOffset? until, CancellationToken token);

    /// <summary>Earlier mentions by the same author on the same channel, newest first.</summary>
    Task<IReadOnlyList<StoredMention>> ByAuthorAsync(ChannelKey channel, string authorNativeId, int max, CancellationToken token);

    /// <summary>A page of the queue.</summary>
    Task<MentionList> ListAsync(MentionFilter filter, CancellationToken token);

    /// <summary>How many mentions each filter matches, in order; for counts beside views.</summary>
    Task<IReadOnlyList<int>> CountAsync(IReadOnlyList<MentionFilter> filters, CancellationToken token);

    /// <summary>Changes state of work. Snoozed needs <paramref name="snoozedUntil"/>.</summary>
    /// <returns>The mention as changed; null if unknown.</returns>
    Task<StoredMention?> SetStateAsync(MentionNumber number, MentionState state, DateTimeOffset? snoozedUntil, string by, DateTimeOffset now, CancellationToken token);

    /// <summary>Assigns, or unassigns with null.</summary>
    Task<StoredMention?> AssignAsync(MentionNumber number, string? assignee, string by, DateTimeOffset now, CancellationToken token);

    /// <summary>Stores a correction and applies it to the mention's classification; routing is replaced.</summary>
    Task CorrectAsync(LabelCorrection correction, Classification corrected, Routing routing, CancellationToken token);

    /// <summary>All corrections, oldest first, as training data.</summary>
    IAsyncEnumerable<(LabelCorrection Correction, StoredMention Mention)> CorrectionsAsync(CancellationToken token);

    /// <summary>Every mention in number order, for export and digests; posted within [from, to) if given.</summary>
    IAsyncEnumerable<StoredMention> AllAsync(DateTimeOffset? from, DateTimeOffset? to, CancellationToken token);

    /// <summary>
    /// Hands every mention posted within [from, to) to <paramref name="add"/>, in no order, from one consistent reading. Called on a thread of
    /// the store: it adds up and does nothing else.
    /// </summary>
    Task ReadForReportAsync(DateTimeOffset from, DateTimeOffset to, Action<ReportRow> add, CancellationToken token);

    /// <summary>Adds a note.</summary>
    Task<Note> AddNoteAsync(Note note, CancellationToken token);

    /// <summary>Notes on a mention, oldest first.</summary>
    Task<IReadOnlyList<Note>> NotesAsync(MentionNumber number, CancellationToken token);

    /// <summary>Snoozed mentions whose time has come go back to Open; returns them.</summary>
    Task<IReadOnlyList<MentionNumber>> WakeSnoozedAsync(DateTimeOffset now, CancellationToken token);

    /// <summary>Quarantined items of the last days, newest first.</summary>
    Task<IReadOnlyList<(ChannelKey Channel, DateTimeOffset At, QuarantinedItem Item)>> QuarantineAsync(int max, CancellationToken token);

    /// <summary>What a channel could not take in since a time.</summary>
    /// <param name="channel">Channel.</param>
    /// <param name="since">UTC, inclusive.</param>
    /// <param name="max">Most items to return, 0 for the count alone.</param>
    /// <param name="token">Stops the reading.</param>
    Task<QuarantineList> QuarantineAsync(ChannelKey channel, DateTimeOffset since, int max, CancellationToken token);

    /// <summary>Reading gaps that overlap [from, to), oldest first.</summary>
    Task<IReadOnlyList<(ChannelKey Channel, string Watch, ReadingGap Gap)>> GapsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken token);
}

/// <summary>What storing a reading did.</summary>
/// <param name="Added">Numbers of new mentions.</param>
/// <param name="Changed">Numbers of known mentions whose text changed.</param>
/// <param name="Removed">Numbers of known mentions that are gone.</param>
/// <param name="Same">How many were known and unchanged.</param>
public sealed record SavedBatch(
    IReadOnlyList<MentionNumber> Added, IReadOnlyList<MentionNumber> Changed, IReadOnlyList<MentionNumber> Removed, int Same);

/// <summary>A mention after the line has understood it.</summary>
/// <param name="Number">Mention.</param>
/// <param name="Classification">Classification.</param>
/// <param name="Routing">Routing.</param>
/// <param name="Draft">First draft; null if none is owed or possible.</param>
public sealed record UnderstoodMention(MentionNumber Number, Classification Classification, Routing Routing, Draft? Draft);

/// <summary>Order of a list.</summary>
public enum MentionSort { Due, Newest, Oldest, Priority }

/// <summary>Filters of a list; null means any. Different fields are joined by "and", values of one field by "or".</summary>
public sealed record MentionFilter
{
    public IReadOnlyList<string>? Channels { get; init; }
    public IReadOnlyList<SentimentLabel>? Sentiments { get; init; }
    public IReadOnlyList<Intent>? Intents { get; init; }
    public IReadOnlyList<string>? Languages { get; init; }
    public IReadOnlyList<MentionState>? States { get; init; }
    public IReadOnlyList<Priority>? Priorities { get; init; }
    public IReadOnlyList<string>? Topics { get; init; }
    public IReadOnlyList<string>? Flags { get; init; }

    /// <summary>User name; <c>""</c> for unassigned.</summary>
    public string? Assignee { get; init; }

    /// <summary>Due before this time, UTC, and not yet answered.</summary>
    public DateTimeOffset? DueBefore { get; init; }

    /// <summary>Only mentions that owe an answer (true) or do not (false).</summary>
    public bool? NeedsAnswer { get; init; }

    /// <summary>Without mentions whose reply window is closed at this time, UTC.</summary>
    public DateTimeOffset? AnswerableAt { get; init; }

    /// <summary>Only mentions with a draft that waits for a decision.</summary>
    public bool? HasOpenDraft { get; init; }

    /// <summary>Only unsure classifications.</summary>
    public bool? Unsure { get; init; }

    /// <summary>Full-text search: words and "phrases", all must occur; a trailing * searches by prefix; a leading - excludes.</summary>
    public string? Search { get; init; }

    /// <summary>Posted from, UTC, inclusive.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Posted before, UTC, exclusive.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Order; ties by number.</summary>
    public MentionSort Sort { get; init; } = MentionSort.Due;

    /// <summary>Opaque cursor of <see cref="MentionList.Next"/>; null for the first page.</summary>
    public string? After { get; init; }

    /// <summary>True for the last page of the order; <see cref="After"/> is passed over.</summary>
    public bool FromEnd { get; init; }

    /// <summary>Rows a page, 1-500.</summary>
    public int PageSize { get; init; } = 50;
}

/// <summary>One page of a list.</summary>
/// <param name="Items">Rows with their open draft and last reply, if any.</param>
/// <param name="Total">How many mentions match in all.</param>
/// <param name="Next">Cursor of the next page; null if this is the last.</param>
public sealed record MentionList(IReadOnlyList<MentionRow> Items, int Total, string? Next);

/// <summary>A row of a list.</summary>
public sealed record MentionRow(StoredMention Mention, DraftState? DraftState, ReplyState? ReplyState, Claim? Claim);
