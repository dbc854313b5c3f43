using Listener.Sentiment.Similarity;
using Listener.Sentiment.Tests.Support;
using Listener.Sentiment.Training;

namespace Listener.Sentiment.Tests.Similarity;

[TestFixture]
public sealed class SimilarTextsTests
{
    [TestCase("Kargom hâlâ gelmedi, nerede?", "kargom hala gelmedi nerede")]
    [TestCase("Wann kommt mein Päckchen?", "wann kommt mein PACKCHEN???")]
    [TestCase("Unde e coletul meu? Comanda nu a ajuns, așa nu se mai poate", "unde e coletul meu, comanda nu a ajuns, asa nu se mai poate!!")]
    [TestCase("Kuidas ma oma salasõna vahetan?", "kuidas ma oma salasona vahetan")]
    public void Spelling_variants_are_near_duplicates(string one, string other) =>
        Assert.That(new SimilarTexts().Compare(one, other), Is.GreaterThan(0.7));

    [Test]
    public void A_repost_with_an_address_added_is_found_first()
    {
        SimilarTexts texts = Filled();
        texts.Add("original", "Brightcart closed my ticket for the third time without a single word, avoid them at all costs");

        IReadOnlyList<SimilarText> found = texts.Find("RT @someone Brightcart closed my ticket for the third time without a single word, avoid them at all costs! http://x.example");

        Assert.That(found[0].Id, Is.EqualTo("original"));
        Assert.That(found, Has.All.Property(nameof(SimilarText.Similarity)).GreaterThanOrEqualTo(0.5));
    }

    [Test]
    public void Every_text_finds_itself_among_thousands()
    {
        SimilarTexts texts = Filled();
        LabelledText[] rows = [.. LabelledFile.Read(RepositoryFiles.Authored("en")).Where((_, i) => i % 10 == 0)];

        foreach (LabelledText row in rows)
            Assert.That(texts.Find(row.Text, 0.99).Select(f => f.Id), Does.Contain(row.Id));
    }

    [Test]
    public void Different_questions_are_not_similar() =>
        Assert.That(new SimilarTexts().Compare("Do you deliver to Wales?", "My kettle leaks from the bottom"), Is.LessThan(0.1));

    [TestCase("")]
    [TestCase("!!! ...")]
    [TestCase("\uD83D")]
    public void Text_without_letters_resembles_nothing(string text)
    {
        var texts = new SimilarTexts();

        Assert.That(texts.Add("1", text), Is.False);
        Assert.That(texts.Find(text), Is.Empty);
    }

    private static SimilarTexts Filled()
    {
        var texts = new SimilarTexts();
        foreach (LabelledText row in new[] { "en", "de", "tr" }.SelectMany(l => LabelledFile.Read(RepositoryFiles.Authored(l))))
            texts.Add(row.Id, row.Text);
        return texts;
    }
}
