namespace Listener.Sentiment.Features;

/// <summary>Positions of the dense features; part of the model format.</summary>
internal static class DenseLayout
{
    public const int LexPositive = 0;
    public const int LexNegative = 1;
    public const int LexPositiveCount = 2;
    public const int LexNegativeCount = 3;
    public const int LexMaximum = 4;
    public const int LexMinimum = 5;
    public const int LexLast = 6;
    public const int LexMean = 7;
    public const int EmojiPositive = 8;
    public const int EmojiNegative = 9;
    public const int EmojiOther = 10;
    public const int EmojiLast = 11;
    public const int Exclamations = 12;
    public const int Questions = 13;
    public const int ExclaimedQuestion = 14;
    public const int Ellipses = 15;
    public const int EndsWithQuestion = 16;
    public const int Capitals = 17;
    public const int Stretched = 18;
    public const int Length = 19;
    public const int Urls = 20;
    public const int Users = 21;
    public const int Hashtags = 22;
    public const int Numbers = 23;
    public const int Negations = 24;
    public const int CuePositiveNegated = 25;
    public const int CueNegativeNegated = 26;
    public const int CueBalance = 27;

    /// <summary>First of the rule targets, one feature each, in the order of <see cref="Rules.RuleTargets.All"/>.</summary>
    public const int FirstRule = 28;

    /// <summary>Number of dense features.</summary>
    public static readonly int Count = FirstRule + Rules.RuleTargets.All.Count;

    private static readonly string[] Names =
    [
        "lexicon:positive", "lexicon:negative", "lexicon:positive-count", "lexicon:negative-count", "lexicon:strongest-positive",
        "lexicon:strongest-negative", "lexicon:last", "lexicon:mean", "emoji:positive", "emoji:negative", "emoji:other", "emoji:last",
        "mark:!", "mark:?", "mark:!?", "mark:ellipsis", "mark:ends-with-?", "shape:capitals", "shape:stretched", "shape:length",
        "shape:urls", "shape:handles", "shape:hashtags", "shape:numbers", "cue:negation-count", "cue:positive-negated",
        "cue:negative-negated", "cue:balance",
    ];

    /// <summary>Name of a dense feature, as shown to people.</summary>
    public static string NameOf(int index) => index < FirstRule ? Names[index] : "rule:" + Rules.RuleTargets.All[index - FirstRule];
}
