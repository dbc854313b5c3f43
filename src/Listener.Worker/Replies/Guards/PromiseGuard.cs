using Listener.Worker.Domain;

namespace Listener.Worker.Replies.Guards;

/// <summary>Nothing is promised that nobody can be sure to keep.</summary>
internal sealed class PromiseGuard(RuleBooks books) : IReplyGuard
{
    public string Rule => "promises";

    public GuardFinding? Check(GuardInput input) =>
        books.FindIn(input.Language, b => b.Promise, input.Words) is { } phrase
            ? new GuardFinding(Rule, GuardVerdict.Block, Phrase.Of("guard.promise", phrase))
            : null;
}
