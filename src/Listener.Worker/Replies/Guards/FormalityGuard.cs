using Listener.Worker.Domain;

namespace Listener.Worker.Replies.Guards;

/// <summary>One polite form of address throughout (Sie, siz, teie, dumneavoastră, usted).</summary>
internal sealed class FormalityGuard(RuleBooks books) : IReplyGuard
{
    public string Rule => "formality";

    public GuardFinding? Check(GuardInput input) =>
        books.FindIn(input.Language, b => b.Informal, input.Words) is { } word
            ? new GuardFinding(Rule, GuardVerdict.Warn, Phrase.Of("guard.formality", word))
            : null;
}
