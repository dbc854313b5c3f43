using System.Collections.Concurrent;
using Listener.Sentiment.Features;
using Listener.Sentiment.Models;
using Listener.Sentiment.Rules;

namespace Listener.Sentiment;

/// <summary>Understands texts with the models of one folder. Thread-safe; one working set for each text read at the same time.</summary>
public sealed class TextClassifier : ITextClassifier
{
    private const int FewestLetters = 4;
    private const float LeastLanguageProbability = 0.25f;
    private const float SureLanguageProbability = 0.5f;
    private const float HintEvidence = 2.5f;
    private const double SecondaryIntent = 0.3;
    private const double SmallestShown = 0.005;
    private const double RuleFlag = 0.75;
    private readonly ModelSet _models;
    private readonly ConcurrentBag<Workspace> _others = [];
    private Workspace? _first;

    internal TextClassifier(ModelSet models) => _models = models;

    /// <inheritdoc/>
    public string Model => _models.Version;

    /// <summary>Loads the models of a folder.</summary>
    /// <exception cref="ModelFileException">A file is missing or cannot be used; the message names it.</exception>
    public static ITextClassifier Load(string modelsDirectory) => new TextClassifier(ModelSet.Load(modelsDirectory));

    /// <summary>Loads the models of a folder, or a classifier that asks a person about everything if that fails.</summary>
    /// <param name="modelsDirectory">Folder of the models.</param>
    /// <param name="reason">Why the models could not be loaded; null if they were.</param>
    public static ITextClassifier LoadOrFallBack(string modelsDirectory, out string? reason)
    {
        reason = null;
        try
        {
            return Load(modelsDirectory);
        }
        catch (ModelFileException e)
        {
            reason = e.Message;
            return new FallbackClassifier(e.Message);
        }
    }

    /// <inheritdoc/>
    public ClassificationResult Classify(ClassificationInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Workspace workspace = Take();
        ClassificationResult result = Read(input, workspace);
        GiveBack(workspace);
        return result;
    }

    private ClassificationResult Read(ClassificationInput input, Workspace workspace)
    {
        (FeatureExtractor extractor, LetterReader letters) = workspace;
        extractor.ReadText(input.Text);
        if (extractor.Text.TokenCount == 0)
            return Unsaid.Result(Model, extractor.Text.WasCut);
        (string language, float probability) = TellLanguage(extractor, letters, input.LanguageHint);
        FollowingModel sentimentModel = _models.Sentiment(language);
        extractor.ReadWords(language);
        letters.FetchFolded(extractor.Text, extractor.Features.Words, sentimentModel);
        extractor.ReadRules(language);
        letters.ReadFolded(extractor.Text, extractor.Features.Words, sentimentModel);
        bool known = probability >= SureLanguageProbability;
        SentimentScore sentiment = TellSentiment(extractor, letters, sentimentModel.Model, input.Stars, known);
        LinearModel meaning = _models.Meaning;
        Span<float> scores = stackalloc float[meaning.Stride];
        meaning.Score(letters.MeaningWords, letters.MeaningLetters, extractor.Features.Dense, scores);
        IntentScore intent = TellIntent(scores, known && _models.KnowsIntent(language));
        double toxicity = One(scores, "toxicity"), spam = One(scores, "spam");
        return new ClassificationResult(
            language, probability, sentiment, intent, Many(scores, "topic", extractor.Rules), Many(scores, "flag", extractor.Rules),
            toxicity, spam, Model, extractor.Text.WasCut);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Evidence> Explain(ClassificationInput input, int top = 8)
    {
        ArgumentNullException.ThrowIfNull(input);
        ClassificationResult result = Classify(input);
        var extractor = new FeatureExtractor();
        extractor.ReadText(input.Text);
        if (extractor.Text.TokenCount == 0)
            return [];
        extractor.ReadMeaning(result.Language);
        LinearModel sentiment = _models.Sentiment(result.Language).Model;
        DenseFeatures.FillLexicon(extractor.Text, extractor.Negated, sentiment.Lexicon, extractor.Features.Dense);
        IEnumerable<Evidence> evidence = Explanation.Of(sentiment, "sentiment", result.Sentiment.Label, extractor)
            .Concat(Explanation.Of(_models.Meaning, "intent", result.Intent.Label, extractor));
        return [.. evidence.OrderByDescending(e => Math.Abs(e.Weight)).ThenBy(e => e.Feature, StringComparer.Ordinal).Take(top)];
    }

    private (string Language, float Probability) TellLanguage(FeatureExtractor extractor, LetterReader letters, string? hint)
    {
        LinearModel model = _models.Language;
        ModelHead head = model.Content.Heads[0];
        int hinted = hint is null ? -1 : Array.IndexOf(head.Labels, hint);
        if (IsForeignScript(extractor.Text.Plain))
            return (ClassificationResult.UnknownLanguage, 0);
        if (extractor.Text.Letters < FewestLetters)
            return hinted >= 0 ? (hint!, SureLanguageProbability) : (ClassificationResult.UnknownLanguage, 0);
        letters.ReadPlain(extractor.Text.Plain);
        Span<float> scores = stackalloc float[model.Stride];
        model.Score(default, letters.Language, [], scores);
        if (hinted >= 0)
            scores[hinted] += HintEvidence * head.Temperature;
        Span<float> probabilities = stackalloc float[head.Labels.Length];
        Probabilities.Of(head, scores, probabilities);
        int top = Probabilities.Top(probabilities);
        return probabilities[top] >= LeastLanguageProbability
            ? (head.Labels[top], probabilities[top])
            : (ClassificationResult.UnknownLanguage, probabilities[top]);
    }

    /// <summary>True if most letters are neither Latin, Greek nor Cyrillic: no language of the models is written so.</summary>
    private static bool IsForeignScript(ReadOnlySpan<char> plain)
    {
        const char afterCyrillic = '\u0530';
        if (!plain.ContainsAnyInRange(afterCyrillic, char.MaxValue))
            return false;
        int foreign = 0, letters = 0;
        foreach (char c in plain)
        {
            letters += c == ' ' ? 0 : 1;
            foreign += c is >= afterCyrillic and (< '\u1E00' or > '\u1FFF') ? 1 : 0;
        }

        return foreign * 2 > letters;
    }

    private static SentimentScore TellSentiment(
        FeatureExtractor extractor, LetterReader letters, LinearModel model, int? stars, bool known)
    {
        DenseFeatures.FillLexicon(extractor.Text, extractor.Negated, model.Lexicon, extractor.Features.Dense);
        Span<float> scores = stackalloc float[model.Stride];
        model.Score(letters.SentimentWords, letters.SentimentLetters, extractor.Features.Dense, scores);
        ModelHead head = model.Content.Heads[0];
        StarEvidence.Add(stars, head.Temperature, scores);
        Span<float> p = stackalloc float[3];
        Probabilities.Of(head, scores, p);
        int top = Probabilities.Top(p);
        bool unsure = p[top] < head.Thresholds[0] || !(known || stars is not null);
        return new SentimentScore(head.Labels[top], p[0], p[1], p[2], unsure);
    }

    private IntentScore TellIntent(ReadOnlySpan<float> scores, bool known)
    {
        ModelHead head = _models.IntentHead;
        Span<float> p = stackalloc float[head.Labels.Length];
        Probabilities.Of(head, scores, p);
        int top = Probabilities.Top(p);
        Span<double> all = stackalloc double[p.Length];
        ulong shown = 0;
        List<string>? secondary = null;
        for (int k = 0; k < p.Length; k++)
        {
            all[k] = p[k];
            shown |= p[k] >= SmallestShown ? 1UL << k : 0;
            if (k != top && p[k] > SecondaryIntent)
                (secondary ??= []).Add(head.Labels[k]);
        }

        var probabilities = new LabelProbabilities(head.Labels, all, shown);
        return new IntentScore(head.Labels[top], probabilities, secondary ?? (IReadOnlyList<string>)[], !known || p[top] < head.Thresholds[0]);
    }

    private double One(ReadOnlySpan<float> scores, string task)
    {
        ModelHead head = _models.MeaningHead(task);
        return 1 / (1 + Math.Exp(-scores[head.FirstColumn] / head.Temperature));
    }

    /// <summary>Labels of a yes/no head above their threshold; a rule that hits is enough by itself.</summary>
    private IReadOnlyDictionary<string, double> Many(ReadOnlySpan<float> scores, string task, RuleHits rules)
    {
        ModelHead head = _models.MeaningHead(task);
        int firstRule = _models.FirstRule(task);
        Span<double> all = stackalloc double[head.Labels.Length];
        ulong given = 0;
        for (int k = 0; k < head.Labels.Length; k++)
        {
            double p = 1 / (1 + Math.Exp(-scores[head.FirstColumn + k] / head.Temperature));
            if (rules.Counts[firstRule + k] > 0)
                p = Math.Max(p, RuleFlag);
            all[k] = p;
            given |= p >= head.Thresholds[k] ? 1UL << k : 0;
        }

        return given == 0 ? ModelSet.NoLabels : new LabelProbabilities(head.Labels, all, given);
    }

    // Kept apart from threads: work hops from thread to thread, and each working set remembers megabytes of words.
    private Workspace Take()
    {
        Workspace? free = Interlocked.Exchange(ref _first, null);
        return free ?? (_others.TryTake(out Workspace? other)
            ? other
            : new Workspace(new FeatureExtractor(), new LetterReader(_models.Language, _models.Meaning)));
    }

    private void GiveBack(Workspace workspace)
    {
        if (Interlocked.CompareExchange(ref _first, workspace, null) is not null)
            _others.Add(workspace);
    }

    private sealed record Workspace(FeatureExtractor Extractor, LetterReader Letters);
}
