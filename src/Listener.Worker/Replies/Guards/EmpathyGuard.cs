using Listener.Worker.Domain;

namespace Listener.Worker.Replies.Guards;

/// <summary>A complaint is met with understanding before anything else.</summary>
internal sealed class EmpathyGuard(RuleBooks books) : IReplyGuard
{
    public string Rule => "empathy";

    public GuardFinding? Check(GuardInput input) =>
        input.Labels is { Intent: Intent.Complaint, IntentUnsure: false } && books.Find(input.Language) is { } book && book.Empathy.Phrases.FindIn(input.Words) is null
            ? new GuardFinding(Rule, GuardVerdict.Warn, Phrase.Of("guard.empathy"))
            : null;
}
