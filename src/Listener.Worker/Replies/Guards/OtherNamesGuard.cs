using Listener.Worker.Channels;
using Listener.Worker.Domain;

namespace Listener.Worker.Replies.Guards;

/// <summary>Where a name makes its account a reader, a reply that is not public names nobody but the customer.</summary>
internal sealed class OtherNamesGuard : IReplyGuard
{
    public string Rule => "other names";

    public GuardFinding? Check(GuardInput input)
    {
        if (input.Mention.Conversation.Audience > Audience.Followers || !NamesAddReaders(input.Traits))
            return null;
        return NamedAccounts.OtherThan(input.Text, input.Mention.Author.UserName) is { } name
            ? new GuardFinding(Rule, GuardVerdict.Block, Phrase.Of("guard.other-name", name))
            : null;
    }

    // Servers that count a text Mastodon's way are those that read its names Mastodon's way.
    private static bool NamesAddReaders(ChannelTraits traits) => traits.TextLimits.Any(l => l.Rule == CountingRule.Mastodon);
}
