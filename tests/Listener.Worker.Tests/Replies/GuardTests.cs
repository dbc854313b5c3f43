using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Replies.Guards;
using Listener.Worker.Tests.Support;

namespace Listener.Worker.Tests.Replies;

/// <summary>Situations: each guard alone, by the text it minds and the text it must leave alone.</summary>
[TestFixture]
public sealed class GuardTests
{
    private const string Fine = "Hello Kadri, thank you for your question. We are checking it and will answer you here.";

    private static readonly ReplyGuards Guards = new(RuleBooks.Load());

    [Test]
    public void A_plain_friendly_reply_passes() => Assert.That(Check(Fine), Is.Empty);

    [TestCase("", "empty", GuardVerdict.Block)]
    [TestCase("   \n ", "empty", GuardVerdict.Block)]
    [TestCase("🙂🙂🙂", "empty", GuardVerdict.Block)]
    [TestCase("Hi, ok.", "empty", GuardVerdict.Warn)]
    [TestCase("Hello, your order {{order.number}} is on its way.", "placeholders", GuardVerdict.Block)]
    [TestCase("Hello {{customer.shoe_size}}, thank you for writing.", "placeholders", GuardVerdict.Block)]
    [TestCase("Hello, thank you }} for writing to us.", "placeholders", GuardVerdict.Block)]
    [TestCase("Hello, please call us about this matter.", "channel diversion", GuardVerdict.Block)]
    [TestCase("Hello, we guarantee that it comes back.", "promises", GuardVerdict.Block)]
    [TestCase("Hello, please tell us your order number.", "asking private data", GuardVerdict.Block)]
    [TestCase("Hello, what a load of bullshit that was.", "profanity", GuardVerdict.Block)]
    [TestCase("Hello, we have your card 4111 1111 1111 1111 on file.", "private data", GuardVerdict.Block)]
    [TestCase("Hello, we refunded DE89 3704 0044 0532 0130 00 today.", "private data", GuardVerdict.Block)]
    [TestCase("Hello, we tried to reach you at +49 151 23456789 today.", "private data", GuardVerdict.Block)]
    [TestCase("Hello, we wrote to anna.k@example.com this morning.", "private data", GuardVerdict.Block)]
    [TestCase("Hello, your order 2024-1183-5526 has left our house.", "private data", GuardVerdict.Block)]
    [TestCase("Your parcel left our house this morning.", "greeting", GuardVerdict.Warn)]
    [TestCase("Hello, THIS PARCEL HAS LEFT our house.", "shouting", GuardVerdict.Warn)]
    [TestCase("Hello, thank you so much for writing!!", "shouting", GuardVerdict.Warn)]
    [TestCase("Hello, see https://a.example https://b.example https://c.example", "links", GuardVerdict.Warn)]
    [TestCase("Hello, more about this at http://a.example today.", "links", GuardVerdict.Warn)]
    public void A_guard_minds(string text, string rule, GuardVerdict verdict) =>
        Assert.That(Check(text), Has.Some.Matches<GuardFinding>(f => f!.Rule == rule && f.Verdict == verdict && f.Message.Length > 10));

    [TestCase("Hello, it costs 49.90 euros and comes in 2 to 3 days, since 2019.")]
    [TestCase("Hello, see https://shop.example/item/4111111111111111 for the details.")] // digits of an address
    [TestCase("Hello, the GPS and USB parts of the set are new.")]
    [TestCase("Hello @kadri, thank you for writing to us.")]
    public void Guards_leave_alone(string text) => Assert.That(Check(text), Is.Empty);

    [Test]
    public void Length_is_counted_the_networks_way_and_says_how_much_to_cut()
    {
        var text = "Hello, " + new string('x', 300);

        var finding = Check(text, Builders.Traits(limits: new TextLimit(CountingRule.Utf16, 300))).Single(f => f.Rule == "length");

        Assert.That(finding.Message, Does.Contain("307 of 300").And.Contain("by 7"));
    }

    [Test]
    public void A_complaint_wants_understanding_first() =>
        Assert.That(Check(Fine, labels: Builders.Labels(Intent.Complaint)), Has.Some.Matches<GuardFinding>(f => f!.Rule == "empathy" && f.Verdict == GuardVerdict.Warn));

    [Test]
    public void A_customer_who_asked_for_a_call_may_be_told_how() =>
        Assert.That(
            Check("Hello, you can also call us if you like.", labels: Builders.Labels(flags: ["callback"])).Single().Verdict,
            Is.EqualTo(GuardVerdict.Warn));

    [Test]
    public void In_a_private_message_an_order_number_is_no_secret() =>
        Assert.That(Check("Hello, please tell us your order number, is it 2024-1183-5526?", mention: Builders.Mention(audience: Audience.Direct)), Is.Empty);

    [Test]
    public void A_card_number_is_never_written() =>
        Assert.That(
            Check("Hello, your card 4111 1111 1111 1111 was charged.", mention: Builders.Mention(audience: Audience.Direct)).Single().Verdict,
            Is.EqualTo(GuardVerdict.Block));

    [TestCase(Audience.Direct, "Hello, @bob@other.example knows more about this.", true)]
    [TestCase(Audience.Followers, "Hello, @bob knows more about this.", true)]
    [TestCase(Audience.Unlisted, "Hello, @bob knows more about this.", false)]
    [TestCase(Audience.Direct, "Hello @Kadri, thank you for writing to us.", false)]
    public void Where_a_name_adds_a_reader_a_reply_that_is_not_public_names_nobody_else(Audience audience, string text, bool blocks)
    {
        var findings = Check(text, Builders.Traits(limits: new TextLimit(CountingRule.Mastodon, 500)), mention: Builders.Mention(audience: audience));

        Assert.That(findings.Any(f => f.Rule == "other names" && f.Verdict == GuardVerdict.Block), Is.EqualTo(blocks));
    }

    [Test]
    public void Elsewhere_a_name_adds_no_reader() =>
        Assert.That(Check("Hello, @bob knows more about this.", mention: Builders.Mention(audience: Audience.Direct)), Is.Empty);

    [Test]
    public void A_reply_in_another_language_than_the_customers_is_pointed_out() =>
        Assert.That(Check(Fine, labels: Builders.Labels(language: "de")).Single().Rule, Is.EqualTo("language"));

    [Test]
    public void The_language_recognised_in_the_text_counts_more_than_the_stated_one() =>
        Assert.That(Guards.Check(Input(Fine, labels: Builders.Labels(language: "en"), recognised: "de")).Single().Rule, Is.EqualTo("language"));

    [Test]
    public void Nearly_the_same_reply_to_another_customer_is_pointed_out() =>
        Assert.That(Guards.Check(Input(Fine, recent: [Fine.Replace("Kadri", "Ben", StringComparison.Ordinal)])), Has.Some.Matches<GuardFinding>(f => f!.Rule == "repetition"));

    [Test]
    public void A_different_reply_is_not_repetition() =>
        Assert.That(Guards.Check(Input(Fine, recent: ["Hello Ben, thank you for this idea. Our product team has it now."])), Is.Empty);

    [Test]
    public void No_text_makes_a_guard_throw()
    {
        var texts = new[] { "\ud800", "\0", new string('a', 100_000), "{{{{}}}}", "}}{{", "'''", "''", string.Concat(Enumerable.Repeat("4", 5000)), "@@@@", "://", "\u200f\u202e" };

        Assert.That(() => texts.Select(t => Check(t)).ToList(), Throws.Nothing);
    }

    private static IReadOnlyList<GuardFinding> Check(string text, ChannelTraits? traits = null, Classification? labels = null, Mention? mention = null) =>
        Guards.Check(Input(text, traits, labels, mention));

    private static GuardInput Input(string text, ChannelTraits? traits = null, Classification? labels = null, Mention? mention = null, string? recognised = null, IReadOnlyList<string>? recent = null) => new()
    {
        Text = text,
        Language = "en",
        Traits = traits ?? Builders.Traits(limits: new TextLimit(CountingRule.Utf16, 1_000_000)),
        Mention = mention ?? Builders.Mention(),
        Labels = labels ?? Builders.Labels(),
        RecognisedLanguage = recognised,
        RecentReplies = recent ?? [],
    };
}
