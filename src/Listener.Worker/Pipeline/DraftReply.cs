using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Replies;
using Listener.Worker.Replies.Guards;

namespace Listener.Worker.Pipeline;

/// <summary>Fifth stage: a first draft for a mention that is owed an answer. Pure but for the clock.</summary>
public sealed class DraftReply(TemplateDrafter drafter, ReplyGuards guards, TimeProvider clock)
{
    /// <summary>Proposes a draft.</summary>
    /// <param name="number">The store's number of the mention.</param>
    /// <param name="mention">Mention.</param>
    /// <param name="labels">Its classification.</param>
    /// <param name="routing">Its routing.</param>
    /// <param name="traits">What its channel allows.</param>
    /// <returns>Version 1; null if no answer is owed or no template exists.</returns>
    public Draft? Run(MentionNumber number, Mention mention, Classification labels, Routing routing, ChannelTraits traits)
    {
        if (!routing.NeedsAnswer || drafter.Propose(mention, labels, traits.TextLimits) is not { } proposal)
            return null;
        var findings = guards.Check(new GuardInput { Text = proposal.Text, Language = proposal.Language, Traits = traits, Mention = mention, Labels = labels });
        return new Draft(
            new DraftId(0), number, 1, proposal.Text, null, proposal.Language, "template:" + proposal.Template, proposal.Why,
            Draft.ProductAuthor, DraftState.Proposed, findings, clock.GetUtcNow());
    }
}
