using Listener.Sentiment;
using Listener.Worker.Channels;
using Listener.Worker.Domain;

namespace Listener.Worker.Replies;

/// <summary>Proposes a reply text from the templates. Pure and deterministic: a mention always gets the same variant.</summary>
public sealed class TemplateDrafter(TemplateLibrary library, DraftingRules rules)
{
    private static readonly IReadOnlyList<Template> None = [];

    /// <summary>Picks and fills a template.</summary>
    /// <param name="mention">Mention to answer.</param>
    /// <param name="labels">Its classification.</param>
    /// <param name="limits">Length limits of the channel; a variant that fits is preferred.</param>
    /// <returns>The proposal; null only if no language has templates.</returns>
    public Proposal? Propose(Mention mention, Classification labels, IReadOnlyList<TextLimit> limits)
    {
        var (texts, languageNote) = LanguageFor(mention, labels);
        if (texts is null)
            return null;
        var (intent, note) = SafeIntent(labels);
        var values = Placeholders.ValuesFor(mention, rules);
        var choice = StableChoice.HashOf(mention.Id.NativeId);
        var greeting = Greeting(texts, values, choice);
        var isPrivate = mention.Conversation.Audience == Audience.Direct;

        Proposal? tooLong = null;
        foreach (var key in Keys(intent, labels, isPrivate))
        {
            var candidates = texts.Bodies.GetValueOrDefault(key, None);
            for (var i = 0; i < candidates.Count; i++)
            {
                var template = candidates[(int)((choice + (uint)i) % (uint)candidates.Count)];
                if (!template.CanBeFilled(values))
                    continue;
                var proposal = new Proposal(Compose(greeting, template.Fill(values), values), texts.Language, template.Id, Why(intent, note, languageNote));
                if (Fits(proposal.Text, limits))
                    return proposal;
                tooLong ??= proposal;
            }
        }
        return tooLong;
    }

    private static bool Fits(string text, IReadOnlyList<TextLimit> limits)
    {
        foreach (var limit in limits)
        {
            // Counting clusters is slow; a text whose upper bound fits needs no exact count.
            var perUnit = limit.Rule is CountingRule.Utf16 or CountingRule.Graphemes ? 1 : 3;
            if (text.Length * perUnit > limit.Maximum && TextCounter.Count(text, limit.Rule) > limit.Maximum)
                return false;
        }
        return true;
    }

    private (TemplateLanguage? Texts, Phrase? Note) LanguageFor(Mention mention, Classification labels)
    {
        if (labels.LanguageProbability >= rules.TrustLanguage && library.Find(labels.Language) is { } own)
            return (own, null);
        if (mention.LanguageHint is { } hint && library.Find(hint) is { } hinted)
            return (hinted, Phrase.Of("why.stated-language"));
        return (library.Find(rules.Language) ?? library.Find("en"), Phrase.Of("why.unknown-language"));
    }

    // Doubt, danger and law get the careful text: a wrong cheerful answer costs more than a plain one.
    private static (Intent? Intent, Phrase? Note) SafeIntent(Classification labels)
    {
        if (labels.Flags.Count > 0 && (labels.Flags.ContainsKey(Flags.LegalThreat) || labels.Flags.ContainsKey(Flags.Safety) || labels.Flags.ContainsKey(Flags.FraudPrivacy)))
            return (null, Phrase.Of("why.flagged"));
        if (labels.IntentUnsure || labels.Intent == Intent.Spam)
            return (null, Phrase.Of("why.unsure"));
        return labels is { Intent: Intent.Praise, Sentiment: SentimentLabel.Negative }
            ? (null, Phrase.Of("why.irony"))
            : (labels.Intent, null);
    }

    private static IEnumerable<TemplateKey> Keys(Intent? intent, Classification labels, bool isPrivate)
    {
        var topic = intent is null ? null : MainTopic(labels.Topics);
        if (isPrivate && topic is not null)
            yield return new TemplateKey(intent, topic, true);
        if (isPrivate)
            yield return new TemplateKey(intent, null, true);
        if (topic is not null)
            yield return new TemplateKey(intent, topic, false);
        yield return new TemplateKey(intent, null, false);
        yield return new TemplateKey(null, null, false);
    }

    private static string? MainTopic(IReadOnlyDictionary<string, double> topics)
    {
        string? best = null;
        var probability = 0.0;
        foreach (var (name, p) in topics)
        {
            // Ties by name, so that the order of a dictionary decides nothing.
            if (p > probability || (p == probability && string.CompareOrdinal(name, best) < 0))
                (best, probability) = (name, p);
        }
        return best;
    }

    private static string Greeting(TemplateLanguage texts, IReadOnlyDictionary<string, string> values, uint choice)
    {
        var greetings = values.ContainsKey(Placeholders.FirstName) ? texts.NamedGreetings : texts.PlainGreetings;
        return greetings[(int)((choice >> 8) % (uint)greetings.Count)].Fill(values);
    }

    private static string Compose(string greeting, string body, IReadOnlyDictionary<string, string> values) =>
        values.TryGetValue(Placeholders.Signature, out var signature) ? $"{greeting} {body} – {signature}" : $"{greeting} {body}";

    // The careful text has its own sentence; all others name the intent they are for.
    private static Phrase Why(Intent? intent, Phrase? careful, Phrase? language)
    {
        var (code, about) = careful is null ? ("why.template", Phrase.Of(CodeOf(intent))) : ("why.careful", careful);
        return language is null ? Phrase.Of(code, about) : Phrase.Of(code + "-language", about, language);
    }

    private static string CodeOf(Intent? intent) => intent switch
    {
        null => "reason.unsure",
        Intent.Complaint => "reason.complaint",
        Intent.ProblemReport => "reason.problem",
        Intent.Question => "reason.question",
        Intent.Request => "reason.request",
        Intent.Suggestion => "reason.suggestion",
        Intent.Praise => "reason.praise",
        Intent.PurchaseInterest => "reason.buy",
        Intent.Spam => "reason.spam",
        _ => "reason.mention",
    };
}

/// <summary>A proposed reply text.</summary>
/// <param name="Text">Text; may hold placeholders a person fills.</param>
/// <param name="Language">ISO 639-1 code.</param>
/// <param name="Template">Name of the template.</param>
/// <param name="Why">Why it was chosen.</param>
public sealed record Proposal(string Text, string Language, string Template, Phrase Why);
