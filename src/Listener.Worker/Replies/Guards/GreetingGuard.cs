using Listener.Worker.Domain;

namespace Listener.Worker.Replies.Guards;

/// <summary>A reply greets.</summary>
internal sealed class GreetingGuard(RuleBooks books) : IReplyGuard
{
    private const int WithinWords = 5;

    public string Rule => "greeting";

    public GuardFinding? Check(GuardInput input) =>
        books.Find(input.Language) is { } book && book.Greeting.Phrases.FindIn([.. input.Words.Take(WithinWords)]) is null
            ? new GuardFinding(Rule, GuardVerdict.Warn, Phrase.Of("guard.greeting"))
            : null;
}
