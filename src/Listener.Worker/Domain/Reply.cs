using System.Security.Cryptography;
using System.Text;

namespace Listener.Worker.Domain;

/// <summary>Life of a reply, in the order of the delivery state machine.</summary>
public enum ReplyState
{
    /// <summary>Approved and on disk; nothing was sent. Can be undone until its send time, and is due afterwards.</summary>
    Approved,

    /// <summary>An attempt was written; a byte may have left.</summary>
    Sending,

    /// <summary>Stands on the network under <see cref="ReplyRecord.NativeId"/>.</summary>
    Delivered,

    /// <summary>Surely not stored by the network; due again at <see cref="ReplyRecord.NextActionAt"/>.</summary>
    RetryLater,

    /// <summary>The network said no for good.</summary>
    Refused,

    /// <summary>Nobody knows whether the network took it.</summary>
    Unknown,

    /// <summary>Looked for once and not found; a second look is due.</summary>
    Checking,

    /// <summary>A person has to look and decide.</summary>
    NeedsPerson,

    /// <summary>Undone, or stopped before the first attempt because something changed.</summary>
    Cancelled,

    /// <summary>A person posts it by hand.</summary>
    ManualHandOff,
}

/// <summary>
/// Approved text on its way to the conversation it answers. It can be made only from a mention, so channel, thread
/// and audience are the customer's own choice; nothing here lets a caller name another place.
/// </summary>
public sealed record Reply
{
    private Reply(ReplyId id, MentionNumber mention, MentionId answers, ConversationRef conversation, string text, string language, string? targetVersion, DateTimeOffset approvedAt)
    {
        Id = id;
        Mention = mention;
        Answers = answers;
        Conversation = conversation;
        Text = text;
        Language = language;
        TargetVersion = targetVersion;
        ApprovedAt = approvedAt;
        TextHash = HashOf(text);
    }

    /// <summary>Id, fixed at approval.</summary>
    public ReplyId Id { get; }

    /// <summary>Mention that is answered.</summary>
    public MentionNumber Mention { get; }

    /// <summary>Native identity of that mention.</summary>
    public MentionId Answers { get; }

    /// <summary>Where it belongs; copied from the mention.</summary>
    public ConversationRef Conversation { get; }

    /// <summary>Text to post, NFC.</summary>
    public string Text { get; }

    /// <summary>ISO 639-1 code of the text.</summary>
    public string Language { get; }

    /// <summary>Version of the mention that was answered, to notice later edits; null if the network has none.</summary>
    public string? TargetVersion { get; }

    /// <summary>When it was approved, UTC. Goes into the posted record, so every try sends the same bytes.</summary>
    public DateTimeOffset ApprovedAt { get; }

    /// <summary>SHA-256 of the text's UTF-8 bytes, small hexadecimal digits.</summary>
    public string TextHash { get; }

    /// <summary>Key for networks that take one; never changes between tries.</summary>
    public string IdempotencyKey => $"listener-{Id}";

    /// <summary>Builds the reply to a mention.</summary>
    /// <exception cref="ArgumentException">The text is empty.</exception>
    public static Reply To(StoredMention mention, ReplyId id, string text, string language, DateTimeOffset approvedAt)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        return new Reply(id, mention.Number, mention.Mention.Id, mention.Mention.Conversation, text.Normalize(NormalizationForm.FormC), language, mention.Mention.Version, approvedAt.ToUniversalTime());
    }

    /// <summary>Rebuilds a reply from the ledger; its conversation comes from the ledger row, which carries a hash of its own.</summary>
    public static Reply Restore(ReplyId id, MentionNumber mention, ConversationRef conversation, MentionId answers, string text, string language, string? targetVersion, DateTimeOffset approvedAt) =>
        new(id, mention, answers, conversation, text, language, targetVersion, approvedAt);

    /// <summary>SHA-256 of a text as <see cref="TextHash"/> states it.</summary>
    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

/// <summary>A reply with its place in the delivery state machine.</summary>
/// <param name="Reply">The reply.</param>
/// <param name="Draft">Draft that was approved.</param>
/// <param name="ApprovedBy">User name.</param>
/// <param name="State">State now.</param>
/// <param name="Attempts">Attempts begun so far, 0 or more.</param>
/// <param name="Looks">Read-backs done since the last attempt that found nothing.</param>
/// <param name="Fence">Fence number of the last lease; a sender with a smaller one has lost the right to send.</param>
/// <param name="LeaseUntil">End of that lease, UTC; null if nobody holds one.</param>
/// <param name="NextActionAt">When the next step is due, UTC (end of the undo window, next try, next look); null if none is.</param>
/// <param name="NativeId">The network's id once delivered.</param>
/// <param name="Permalink">Web address once delivered, if there is one.</param>
/// <param name="Detail">Last fault or reason, without customer text; null if none.</param>
/// <param name="ChangedAt">When the state changed last, UTC.</param>
public sealed record ReplyRecord(
    Reply Reply,
    DraftId Draft,
    string ApprovedBy,
    ReplyState State,
    int Attempts,
    int Looks,
    long Fence,
    DateTimeOffset? LeaseUntil,
    DateTimeOffset? NextActionAt,
    string? NativeId,
    Uri? Permalink,
    string? Detail,
    DateTimeOffset ChangedAt)
{
    /// <summary>When it was to go out by the last word of a person, UTC: end of the undo window, the time it was scheduled for, or when it was sent on its way again; null where the store does not know.</summary>
    public DateTimeOffset? DueAt { get; init; }
}
