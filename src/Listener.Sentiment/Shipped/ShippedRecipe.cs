namespace Listener.Sentiment.Shipped;

/// <summary>Which data goes into which shipped model. Only data that may be shipped stands here.</summary>
internal static class ShippedRecipe
{
    public static readonly string[] AuthoredLanguages = ["de", "en", "es", "et", "ro", "tr"];

    private const string Own = "written for this project";
    private const string CcBy4 = "CC BY 4.0";

    private static readonly string[] SubtitleLanguages = ["bg", "cs", "de", "el", "en", "es", "fi", "fr", "hu", "it", "nl", "pl", "pt", "sv", "tr"];

    /// <summary>Word lists per language.</summary>
    public static string[] Lexicons(string language) => language switch
    {
        "en" => ["lexicons/en_afinn.tsv"],
        "es" => ["lexicons/es_senticon.tsv", "lexicons/es_afinn.tsv"],
        "et" => ["lexicons/et_eki.tsv"],
        _ => [],
    };

    /// <summary>Licence of a word list, as written into the model's card.</summary>
    public static string LexiconLicence(string path) => path switch
    {
        "lexicons/en_afinn.tsv" => "MIT (package); ODbL (AFINN itself, from memory)",
        "lexicons/es_senticon.tsv" => "MIT (package); CC BY 4.0 (ML-SentiCon, from memory)",
        "lexicons/es_afinn.tsv" => "MIT",
        "lexicons/et_eki.tsv" => "GPL-3.0",
        _ => throw new ArgumentException($"The licence of '{path}' is not known; a model that uses it cannot be shipped.", nameof(path)),
    };

    /// <summary>Sources of the sentiment model of one language.</summary>
    public static DataSource[] Sentiment(string language) =>
    [
        AuthoredSentiment(language, 2), .. language switch
        {
            "en" =>
            [
                new DataSource("tweeteval_sentiment/train.tsv", "CC BY 3.0 (SemEval-2017 task 4)"),
                new DataSource("tweeteval_sentiment/val.tsv", "CC BY 3.0 (SemEval-2017 task 4)"),
                new DataSource("goemotions/train.tsv", "Apache-2.0", 0.3f, 0.5) { Map = LabelMaps.EmotionToSentiment },
            ],
            "de" =>
            [
                new DataSource("potts/train.tsv", "MIT"), new DataSource("guhr_emotions_de/train.tsv", "MIT", 0.5f),
                Subtitles("de", 0.2f),
            ],
            "et" => [new DataSource("eki_valence/train.tsv", "GPL-3.0")],
            "ro" => [new DataSource("red_ro/train.tsv", "MIT")],
            _ => new[] { Subtitles(language, 0.3f) },
        },
    ];

    /// <summary>Sources of the sentiment model for all other languages.</summary>
    public static DataSource[] SharedSentiment() =>
    [
        .. AuthoredLanguages.Select(l => AuthoredSentiment(l, 1)),
        new DataSource("tweeteval_sentiment/train.tsv", "CC BY 3.0 (SemEval-2017 task 4)", 1, 0.15),
        new DataSource("potts/train.tsv", "MIT"), new DataSource("red_ro/train.tsv", "MIT"),
        .. SubtitleLanguages.Select(l => Subtitles(l, 0.3f, 0.7)),
    ];

    /// <summary>Sources of the intent head.</summary>
    public static DataSource[] Intent() =>
    [
        .. AuthoredLanguages.Select(l => new DataSource($"authored/{l}.tsv", Own)),
        new DataSource("bitext_support/train.tsv", "CDLA-Sharing-1.0", 0.1f, 0.3) { Map = LabelMaps.BitextToIntent },
        new DataSource("goemotions/train.tsv", "Apache-2.0", 0.1f, 0.1) { Map = LabelMaps.EmotionToIntent },
        .. Spam(0.2f),
    ];

    /// <summary>Sources of the topic head.</summary>
    public static DataSource[] Topic() =>
    [
        .. AuthoredLanguages.Select(l => new DataSource($"authored/{l}.tsv", Own) { Column = "topics" }),
        new DataSource("bitext_support/train.tsv", "CDLA-Sharing-1.0", 0.1f, 0.3) { Map = LabelMaps.BitextToTopic },
    ];

    /// <summary>Sources of the flag head.</summary>
    public static DataSource[] Flag() =>
    [
        .. AuthoredLanguages.Select(l => new DataSource($"authored/{l}.tsv", Own) { Column = "flags" }),
        .. new[] { "flags", "flags-more", "flags-oblique" }.Select(f => new DataSource($"authored/{f}.tsv", Own, 2) { Column = "flags" }),
    ];

    /// <summary>Sources of the toxicity head.</summary>
    public static DataSource[] Toxicity() =>
    [
        .. AuthoredLanguages.Select(l => new DataSource($"authored/{l}.tsv", Own)
        {
            Column = "flags", Map = f => f.Contains(Flags.Abusive, StringComparison.Ordinal) ? "toxic" : "",
        }),
        new DataSource("germeval2018_offensive/train.tsv", CcBy4, 0.5f) { Map = l => l == "offensive" ? "toxic" : "" },
    ];

    /// <summary>Sources of the spam head.</summary>
    public static DataSource[] SpamHead() =>
    [
        .. AuthoredLanguages.Select(l => new DataSource($"authored/{l}.tsv", Own) { Map = i => i == Intents.Spam ? Intents.Spam : "" }),
        .. Spam(0.5f).Select(s => s with { Map = l => l == "spam" ? Intents.Spam : "" }),
    ];

    /// <summary>Sources of the language model.</summary>
    public static DataSource[] Language() =>
    [
        new DataSource("langid_subtitles/train.tsv", CcBy4),
        .. AuthoredLanguages.Select(l => new DataSource($"authored/{l}.tsv", Own, l == "et" ? 5 : 2) { Map = _ => l }),
        new DataSource("potts/train.tsv", "MIT", 0.5f) { Map = _ => "de" },
        new DataSource("red_ro/train.tsv", "MIT", 0.5f) { Map = _ => "ro" },
        new DataSource("tweeteval_sentiment/train.tsv", "CC BY 3.0 (SemEval-2017 task 4)", 1, 0.15) { Map = _ => "en" },
        .. SubtitleLanguages.Select(l => new DataSource("xed/train.tsv", CcBy4, 0.5f, 0.5) { Language = l, Map = _ => l }),
    ];

    private static IEnumerable<DataSource> Spam(float weight) =>
        new[] { "01", "04", "07", "08" }.Select(n => new DataSource($"youtube_spam/train_{n}.tsv", CcBy4, weight) { Map = LabelMaps.SpamToIntent });

    private static DataSource AuthoredSentiment(string language, float weight) =>
        new($"authored/{language}.tsv", Own, weight) { Column = "sentiment" };

    private static DataSource Subtitles(string language, float weight, double share = 1) =>
        new("xed/train.tsv", CcBy4, weight, share) { Language = language };
}
