using Listener.Worker.Channels;
using Listener.Worker.Domain;

namespace Listener.Worker.Replies.Guards;

/// <summary>Where naming an account lets it read along, a reply to few addresses nobody but the customer.</summary>
internal sealed class AudienceGuard : IReplyGuard
{
    public string Rule => "audience";

    public GuardFinding? Check(GuardInput input)
    {
        if (!input.Traits.NamesAddReaders || input.Mention.Conversation.Audience > Audience.Followers)
            return null;
        return AddressedNames.FirstOther(input.Text, input.Mention.Author.UserName) is { } other
            ? new GuardFinding(Rule, GuardVerdict.Block, Phrase.Of("guard.audience", other))
            : null;
    }
}
