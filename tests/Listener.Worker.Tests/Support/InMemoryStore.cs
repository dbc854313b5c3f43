using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Storage;

namespace Listener.Worker.Tests.Support;

/// <summary>Keeps the contract of the three stores in memory, for tests of the stages. Thread-safe by one lock.</summary>
public sealed partial class InMemoryStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<MentionNumber, StoredMention> _mentions = [];
    private readonly Dictionary<(ChannelKey, string), PollCursor> _cursors = [];
    private readonly Dictionary<DraftId, Draft> _drafts = [];
    private readonly Dictionary<ReplyId, ReplyRecord> _replies = [];
    private readonly Dictionary<ReplyId, long> _begunAt = [];
    private readonly List<LedgerEntry> _ledger = [];
    private readonly Dictionary<MentionNumber, Claim> _claims = [];
    private readonly List<(MentionNumber Mention, string Answer, DateTimeOffset At)> _elsewhere = [];
    private readonly List<Note> _notes = [];
    private readonly List<LabelCorrection> _corrections = [];
    private readonly Dictionary<(ChannelKey Channel, string Watch), WatchHealth> _health = [];
    private readonly HashSet<ChannelKey> _paused = [];
    private readonly Dictionary<string, string> _values = [];
    private readonly Dictionary<string, User> _users = new(StringComparer.OrdinalIgnoreCase);

    public List<PollResult> Polls { get; } = [];

    public List<AuditEntry> Audit { get; } = [];

    public List<QuarantinedItem> Quarantined { get; } = [];

    public IReadOnlyCollection<StoredMention> Mentions => Locked(() => _mentions.Values.ToList());

    public IReadOnlyCollection<ReplyRecord> Replies => Locked(() => _replies.Values.ToList());

    /// <summary>Stores a mention as it is, past all rules.</summary>
    public StoredMention Add(StoredMention mention) => Locked(() => _mentions[mention.Number] = mention);

    private T Locked<T>(Func<T> work)
    {
        lock (_gate)
            return work();
    }

    private Task<T> Done<T>(Func<T> work)
    {
        try
        {
            return Task.FromResult(Locked(work));
        }
        catch (Exception error)
        {
            return Task.FromException<T>(error);
        }
    }

    private Task Done(Action work) => Done(() =>
    {
        work();
        return 0;
    });
}
