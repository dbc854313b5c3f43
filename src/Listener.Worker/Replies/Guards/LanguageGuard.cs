using Listener.Sentiment;
using Listener.Worker.Domain;

namespace Listener.Worker.Replies.Guards;

/// <summary>The reply is in the customer's language.</summary>
internal sealed class LanguageGuard : IReplyGuard
{
    private const double Certain = 0.8;

    public string Rule => "language";

    public GuardFinding? Check(GuardInput input)
    {
        if (input.Labels is not { LanguageProbability: >= Certain } labels || labels.Language == ClassificationResult.UnknownLanguage)
            return null;
        var written = input.RecognisedLanguage ?? input.Language;
        return written == labels.Language
            ? null
            : new GuardFinding(Rule, GuardVerdict.Warn, Phrase.Of("guard.language", labels.Language, written));
    }
}
