using System.Text.RegularExpressions;
using System.Xml.Linq;
using Listener.Worker.Digests;
using Listener.Worker.Domain;
using static Listener.Worker.Tests.Digests.DigestSamples;

namespace Listener.Worker.Tests.Digests;

/// <summary>The forms of a digest: stored examples byte by byte, hostile texts, size, languages.</summary>
public sealed partial class DigestFormTests
{
    private const string Hostile = "</td><script>alert(1)</script> [x](javascript:alert(1)) | `a` \r\nBcc: all@example.org\u202E desrever & \"quoted\" http://evil.example www.evil.example";

    [TestCase("typical.en.md")]
    [TestCase("typical.de.html")]
    [TestCase("typical.json")]
    [TestCase("typical.tr.eml")]
    public void A_form_is_the_stored_one_byte_by_byte(string name)
    {
        var digest = DigestBuilder.Build(Typical());
        var words = DigestWords.In(name.Split('.')[1]);
        var written = Path.GetExtension(name) switch
        {
            ".md" => MarkdownDigest.Write(digest, words),
            ".html" => HtmlDigest.Write(digest, words),
            ".json" => DigestJson.Write(digest),
            _ => DigestMail.Write(digest, words, "listener@example.org", "team@example.org").Content,
        };

        if (Environment.GetEnvironmentVariable("LISTENER_RECORD") is { Length: > 0 } folder)
            File.WriteAllText(Path.Combine(folder, name), written);

        Assert.That(written, Is.EqualTo(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Digests", "Recorded", name))));
    }

    [Test]
    public void Hostile_texts_stay_texts_in_every_form()
    {
        var start = Week.StartIn(Tallinn);
        var digest = DigestBuilder.Build(Typical() with { Mentions = [.. Enumerable.Range(0, 8).Select(i => One(i, start.AddHours(i), text: $"{i} {Hostile}"))] });
        var words = DigestWords.In("en");

        var html = HtmlDigest.Write(digest, words);
        var mail = MailDigest.Write(digest, words);
        var markdown = MarkdownDigest.Write(digest, words);

        Assert.That(digest.Quotes, Is.Not.Empty);
        // Compared ordinally: to a culture the mark is nothing, and nothing is in every text.
        foreach (var form in new[] { html, mail, markdown.Replace(@"\<", "", StringComparison.Ordinal) })
            Assert.That((form.Contains("<script", StringComparison.Ordinal), form.Contains('\u202E')), Is.EqualTo((false, false)));
        Assert.That(markdown, Does.Not.Contain("[x](").And.Not.Contain("http://evil").And.Not.Contain(" www.evil"));
        Assert.That(TextDigest.Write(digest, words), Does.Not.Contain("\nBcc:"));
    }

    [Test]
    public void A_mail_with_9000_mentions_and_long_quotes_stays_under_100_kb()
    {
        var start = Week.StartIn(Tallinn);
        var many = Enumerable.Range(0, 9000).Select(i => One(
            i, start.AddMinutes(i), i % 3 == 0 ? SentimentLabel.Negative : SentimentLabel.Neutral, $"{i} {string.Concat(Enumerable.Repeat("😡ş", 300))}",
            topic: $"topic_{i % 40}", channel: new ChannelKey($"channel-{i % 30}"), answeredAfter: i % 4 == 0 ? null : TimeSpan.FromMinutes(i % 400)));
        var gaps = Enumerable.Range(0, 200).Select(i => new UnreadStretch($"channel-{i}", start.AddHours(i / 2.0), start.AddHours((i / 2.0) + 1), "network down"));
        var digest = DigestBuilder.Build(Typical() with { Mentions = [.. many], Gaps = [.. gaps] });

        var largest = DigestWords.Languages.Max(l => DigestMail.Write(digest, DigestWords.In(l), "listener@example.org", "team@example.org").Content.Length);

        TestContext.Out.WriteLine($"largest mail: {largest} bytes");
        Assert.That(largest, Is.LessThan(100_000));
    }

    [TestCaseSource(typeof(DigestWords), nameof(DigestWords.Languages))]
    public void A_language_has_every_sentence_with_the_same_placeholders(string language)
    {
        var english = DigestWords.In("en");
        var words = DigestWords.In(language);

        Assert.That(words.Keys, Is.EquivalentTo(english.Keys));
        Assert.That(english.Keys.Where(k => !Holes(words, k).SetEquals(Holes(english, k))), Is.Empty);
    }

    [TestCaseSource(typeof(DigestWords), nameof(DigestWords.Languages))]
    public void Every_chart_is_well_formed_and_named(string language)
    {
        var html = HtmlDigest.Write(DigestBuilder.Build(Typical()), DigestWords.In(language));

        foreach (Match svg in Drawing().Matches(html))
            Assert.That(() => XElement.Parse(svg.Value), Throws.Nothing);
        Assert.That(html, Does.Contain("role=\"img\" aria-labelledby=\"digest-days-title\""));
    }

    [Test]
    public void The_file_and_the_mail_load_nothing()
    {
        var digest = DigestBuilder.Build(Typical());

        foreach (var html in new[] { HtmlDigest.Write(digest, DigestWords.In("en")), MailDigest.Write(digest, DigestWords.In("en")) })
            Assert.That(html, Does.Not.Contain(" src=").And.Not.Contain("url(").And.Not.Contain("@import").And.Not.Contain("<link"));
        Assert.That(MailDigest.Write(digest, DigestWords.In("en")), Does.Not.Contain("<svg").And.Not.Contain("<img"));
    }

    private static HashSet<string> Holes(DigestWords words, string key) =>
        [.. Hole().Matches(words.Say(key, [.. Enumerable.Range(0, 6).Select(i => $"<{i}>")])).Select(m => m.Value)];

    [GeneratedRegex("<[0-9]>", RegexOptions.NonBacktracking)]
    private static partial Regex Hole();

    [GeneratedRegex("<svg.*?</svg>", RegexOptions.Singleline, 1000)]
    private static partial Regex Drawing();
}
