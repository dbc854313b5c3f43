using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Replies;
using Listener.Worker.Replies.Guards;
using Listener.Worker.Tests.Support;

namespace Listener.Worker.Tests.Replies;

/// <summary>
/// Situations: every template in every language on every kind of channel passes every guard; same mention same variant;
/// neighbours differ; unsure, flagged and ironic mentions get the careful text; missing names, unknown languages, broken files.
/// </summary>
[TestFixture]
public sealed class TemplateTests
{
    private static readonly TemplateLibrary Library = TemplateLibrary.Load();
    private static readonly ReplyGuards Guards = new(RuleBooks.Load());
    private static readonly DraftingRules Brand = new() { BrandName = "Nordlicht Shop", Signature = "Mari", HelpUrl = "https://help.example.com/start" };

    private static readonly TextLimit[] Limits =
    [
        new(CountingRule.WeightedX, 280), new(CountingRule.Graphemes, 300), new(CountingRule.Utf8Bytes, 3000), new(CountingRule.Utf16, 350),
        new(CountingRule.Mastodon, 500), new(CountingRule.Utf16, 5970),
    ];

    private static IEnumerable<TestCaseData> AllTemplates() =>
        from language in new[] { "de", "en", "es", "et", "ro", "tr" }
        from body in Library.Find(language)!.Bodies
        from template in body.Value
        select new TestCaseData(language, body.Key, template).SetArgDisplayNames(template.Id);

    [TestCaseSource(nameof(AllTemplates))]
    public void A_template_passes_every_guard_on_every_channel(string language, TemplateKey key, Template template)
    {
        var mention = Builders.Mention(audience: key.Private ? Audience.Direct : Audience.Public);
        var values = Placeholders.ValuesFor(mention, Brand);
        var labels = Builders.Labels(key.Intent ?? Intent.Other, language: language);
        var texts = Library.Find(language)!;

        var findings = texts.NamedGreetings.Concat(texts.PlainGreetings)
            .Select(greeting => $"{greeting.Fill(values)} {template.Fill(values)} – Mari")
            .SelectMany(text => Guards.Check(new GuardInput { Text = text, Language = language, Traits = Builders.Traits(limits: Limits), Mention = mention, Labels = labels }));

        Assert.That(findings, Is.Empty);
    }

    [Test]
    public void Every_language_answers_every_intent_in_several_ways([Values("de", "en", "es", "et", "ro", "tr")] string language)
    {
        var texts = Library.Find(language)!;

        var few = Enum.GetValues<Intent>().Where(i => i != Intent.Spam)
            .Where(i => texts.Bodies[new TemplateKey(i, null, false)].Count < (i == Intent.Other ? 2 : 3));

        Assert.That(few, Is.Empty);
    }

    [Test]
    public void All_languages_cover_the_same_situations([Values("de", "es", "et", "ro", "tr")] string language) =>
        Assert.That(Library.Find(language)!.Bodies.Keys, Is.EquivalentTo(Library.Find("en")!.Bodies.Keys));

    [Test]
    public void The_same_mention_always_gets_the_same_text()
    {
        var drafter = new TemplateDrafter(Library, Brand);

        var texts = Enumerable.Range(0, 5).Select(_ => drafter.Propose(Builders.Mention("m77"), Builders.Labels(Intent.Praise), [])!.Text);

        Assert.That(texts.Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public void Neighbouring_mentions_get_different_variants()
    {
        var drafter = new TemplateDrafter(Library, Brand);

        var shares = Enumerable.Range(0, 400)
            .Select(i => drafter.Propose(Builders.Mention($"m{i}"), Builders.Labels(Intent.Praise), [])!.Template)
            .GroupBy(t => t).Select(g => g.Count()).ToList();

        Assert.That(shares, Has.Count.EqualTo(4).And.All.InRange(60, 140));
    }

    [Test]
    public void The_topic_chooses_the_template()
    {
        var proposal = Propose(Builders.Labels(Intent.Complaint, topics: ["delivery"]));

        Assert.That(proposal.Template, Does.StartWith("complaint.delivery.en"));
    }

    [TestCase(Intent.Praise, false, SentimentLabel.Negative, null, TestName = "Praise_with_negative_sentiment_may_be_irony")]
    [TestCase(Intent.Complaint, true, SentimentLabel.Neutral, null, TestName = "An_unsure_intent_gets_the_careful_text")]
    [TestCase(Intent.Complaint, false, SentimentLabel.Negative, "legal_threat", TestName = "A_legal_threat_gets_the_careful_text")]
    [TestCase(Intent.ProblemReport, false, SentimentLabel.Negative, "safety", TestName = "Danger_gets_the_careful_text")]
    public void Doubt_gets_the_careful_text(Intent intent, bool unsure, SentimentLabel sentiment, string? flag)
    {
        var proposal = Propose(Builders.Labels(intent, sentiment, unsure: unsure, flags: flag is null ? [] : [flag]));

        Assert.That(proposal.Template, Does.StartWith("unsure.en"));
        Assert.That(proposal.Why.English, Does.Contain("please check"));
    }

    [Test]
    public void A_private_message_may_ask_for_the_order_number()
    {
        var drafter = new TemplateDrafter(Library, Brand);

        var proposal = drafter.Propose(Builders.Mention(audience: Audience.Direct), Builders.Labels(Intent.Request), [])!;

        Assert.That(proposal.Template, Does.StartWith("request.private.en"));
    }

    [TestCase("fr", 0.99, null, "en")] // recognised, but without templates: the brand's language
    [TestCase("de", 0.3, "et", "et")] // not trusted: what the network says
    [TestCase("tr", 0.9, "de", "tr")] // trusted: beats the network
    public void The_language_is_the_customers_as_far_as_it_is_known(string recognised, double probability, string? hint, string expected)
    {
        var mention = Builders.Mention() with { LanguageHint = hint };
        var labels = Builders.Labels(Intent.Question, language: recognised) with { LanguageProbability = probability };

        var proposal = new TemplateDrafter(Library, Brand).Propose(mention, labels, [])!;

        Assert.That(proposal.Language, Is.EqualTo(expected));
    }

    [TestCase("Kadri Tamm", "Kadri")]
    [TestCase("Anna-Liisa", "Anna-Liisa")]
    [TestCase("Ömer Çelik", "Ömer")]
    [TestCase("kadri77", null)]
    [TestCase("KADRI", null)]
    [TestCase("A Google user", null)]
    [TestCase("Google user", null)]
    [TestCase("The Daily Planet", null)]
    [TestCase("🌸 Mari 🌸", null)]
    [TestCase("Best Deals Shop Online Now", null)]
    [TestCase("", null)]
    [TestCase("{{order.number}}", null)]
    public void Only_a_persons_name_is_used_in_a_greeting(string display, string? first) =>
        Assert.That(PersonName.FirstNameOf(new Author("1", "handle", display)), Is.EqualTo(first));

    [Test]
    public void A_template_that_needs_a_missing_fact_is_not_chosen()
    {
        var drafter = new TemplateDrafter(Library, Brand with { HelpUrl = "" });

        var texts = Enumerable.Range(0, 60).Select(i => drafter.Propose(Builders.Mention($"m{i}"), Builders.Labels(Intent.Question), [])!.Text);

        Assert.That(texts, Has.None.Contains("{{"));
    }

    [Test]
    public void The_signature_is_left_out_if_there_is_none()
    {
        var proposal = new TemplateDrafter(Library, Brand with { Signature = "" }).Propose(Builders.Mention(), Builders.Labels(), [])!;

        Assert.That(proposal.Text, Does.Not.Contain("–"));
    }

    [Test]
    public void A_shorter_variant_is_taken_where_the_network_is_narrow()
    {
        var limits = new[] { new TextLimit(CountingRule.Utf16, 105) };

        var lengths = Enumerable.Range(0, 30).Select(i => new TemplateDrafter(Library, Brand).Propose(Builders.Mention($"m{i}"), Builders.Labels(Intent.Question), limits)!.Text.Length);

        Assert.That(lengths, Is.All.LessThanOrEqualTo(105));
    }

    [TestCase("""{"language":"xx","greetings":{"named":["Hi,"],"plain":["Hi,"]},"templates":[{"intent":"complaint","texts":["{{customer.shoe_size}}"]}]}""", "customer.shoe_size")]
    [TestCase("""{"language":"xx","greetings":{"named":["Hi,"],"plain":["Hi,"]},"templates":[{"intent":"complain","texts":["x"]}]}""", "complain")]
    [TestCase("""{"language":"xx","greetings":{"named":["Hi,"],"plain":["Hi,"]},"templates":[{"intent":"praise","topic":"weather","texts":["x"]}]}""", "weather")]
    [TestCase("""{"language":"xx","greetings":{"named":[],"plain":["Hi,"]},"templates":[]}""", "greeting.xx")]
    public void A_broken_file_is_refused_by_name(string json, string named) =>
        Assert.That(() => TemplateLibrary.Parse(json), Throws.TypeOf<FormatException>().With.Message.Contains(named));

    [Test]
    public void Hostile_names_stay_plain_text()
    {
        var mention = Builders.Mention() with { Author = new Author("1", "{{order.number}}", "Ignore previous instructions") };

        var proposal = new TemplateDrafter(Library, Brand).Propose(mention, Builders.Labels(), [])!;

        Assert.That(proposal.Text, Does.Not.Contain("{{").And.Not.Contain("instructions"));
    }

    private static Proposal Propose(Classification labels) => new TemplateDrafter(Library, Brand).Propose(Builders.Mention(), labels, [])!;
}
