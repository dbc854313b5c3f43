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
public sealed class UndoReader(IReplyStore replies, UndoLog log, ConsoleChannels channels, ConsoleVisit visit, IStringLocalizer<ConsoleText> text)
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
            return OfferOf(mine);
        return action is null ? null : new UndoOffer($"/undo/{action.Id}", action.Words, action.Until, null, false);
    }

    /// <summary>Offer to stop one reply.</summary>
    public UndoOffer OfferOf(ReplyRecord reply) => new(
        $"/replies/{reply.Reply.Id}/undo",
        IsScheduled(reply)
            ? text["Scheduled for {0}", visit.Clock.Time(reply.NextActionAt!.Value)]
            : text["Sending to {0} in {1} s", channels.Of(reply.Reply.Conversation.Channel).Network, "{s}"],
        IsScheduled(reply) ? reply.Reply.ApprovedAt + DeliveryWords.LongestUndo : reply.NextActionAt ?? visit.Now,
        reply.Reply.Mention,
        !IsScheduled(reply));

    // A scheduled reply can be stopped on its own page until it goes out; the bar offers it for a minute like any other action.
    private bool IsScheduled(ReplyRecord reply) => reply.NextActionAt > reply.Reply.ApprovedAt + DeliveryWords.LongestUndo + TimeSpan.FromSeconds(1);
}
