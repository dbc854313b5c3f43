namespace Listener.Sentiment.Features;

/// <summary>Which of the extracted features a model reads.</summary>
internal enum FeatureView : byte
{
    /// <summary>Folded words and letters, rules and dense features.</summary>
    Meaning = 1,

    /// <summary>Letters and words with their diacritics, for the language.</summary>
    Language = 2,
}

/// <summary>Extraction by view.</summary>
internal static class FeatureViews
{
    /// <summary>Extracts the features of one text as copies, for training.</summary>
    public static (uint[] Words, uint[] Chars, float[] Dense) Extract(
        this FeatureView view, FeatureExtractor extractor, string text, string language, Lexicon lexicon)
    {
        extractor.ReadText(text);
        if (view == FeatureView.Language)
        {
            extractor.ReadPlain();
            return ([], extractor.Features.Plain.ToArray(), []);
        }

        extractor.ReadMeaning(language);
        FeatureBuffer features = extractor.Features;
        DenseFeatures.FillLexicon(extractor.Text, extractor.Negated, lexicon, features.Dense);
        return (features.Words.ToArray(), features.Chars.ToArray(), features.Dense.ToArray());
    }

    /// <summary>Number of dense features in a view.</summary>
    public static int DenseCount(this FeatureView view) => view == FeatureView.Meaning ? DenseLayout.Count : 0;
}
