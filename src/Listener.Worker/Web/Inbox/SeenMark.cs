using System.Globalization;
using Listener.Worker.Domain;
using Listener.Worker.Storage;

namespace Listener.Worker.Web.Inbox;

/// <summary>
/// What a person had in view when the page was drawn. It travels with the form; before sending it is compared with what is
/// stored now, so that nobody answers a text that has changed.
/// </summary>
/// <param name="Version">Hash of the mention's text and version.</param>
/// <param name="Gone">True if the mention was removed.</param>
/// <param name="Thread">Number of the customer's messages in the thread. What strangers write there concerns nobody's answer to this one; whoever
/// addresses us has a mention of their own.</param>
/// <param name="Replies">Number of our replies that were not undone.</param>
/// <param name="Notes">Number of notes.</param>
public sealed record SeenMark(string Version, bool Gone, int Thread, int Replies, int Notes)
{
    /// <summary>Mark of what is stored now.</summary>
    /// <param name="mention">Mention.</param>
    /// <param name="byCustomer">Messages of its author in the thread, as <see cref="IMentionStore.CountByCustomerAsync"/> counts them.</param>
    /// <param name="replies">Replies to it.</param>
    /// <param name="notes">Notes on it.</param>
    public static SeenMark Of(StoredMention mention, int byCustomer, IReadOnlyList<ReplyRecord> replies, IReadOnlyList<Note> notes) => new(
        Reply.HashOf(mention.Mention.Version + "\n" + mention.Mention.Text)[..12],
        mention.GoneAt is not null,
        byCustomer,
        replies.Count(r => r.State != ReplyState.Cancelled),
        notes.Count);

    /// <summary>Reads the form field; null if it has another form.</summary>
    public static SeenMark? Parse(string? text)
    {
        var parts = (text ?? "").Split('.');
        return parts.Length == 5 && Number(parts[2], out var thread) && Number(parts[3], out var replies) && Number(parts[4], out var notes)
            ? new SeenMark(parts[0], parts[1] == "1", thread, replies, notes)
            : null;
    }

    /// <summary>What changed since <paramref name="seen"/>, as English keys; empty if nothing did.</summary>
    public IReadOnlyList<string> ChangesSince(SeenMark seen)
    {
        var changes = new List<string>();
        if (Gone && !seen.Gone)
            changes.Add("The customer deleted the message.");
        if (Version != seen.Version)
            changes.Add("The customer edited the message.");
        if (Thread > seen.Thread)
            changes.Add("The customer wrote again.");
        if (Replies > seen.Replies)
            changes.Add("A colleague answered.");
        if (Notes > seen.Notes)
            changes.Add("A colleague left a note.");
        return changes;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Version}.{(Gone ? 1 : 0)}.{Thread}.{Replies}.{Notes}");

    private static bool Number(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
