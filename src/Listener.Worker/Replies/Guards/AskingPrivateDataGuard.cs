using Listener.Worker.Domain;

namespace Listener.Worker.Replies.Guards;

/// <summary>A public reply asks for nothing that others must not read.</summary>
internal sealed class AskingPrivateDataGuard(RuleBooks books) : IReplyGuard
{
    public string Rule => "asking private data";

    public GuardFinding? Check(GuardInput input) =>
        !input.IsPrivate && books.FindIn(input.Language, b => b.AskPrivate, input.Words) is { } phrase
            ? new GuardFinding(Rule, GuardVerdict.Block, Phrase.Of("guard.asks-private", phrase))
            : null;
}
