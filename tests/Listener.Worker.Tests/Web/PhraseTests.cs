using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Pipeline;
using Listener.Worker.Replies.Guards;
using Listener.Worker.Web.Setup;
using Listener.Worker.Web.Text;

namespace Listener.Worker.Tests.Web;

/// <summary>Stored sentences: code and values in the store, words at the page; texts of earlier versions are still shown.</summary>
public sealed partial class PhraseTests
{
    private static readonly string[] Translated = ["de", "es", "et", "ro", "tr"];

    [Test]
    public void A_phrase_keeps_its_code_and_values_in_the_store()
    {
        var phrase = Phrase.Of("guard.length", "Bluesky", 312, 300, 12);

        Assert.That(Phrase.Parse(phrase.Stored), Is.EqualTo(phrase));
        Assert.That(phrase.Stored, Does.StartWith("guard.length").And.Not.Contain("Too long"));
        Assert.That(phrase.English, Is.EqualTo("Too long for Bluesky: 312 of 300. Shorten it by 12."));
    }

    [Test]
    public void A_phrase_within_a_phrase_is_put_into_words_too()
    {
        var phrase = Phrase.Of("guard.private", Phrase.Of("private.card"));

        Assert.That(phrase.In(t => Words("de")[t]), Is.EqualTo("Die Antwort enthält anscheinend eine Kartennummer. Nehmen Sie das heraus."));
    }

    [TestCase("Template for a complaint.")]
    [TestCase("Fill in: {{answer}}, 100 % {0}")]
    [TestCase("")]
    public void A_text_stored_by_an_earlier_version_is_shown_as_it_is(string stored) =>
        Assert.That(Phrase.Parse(stored).English, Is.EqualTo(stored));

    [TestCase("a\u001Fb", "a b")]
    [TestCase("@private.card.", "@private.card.")]
    public void A_value_cannot_become_two_or_a_code(string value, string shown) =>
        Assert.That(Phrase.Of("guard.promise", value).English, Does.StartWith($"'{shown}'"));

    [Test]
    public void A_row_with_too_few_values_is_still_shown() =>
        Assert.That(Phrase.Parse("guard.length\u001FBluesky").English, Is.EqualTo("Too long for Bluesky:  of . Shorten it by ."));

    [Test]
    public void An_unknown_code_is_refused() => Assert.That(() => Phrase.Of("guard.nonsense"), Throws.ArgumentException);

    [TestCaseSource(nameof(Translated))]
    public void Every_phrase_and_name_is_translated_with_the_same_holes(string language)
    {
        var known = Words(language);
        var used = Phrases.Codes.Select(c => Phrases.Find(c)!).Concat(new ReplyGuards(RuleBooks.Load()).Rules).Concat(new RoutingRules().Queues.Values)
            .Concat([
                new RoutingRules().TriageQueue, "service", ApprovalRuleNames.LegalWords, ApprovalRuleNames.Safety, ApprovalRuleNames.FraudOrPrivacy,
                ApprovalRuleNames.WideReach, ApprovalRuleNames.Abusive, ApprovalRuleNames.Amount, "escalation", "ceiling", "no answer owed",
            ]).Concat(ChannelCatalog.All.SelectMany(ChannelForm.FieldsOf).Select(f => f.Label)).ToList();

        Assert.That(used.Where(u => !known.ContainsKey(u)), Is.Empty);
        Assert.That(known.Where(p => !Holes(p.Key).SetEquals(Holes(p.Value))).Select(p => p.Key), Is.Empty);
        Assert.That(known.Keys.Except(used).Except(["purchase interest", "problem report"]), Is.Empty, "no longer used");
    }

    // A code in the store must be readable for good: taking one away, or changing its holes, breaks old rows.
    [Test]
    public void Holes_of_a_phrase_count_from_zero_without_gaps() =>
        Assert.That(Phrases.Codes.Where(c => !Holes(Phrases.Find(c)!).SetEquals(Enumerable.Range(0, Holes(Phrases.Find(c)!).Count).Select(i => $"{{{i}}}"))), Is.Empty);

    private static Dictionary<string, string> Words(string language) =>
        new ResourceManager(typeof(PhraseText)).GetResourceSet(CultureInfo.GetCultureInfo(language), createIfNotExists: true, tryParents: false)!
            .Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string)e.Value!);

    private static HashSet<string> Holes(string text) => [.. Hole().Matches(text).Select(m => m.Value)];

    [GeneratedRegex(@"\{\d\}", RegexOptions.NonBacktracking)]
    private static partial Regex Hole();
}
