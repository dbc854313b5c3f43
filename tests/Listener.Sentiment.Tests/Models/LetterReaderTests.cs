using Listener.Sentiment.Features;
using Listener.Sentiment.Models;
using Listener.Sentiment.Tests.Support;

namespace Listener.Sentiment.Tests.Models;

/// <summary>The fast way to the scores gives, to the last bit, what looking up every n-gram gives.</summary>
[TestFixture]
public sealed class LetterReaderTests
{
    private static readonly ModelSet Models = ModelSet.Load(RepositoryFiles.Models);
    private static readonly string[] Odd =
    [
        "", " ", "a", "ab", "a b", "a b c d", "ok 👍", "http://a.example b", "@a @b", "I'm n't", "?!", "ß", "İ ı", "😀😀", "\uD800x", "e\u0301\u0301",
        new string('a', 30), new string('x', 12_000), string.Join(' ', Enumerable.Repeat("ab", 4000)), "12 1234 4g", "今日は hello",
        "Donaudampfschifffahrtsgesellschaftskapitän", "abcdefghijkl abcdefghijklm", string.Join(' ', Enumerable.Range(0, 64)), string.Join(' ', Enumerable.Range(0, 65).Select(i => $"{(char)('a' + i % 7)}b{i}")),
    ];

    [Test]
    public void Scores_of_authored_texts_are_those_of_every_n_gram_looked_up([Values("de", "en", "es", "et", "ro", "tr")] string language)
    {
        var (extractor, letters) = (new FeatureExtractor(), new LetterReader(Models.Language, Models.Meaning));

        foreach (string line in File.ReadLines(RepositoryFiles.Authored(language)).Skip(1))
            AssertSame(extractor, letters, line.Split('\t')[2], language);
    }

    [Test]
    public void Scores_of_odd_texts_are_those_of_every_n_gram_looked_up()
    {
        var (extractor, letters) = (new FeatureExtractor(), new LetterReader(Models.Language, Models.Meaning));

        foreach (string text in Odd.Concat(Odd))
            AssertSame(extractor, letters, text, "de");
    }

    [Test]
    public void Words_of_one_language_are_not_taken_for_those_of_another()
    {
        var (extractor, letters) = (new FeatureExtractor(), new LetterReader(Models.Language, Models.Meaning));

        foreach (string language in new[] { "de", "en", "de", "tr", "fr", "de" })
            AssertSame(extractor, letters, "super service, danke", language);
    }

    private static void AssertSame(FeatureExtractor extractor, LetterReader letters, string text, string language)
    {
        FollowingModel sentiment = Models.Sentiment(language);
        extractor.ReadText(text);
        extractor.ReadPlain();
        extractor.ReadMeaning(language);
        FeatureBuffer features = extractor.Features;
        letters.ReadPlain(extractor.Text.Plain);
        letters.FetchFolded(extractor.Text, features.Words, sentiment);
        letters.ReadFolded(extractor.Text, features.Words, sentiment);

        Assert.That(Fast(Models.Language, default, letters.Language, []), Is.EqualTo(Slow(Models.Language, features)), text);
        Assert.That(
            Fast(Models.Meaning, letters.MeaningWords, letters.MeaningLetters, features.Dense), Is.EqualTo(Slow(Models.Meaning, features)), text);
        Assert.That(
            Fast(sentiment.Model, letters.SentimentWords, letters.SentimentLetters, features.Dense), Is.EqualTo(Slow(sentiment.Model, features)), text);
    }

    private static float[] Slow(LinearModel model, FeatureBuffer features)
    {
        var scores = new float[model.Stride];
        model.Score(features, scores);
        return scores;
    }

    private static float[] Fast(LinearModel model, GroupSums words, GroupSums letters, ReadOnlySpan<float> dense)
    {
        var scores = new float[model.Stride];
        model.Score(words, letters, dense, scores);
        return scores;
    }
}
