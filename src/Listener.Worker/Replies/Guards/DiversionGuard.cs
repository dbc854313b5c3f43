using Listener.Sentiment;
using Listener.Worker.Domain;

namespace Listener.Worker.Replies.Guards;

/// <summary>
/// Who wrote here is answered here, not sent to the phone or to another channel. A customer who asked for a call, or whose
/// wish needs proof of identity, may be told how: then it is a warning.
/// </summary>
internal sealed class DiversionGuard(RuleBooks books) : IReplyGuard
{
    public string Rule => "channel diversion";

    public GuardFinding? Check(GuardInput input)
    {
        if (books.FindIn(input.Language, b => b.Diversion, input.Words) is not { } phrase)
            return null;
        var asked = input.HasFlag(Flags.Callback) || input.HasFlag(Flags.HumanPlease) || input.HasFlag(Flags.FraudPrivacy) || input.Labels?.Intent == Intent.Request;
        return asked
            ? new GuardFinding(Rule, GuardVerdict.Warn, Phrase.Of("guard.diversion-in-addition", phrase))
            : new GuardFinding(Rule, GuardVerdict.Block, Phrase.Of("guard.diversion", phrase));
    }
}
