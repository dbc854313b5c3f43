using System.Collections.Frozen;

namespace Listener.Worker.Domain;

/// <summary>Codes of stored sentences with their English words. A code keeps its meaning and the number of its holes for good; words may change.</summary>
public static class Phrases
{
    private static readonly FrozenDictionary<string, string> All = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["guard.empty"] = "There is no word in the reply. Write one.",
        ["guard.short"] = "The reply is very short.",
        ["guard.length"] = "Too long for {0}: {1} of {2}. Shorten it by {3}.",
        ["guard.fill"] = "Fill in: {0}.",
        ["guard.unknown-placeholder"] = "'{0}' is not a placeholder. Known are: {1}.",
        ["guard.braces"] = "Double braces are left in the text. Remove or complete them.",
        ["guard.asks-private"] = "'{0}' asks for private data where everybody can read the answer. Leave it out.",
        ["guard.diversion-in-addition"] = "'{0}' sends the customer elsewhere. Offer it only in addition.",
        ["guard.diversion"] = "'{0}' sends the customer to another channel. Answer here.",
        ["guard.empathy"] = "The customer complains and the reply shows no understanding. Begin with it.",
        ["guard.greeting"] = "There is no greeting at the beginning.",
        ["guard.formality"] = "'{0}' is familiar; the house style is polite. Use one form of address throughout.",
        ["guard.language"] = "The customer writes {0}, the reply is {1}.",
        ["guard.links"] = "{0} links look like spam; {1} are enough.",
        ["guard.http"] = "A link begins with http; use https.",
        ["guard.private"] = "The reply seems to hold {0}. Take it out.",
        ["guard.private-in-public"] = "The reply seems to hold {0}, and everybody can read it. Take it out.",
        ["guard.other-name"] = "{0} would be able to read this reply, which is not public. Leave the name out, or write it without the @.",
        ["guard.profanity"] = "'{0}' has no place in a reply.",
        ["guard.promise"] = "'{0}' promises more than can be kept. Say what you will do next instead.",
        ["guard.repetition"] = "Almost the same text went to another customer lately. Make it personal.",
        ["guard.exclamation"] = "Rows of exclamation marks read as shouting.",
        ["guard.capitals"] = "Words in capitals read as shouting.",
        ["canned.name"] = "The name is missing or too long. Use 1 to {0} characters.",
        ["canned.text"] = "The text is missing or too long. Use 1 to {0} characters.",
        ["canned.too-many"] = "There are {0} answers already. Remove one first.",
        ["private.card"] = "a card number",
        ["private.iban"] = "an account number (IBAN)",
        ["private.mail"] = "a mail address",
        ["private.phone"] = "a phone number",
        ["private.number"] = "an order or customer number",
        ["reason.safety"] = "safety",
        ["reason.legal"] = "legal threat",
        ["reason.fraud"] = "fraud or privacy",
        ["reason.spam"] = "spam",
        ["reason.old"] = "already {0} days old when read",
        ["reason.bot"] = "written by an automated account",
        ["reason.topic"] = "about a topic, not addressed to us",
        ["reason.no-wish"] = "no wish in it",
        ["reason.closed"] = "cannot be answered: {0}",
        ["reason.window-closed"] = "cannot be answered: the reply window has closed",
        ["reason.churn"] = "wants to leave",
        ["reason.person"] = "asks for a person",
        ["reason.negative"] = "strongly negative",
        ["reason.stars"] = "1-2 stars",
        ["reason.reach"] = "wide reach",
        ["reason.window"] = "reply window closes soon",
        ["reason.late"] = "late when read",
        ["reason.unsure"] = "intent unsure",
        ["reason.buy"] = "about to buy",
        ["reason.complaint"] = "complaint",
        ["reason.problem"] = "something does not work",
        ["reason.question"] = "question",
        ["reason.request"] = "request",
        ["reason.suggestion"] = "suggestion",
        ["reason.praise"] = "praise",
        ["reason.mention"] = "mention",
        ["why.template"] = "Template for this intent: {0}.",
        ["why.template-language"] = "Template for this intent: {0}; {1}.",
        ["why.careful"] = "Careful neutral text, because {0}; please check.",
        ["why.careful-language"] = "Careful neutral text, because {0}; please check; {1}.",
        ["why.flagged"] = "the mention is flagged",
        ["why.unsure"] = "the intent is unsure",
        ["why.irony"] = "praise with a negative sentiment may be irony",
        ["why.stated-language"] = "language as the network states it, please check",
        ["why.unknown-language"] = "language not recognised or without templates, please check",
        ["why.person"] = "Written by {0}.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Every code.</summary>
    public static IEnumerable<string> Codes => All.Keys;

    /// <summary>English words of a code, with holes <c>{0}</c>; null if it is none.</summary>
    public static string? Find(string code) => All.GetValueOrDefault(code);
}
