using Listener.Worker.Domain;
using Listener.Worker.Storage;
using Listener.Worker.Web.Inbox;
using Listener.Worker.Web.Text;
using Microsoft.Extensions.Localization;

namespace Listener.Worker.Web.Undo;

/// <summary>What the undo bar shows.</summary>
/// <param name="Action">Address to post to.</param>
/// <param name="Words">What is going on; <c>{s}</c> is replaced by the seconds left.</param>
/// <param name="Until">End of the offer, UTC.</param>
/// <param name="Mention">Mention concerned; null if several.</param>
/// <param name="IsSending">True if a reply is sent when the time is over.</param>
public sealed record UndoOffer(string Action, string Words, DateTimeOffset Until, MentionNumber? Mention, bool IsSending);

/// <summary>Finds what a person can undo now. Approvals come from the ledger, so the bar survives a reload and a restart.</summary>
public sealed class UndoReader(IReplyStore replies, IMentionStore mentions, UndoLog log, ConsoleChannels channels, ConsoleVisit visit, IStringLocalizer<ConsoleText> text)
{
    private const int MaxWaiting = 200;

    /// <summary>The newest offer; null if there is none.</summary>
    public async Task<UndoOffer?> FindAsync(CancellationToken token)
    {
        var waiting = await replies.RepliesInAsync([ReplyState.Approved], MaxWaiting, token);
        var mine = waiting
            .Where(r => r.NextActionAt > visit.Now && r.Attempts == 0 && (!IsScheduled(r) || r.Reply.ApprovedAt + DeliveryWords.LongestUndo > visit.Now) && string.Equals(r.ApprovedBy, visit.User.Name, StringComparison.OrdinalIgnoreCase))
            .MaxBy(r => r.Reply.ApprovedAt);
        var action = log.LastOf(visit.User.Name);
        if (mine is not null)
            return OfferOf(mine, await mentions.FindAsync(mine.Reply.Mention, token));
        return action is null ? null : new UndoOffer($"/undo/{action.Id}", action.Words, action.Until, null, false);
    }

    // Two replies of one person may be in flight; the name tells them apart.
    private UndoOffer OfferOf(ReplyRecord reply, StoredMention? mention)
    {
        var who = UndoName.Of(mention);
        var network = channels.Of(reply.Reply.Conversation.Channel).Network;
        var scheduled = IsScheduled(reply);
        var words = scheduled
            ? text["Reply to {0} scheduled for {1}", who, visit.Clock.Time(reply.NextActionAt!.Value)]
            : text["Reply to {0}: sending to {1} in {2} s", who, network, "{s}"];
        var until = scheduled ? reply.Reply.ApprovedAt + DeliveryWords.LongestUndo : reply.NextActionAt ?? visit.Now;
        return new UndoOffer($"/replies/{reply.Reply.Id}/undo", words, until, reply.Reply.Mention, !scheduled);
    }

    // A scheduled reply can be stopped on its own page until it goes out; the bar offers it for a minute like any other action.
    private bool IsScheduled(ReplyRecord reply) => reply.NextActionAt > reply.Reply.ApprovedAt + DeliveryWords.LongestUndo + TimeSpan.FromSeconds(1);
}
