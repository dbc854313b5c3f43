namespace Listener.Worker.Storage;

/// <summary>Opening, care and live changes of the store.</summary>
public interface IStoreAdministration
{
    /// <summary>Opens or creates, migrates, takes the service lock if asked.</summary>
    /// <exception cref="StoreException">Locked, damaged, missing beside its marker, newer than this program, disk full; the message says what to do.</exception>
    Task OpenAsync(bool forService, CancellationToken token);

    /// <summary>Checks structure, row hashes and chains.</summary>
    /// <returns>Faults found, each naming table and row; empty if sound.</returns>
    Task<IReadOnlyList<string>> VerifyAsync(CancellationToken token);

    /// <summary>
    /// Accepts the ledger as it stands: writes the file that keeps its newest rows anew. For after a look at what <see cref="VerifyAsync"/> said;
    /// who did it, and what it said, stays in the audit log.
    /// </summary>
    Task RenewLedgerHeadAsync(string by, CancellationToken token);

    /// <summary>Writes a consistent copy while the store is in use.</summary>
    Task BackupAsync(string file, CancellationToken token);

    /// <summary>Deletes everything of an author: mentions, drafts, replies, quarantine, index; leaves a keyed tombstone so polls do not bring it back.</summary>
    /// <remarks>
    /// Searches of saved views that name the author are taken out too. Canned answers are other people's work and may only happen to hold the
    /// same word: they are named in the result, for a person to look at.
    /// </remarks>
    /// <returns>What went, and what a person has to look at.</returns>
    Task<ErasedAuthor> EraseAuthorAsync(Domain.ChannelKey channel, string authorNativeId, CancellationToken token);

    /// <summary>Why the end of the ledger was not trusted when the store was opened, and what to do; null if it was.</summary>
    string? LedgerFault { get; }

    /// <summary>True if the store takes writes now.</summary>
    bool IsWritable { get; }
}

/// <summary>What an erasure did.</summary>
/// <param name="Rows">Rows removed.</param>
/// <param name="SavedViews">Saved views whose search named the author: the search is gone, or the whole view where nothing else was left of it.</param>
/// <param name="CannedAnswers">Names of canned answers that hold a name of the author; they are unchanged.</param>
public sealed record ErasedAuthor(int Rows, int SavedViews, IReadOnlyList<string> CannedAnswers);

/// <summary>Keys of what is kept as one value for all people; who keeps texts there adds the key, so that an erasure finds them.</summary>
public static class NamedTexts
{
    /// <summary>Saved views: a JSON array of objects with <c>Name</c> and <c>Query</c>, a query string whose <c>q</c> is the search.</summary>
    public const string SavedViews = "saved-views";

    /// <summary>Canned answers: a JSON array of objects with <c>Name</c> and <c>Text</c>.</summary>
    public const string CannedAnswers = "canned-answers";
}

/// <summary>Changes of the store while the service runs: ids and kinds, never texts. Feeds the live page.</summary>
public interface IChangeFeed
{
    /// <summary>Number of the newest change.</summary>
    long Latest { get; }

    /// <summary>Changes after <paramref name="number"/> as they happen; ends when the token is cancelled.</summary>
    IAsyncEnumerable<StoreChange> FollowAsync(long number, CancellationToken token);
}

/// <summary>One change.</summary>
/// <param name="Number">Rising.</param>
/// <param name="Kind">For example <c>mention-added</c>, <c>mention-changed</c>, <c>draft</c>, <c>reply</c>, <c>claim</c>, <c>channel</c>.</param>
/// <param name="Mention">Mention concerned; null if none.</param>
public sealed record StoreChange(long Number, string Kind, Domain.MentionNumber? Mention);

/// <summary>The store cannot be used. The message says what, where and what next.</summary>
public class StoreException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Another process owns the store.</summary>
public sealed class StoreLockedException(string message, Exception? inner = null) : StoreException(message, inner);
