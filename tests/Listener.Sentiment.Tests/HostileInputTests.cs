using System.Text;
using Listener.Sentiment.Tests.Support;

namespace Listener.Sentiment.Tests;

/// <summary>Inputs made to break readers: none throws, all are answered.</summary>
[TestFixture]
public sealed class HostileInputTests
{
    private static readonly ITextClassifier Classifier = TextClassifier.Load(RepositoryFiles.Models);

    private static IEnumerable<TestCaseData> Inputs()
    {
        yield return Case("one letter", new string('a', 1_000_000));
        yield return Case("combining marks", "e" + new string('\u0301', 1_000_000));
        yield return Case("mixed combining marks", "a" + string.Concat(Enumerable.Repeat("\u0301\u0323\u0328", 100_000)));
        yield return Case("bidi", string.Concat(Enumerable.Repeat("\u202Eabc\u202C\u2066x\u2069 ", 50_000)));
        yield return Case("lone high surrogates", new string('\uD83D', 100_000));
        yield return Case("lone low surrogates", new string('\uDE00', 100_000));
        yield return Case("surrogates beside marks", "\uD83D\u0301\uDE00\u0301 ｗ \uD835");
        yield return Case("zero width", new string('\u200B', 100_000) + "word");
        yield return Case("emoji", string.Concat(Enumerable.Repeat("😀", 100_000)));
        yield return Case("joined emoji", string.Concat(Enumerable.Repeat("👨‍👩‍👧‍👦", 10_000)));
        yield return Case("cut in the middle of an emoji", new string(' ', 9_999) + "😀");
        yield return Case("expanding ligature", new string('\uFDFA', 20_000) + "\uFF01");
        yield return Case("open tags", new string('<', 100_000));
        yield return Case("open entities", string.Concat(Enumerable.Repeat("&amp", 50_000)));
        yield return Case("entity bomb", string.Concat(Enumerable.Repeat("&#x61;", 50_000)));
        yield return Case("at signs", string.Concat(Enumerable.Repeat("@a", 50_000)));
        yield return Case("handle of many hosts", "@a" + string.Concat(Enumerable.Repeat("@b.c", 50_000)));
        yield return Case("control characters", new string('\0', 10_000));
        yield return Case("noncharacters", new string('\uFFFF', 1000) + "\uFDD0\u0301");
        yield return Case("marks", string.Concat(Enumerable.Repeat("!?", 100_000)));
        yield return Case("spaces", new string(' ', 1_000_000));
        yield return Case("negations", string.Concat(Enumerable.Repeat("not never no ", 50_000)));
        yield return Case("numbers", string.Concat(Enumerable.Repeat("1,", 100_000)));
    }

    [TestCaseSource(nameof(Inputs))]
    public void Hostile_text_is_answered(string text)
    {
        var input = new ClassificationInput(text);

        ClassificationResult result = Classifier.Classify(input);

        Assert.That(result.Sentiment.Negative + result.Sentiment.Neutral + result.Sentiment.Positive, Is.EqualTo(1).Within(1e-4));
        Assert.That(result.WasCut, Is.EqualTo(text.Length > 10_000));
        Assert.That(() => Classifier.Explain(input), Throws.Nothing);
    }

    [Test]
    public void Answer_is_valid_json_whatever_the_id()
    {
        string json = ClassificationJson.Write("\"\\\n\uD83D", Classifier.Classify(new ClassificationInput("hello")));

        Assert.That(() => System.Text.Json.JsonDocument.Parse(Encoding.UTF8.GetBytes(json)), Throws.Nothing);
        Assert.That(json, Does.Not.Contain("\n"));
    }

    private static TestCaseData Case(string name, string text) => new TestCaseData(text).SetArgDisplayNames(name);
}
