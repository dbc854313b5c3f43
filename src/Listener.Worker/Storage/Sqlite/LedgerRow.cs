using Listener.Worker.Domain;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>A row of table <c>ledger</c> without its hashes: a step of a reply, or of a draft that may become one.</summary>
internal sealed record LedgerRow
{
    /// <summary>Rows about drafts have their <see cref="DraftState"/> plus this as their state.</summary>
    public const int DraftStates = 100;

    /// <summary>Columns as <see cref="Read"/> wants them; <c>content</c> and <c>chain</c> follow.</summary>
    public const string Select = """
        SELECT seq, reply, at, state, actor, attempt, fence, detail, erased, form, draft, version, until, idempotency_key, text_mac, content, chain
        FROM ledger 
        """;

    public const int ContentColumn = 15;
    public const int ChainColumn = 16;
    private const int Form = 2;

    public required long Sequence { get; init; }

    /// <summary>Id of the reply; empty for a row about a draft.</summary>
    public required string Reply { get; init; }
    public required DateTimeOffset At { get; init; }
    public required int State { get; init; }
    public required string Actor { get; init; }
    public int Attempt { get; init; }
    public long Fence { get; init; }
    public string? Detail { get; init; }
    public bool Erased { get; init; }
    public int FormOf { get; init; } = Form;
    public long? Draft { get; init; }
    public int? Version { get; init; }
    public DateTimeOffset? Until { get; init; }
    public string? Key { get; init; }
    public byte[]? TextMac { get; init; }

    /// <summary>The state a reply has now.</summary>
    public static LedgerRow Of(LedgerKey key, ReplyRecord record, string actor, string? detail, bool erased) => new()
    {
        Sequence = 0,
        Reply = record.Reply.Id.ToString(),
        At = record.ChangedAt,
        State = (int)record.State,
        Actor = actor,
        Attempt = record.Attempts,
        Fence = record.Fence,
        Detail = detail,
        Erased = erased,
        Draft = record.Draft.Value,
        Until = record.State == ReplyState.Sending ? record.LeaseUntil : record.NextActionAt,
        Key = record.Reply.IdempotencyKey,
        TextMac = key.Text(record.Reply.Text),
    };

    /// <summary>What became of a draft.</summary>
    public static LedgerRow Of(LedgerKey key, Draft draft, DraftState state, string actor, DateTimeOffset at) => new()
    {
        Sequence = 0,
        Reply = "",
        At = at,
        State = DraftStates + (int)state,
        Actor = actor,
        Draft = draft.Id.Value,
        Version = draft.Version,
        TextMac = key.Text(draft.Text),
    };

    public static LedgerRow Read(SqlStatement row) => new()
    {
        Sequence = row.Long(0),
        Reply = row.Text(1),
        At = row.Time(2),
        State = row.Int(3),
        Actor = row.Text(4),
        Attempt = row.Int(5),
        Fence = row.Long(6),
        Detail = row.TextOrNull(7),
        Erased = row.Bool(8),
        FormOf = row.Int(9),
        Draft = row.LongOrNull(10),
        Version = (int?)row.LongOrNull(11),
        Until = row.TimeOrNull(12),
        Key = row.TextOrNull(13),
        TextMac = row.IsNull(14) ? null : row.Bytes(14),
    };

    /// <summary>Keyed hash of its fields; null if it has a form that no version of this program wrote.</summary>
    public byte[]? Content(LedgerKey key)
    {
        var mac = key.Begin().Add(FormOf == 1 ? LedgerRows.Ledger : "ledger-2").Add(Sequence).Add(Reply).Add(At).Add((long)State).Add(Actor)
            .Add((long)Attempt).Add(Fence).Add(Detail).Add(Erased ? 1L : 0L);
        if (FormOf == Form)
            return mac.Add(Draft).Add((long?)Version).Add(Until).Add(Key).Add(TextMac is null ? null : Convert.ToHexStringLower(TextMac)).End();
        var content = mac.End();
        // Schema 1 knew no more fields: one that is filled in was filled in by somebody else.
        return FormOf == 1 && (Draft, Version, Until, Key, TextMac) == (null, null, null, null, null) ? content : null;
    }

    /// <summary>The step of a reply that it tells.</summary>
    public LedgerEntry ToEntry() =>
        new(Sequence, new ReplyId(Guid.ParseExact(Reply, "n")), At, (ReplyState)State, Actor, Attempt, Fence, Detail)
        {
            Draft = Draft is { } draft ? new DraftId(draft) : null,
            Until = Until,
            Key = Key,
            TextHash = TextMac is null ? null : Convert.ToHexStringLower(TextMac),
        };

    /// <summary>The step of a draft that it tells.</summary>
    public DraftEntry ToDraftEntry() => new(
        Sequence, new DraftId(Draft!.Value), Version!.Value, At, (DraftState)(State - DraftStates), Actor, Convert.ToHexStringLower(TextMac!));
}
