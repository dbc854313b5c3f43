using Listener.Worker.Domain;

namespace Listener.Worker.Replies.Guards;

/// <summary>No swearing, whatever the customer wrote.</summary>
internal sealed class ProfanityGuard(RuleBooks books) : IReplyGuard
{
    public string Rule => "profanity";

    public GuardFinding? Check(GuardInput input)
    {
        foreach (var book in books.All)
        {
            if ((book.Language == input.Language || book.Language == "en") && book.Profanity.Phrases.FindIn(input.Words) is { } word)
                return new GuardFinding(Rule, GuardVerdict.Block, Phrase.Of("guard.profanity", word));
        }
        return null;
    }
}
