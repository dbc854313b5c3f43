using Listener.Worker.Domain;
using Listener.Worker.Storage;
using Listener.Worker.Web.Inbox;
using Microsoft.Extensions.Localization;

namespace Listener.Worker.Web.Components;

/// <summary>What the key for approving says where it cannot approve: why, and what to do instead.</summary>
public static class ApprovalHint
{
    /// <summary>Why the shown mention cannot be approved whatever its text; null if it can.</summary>
    public static string? WhyNot(MentionView view, ConsoleVisit visit, IStringLocalizer text)
    {
        if (!visit.May(Role.Writer))
            return text["You may read. To answer, ask for the role Writer."];
        if (view.Answer is { } answer)
            return answer.State == ReplyState.ManualHandOff
                ? text["The reply is approved already. Copy it, post it by hand, then confirm it here."]
                : text["The reply is approved already. It stands in the conversation."];
        if (view.Stored.GoneAt is not null)
            return text["Not approved: the message was removed. Resolve the mention with E."];
        return Closed(view.Mention.Eligibility, visit, text) ?? HeldBy(view, visit, text);
    }

    /// <summary>What to do while there is no text to approve.</summary>
    public static string NoText(MentionView view, IStringLocalizer text) =>
        view.Mention.Eligibility.Kind == EligibilityKind.ManualOnly || !view.Channel.CanPost
            ? text["There is no draft to approve. Write a reply with R, approve it with Y, then post it by hand."]
            : text["There is no draft to approve. Write a reply with R, then approve it with Y."];

    private static string? Closed(ReplyEligibility eligibility, ConsoleVisit visit, IStringLocalizer text) => eligibility.Kind switch
    {
        EligibilityKind.NotAllowed => text["Not approved: nobody may reply here ({0}). Leave a note with N, or resolve the mention with E.", eligibility.Reason ?? ""].Value,
        EligibilityKind.Until when !eligibility.CanReply(visit.Now) =>
            text["Not approved: the reply window closed {0}. Leave a note with N, or resolve the mention with E.", visit.Clock.Time(eligibility.Ends!.Value)].Value,
        _ => null,
    };

    private static string? HeldBy(MentionView view, ConsoleVisit visit, IStringLocalizer text) =>
        view.IsHeldByOther(visit.User.Name) ? text["{0} is writing a reply. Take over first.", view.NameOf(view.Claim!.By)].Value : null;
}
