using Listener.Sentiment.Tests.Support;

namespace Listener.Sentiment.Tests;

[TestFixture]
public sealed class ClassifierTests
{
    private static readonly ITextClassifier Classifier = TextClassifier.Load(RepositoryFiles.Models);

    [TestCase("Where is my parcel? I have been waiting for three weeks, this is a disgrace.", "en", "negative")]
    [TestCase("Thank you so much, the support team was wonderful!", "en", "positive")]
    [TestCase("Vielen Dank für die schnelle Lieferung, alles super!", "de", "positive")]
    [TestCase("Seit drei Wochen warte ich auf mein Paket, eine Frechheit!", "de", "negative")]
    [TestCase("Excelente servicio, muchas gracias por la ayuda", "es", "positive")]
    [TestCase("Una vergüenza, el pedido llegó roto y nadie contesta", "es", "negative")]
    [TestCase("Aitäh, väga hea teenindus ja kiire tarne!", "et", "positive")]
    [TestCase("Häbi! Pakk jäi hiljaks ja kaup oli katki.", "et", "negative")]
    [TestCase("Mulțumesc frumos, sunt foarte mulțumită de produs", "ro", "positive")]
    [TestCase("Cea mai proastă experiență, produsul a venit stricat", "ro", "negative")]
    [TestCase("Harika bir ürün, çok memnun kaldım, teşekkürler", "tr", "positive")]
    [TestCase("Rezalet, kargo hâlâ gelmedi ve kimse ilgilenmiyor", "tr", "negative")]
    public void Plain_texts_are_understood_in_six_languages(string text, string language, string sentiment)
    {
        ClassificationResult result = Classifier.Classify(new ClassificationInput(text));

        Assert.That(result.Language, Is.EqualTo(language));
        Assert.That(result.Sentiment.Label, Is.EqualTo(sentiment));
    }

    [TestCase("Please call me back, I want to talk to a real person", "callback")]
    [TestCase("Bitte rufen Sie mich zurück", "callback")]
    [TestCase("I will take you to court, my lawyer will contact you", "legal_threat")]
    public void Flags_are_raised(string text, string flag) =>
        Assert.That(Classifier.Classify(new ClassificationInput(text)).Flags.Keys, Does.Contain(flag));

    [TestCase("")]
    [TestCase("   \n ")]
    [TestCase("\u200B\u200B")]
    public void Nothing_said_is_neutral_other_and_unsure(string text)
    {
        ClassificationResult result = Classifier.Classify(new ClassificationInput(text));

        Assert.That(result.Language, Is.EqualTo(ClassificationResult.UnknownLanguage));
        Assert.That(result.Sentiment, Is.EqualTo(new SentimentScore("neutral", 0, 1, 0, true)));
        Assert.That(result.Intent.Label, Is.EqualTo(Intents.Other));
        Assert.That(result.Intent.Unsure, Is.True);
    }

    [TestCase("今日はとても良い天気ですね、散歩に行きましょう")]
    [TestCase("zxqv brrgh wplk")]
    public void Language_that_is_not_known_asks_a_person(string text)
    {
        ClassificationResult result = Classifier.Classify(new ClassificationInput(text));

        Assert.That(result.Sentiment.Unsure && result.Intent.Unsure, Is.True);
    }

    [Test]
    public void Stars_are_evidence()
    {
        SentimentScore one = Classifier.Classify(new ClassificationInput("It arrived on Tuesday", "en", null, 1)).Sentiment;
        SentimentScore five = Classifier.Classify(new ClassificationInput("It arrived on Tuesday", "en", null, 5)).Sentiment;

        Assert.That(five.Positive, Is.GreaterThan(one.Positive));
        Assert.That(one.Negative, Is.GreaterThan(five.Negative));
    }

    [Test]
    public void Hint_decides_where_the_text_is_too_short() =>
        Assert.That(Classifier.Classify(new ClassificationInput("ok", "de")).Language, Is.EqualTo("de"));

    [Test]
    public void Probabilities_add_up_to_one()
    {
        ClassificationResult result = Classifier.Classify(new ClassificationInput("Can I change the delivery address of my order?"));

        Assert.That(result.Sentiment.Negative + result.Sentiment.Neutral + result.Sentiment.Positive, Is.EqualTo(1).Within(1e-5));
        Assert.That(result.Intent.Probabilities.Values.Sum(), Is.EqualTo(1).Within(0.05));
    }

    [Test]
    public void Same_text_gives_the_same_answer_after_other_texts()
    {
        var input = new ClassificationInput("Der Akku ist nach zwei Tagen kaputt :(");
        ClassificationResult first = Classifier.Classify(input);

        Classifier.Classify(new ClassificationInput(new string('x', 20_000)));

        Assert.That(ClassificationJson.Write("1", Classifier.Classify(input)), Is.EqualTo(ClassificationJson.Write("1", first)));
    }

    [Test]
    public void Explanation_names_what_carried_the_decision()
    {
        IReadOnlyList<Evidence> evidence = Classifier.Explain(new ClassificationInput("terrible terrible service, please refund me"), 12);

        Assert.That(evidence, Has.Count.EqualTo(12));
        Assert.That(evidence.Select(e => Math.Abs(e.Weight)), Is.Ordered.Descending);
    }

    [Test]
    public void Missing_models_give_a_classifier_that_asks_a_person()
    {
        ITextClassifier fallback = TextClassifier.LoadOrFallBack("no-such-folder", out string? reason);

        Assert.That(reason, Does.Contain("no-such-folder"));
        Assert.That(fallback.Classify(new ClassificationInput("great!")).Sentiment.Unsure, Is.True);
        Assert.That(fallback.Model, Is.EqualTo("none"));
    }
}
