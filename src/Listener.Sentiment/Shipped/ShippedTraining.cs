using Listener.Sentiment.Features;
using Listener.Sentiment.Models;
using Listener.Sentiment.Training;

namespace Listener.Sentiment.Shipped;

/// <summary>Trains every model that comes with the product, in one run, from the data folder and the authored texts.</summary>
public static class ShippedTraining
{
    private const string Version = "2026.11";
    private const int MostSourcesOfOneKind = 3;

    // In the order of Flags.All; by cross-validation over the flag texts, whole meanings kept apart: where a flag is right three times in four.
    // Real streams hold more texts without flags than these, so less than that is right there.
    private static readonly float[] FlagThresholds = [0.17f, 0.3f, 0.33f, 0.3f, 0.5f, 0.2f, 0.2f];
    private static readonly string[] Sentiments = ["negative", "neutral", "positive"];

    /// <summary>Trains all models and writes them with their cards.</summary>
    /// <param name="data">Folder of the public data sets.</param>
    /// <param name="authored">Folder of the authored texts.</param>
    /// <param name="output">Folder to write to.</param>
    /// <param name="progress">Told what is being trained and the share done.</param>
    /// <param name="only">Names of the models to train; null for all.</param>
    public static void Run(string data, string authored, string output, Action<string, double>? progress = null, string? only = null)
    {
        Directory.CreateDirectory(output);
        var folders = new ShippedFolders(data, authored);
        foreach ((string name, Func<ShippedModel> train) in Plan(folders, progress))
        {
            if (only is not null && !only.Split(',').Contains(name, StringComparer.Ordinal))
                continue;
            ShippedModel model = train();
            File.WriteAllBytes(Path.Combine(output, name + ModelFile.Extension), ModelFile.Write(model.Content));
            File.WriteAllText(Path.Combine(output, name + ".md"), ModelCard.Write(model));
            progress?.Invoke(name, 1);
        }
    }

    private static IEnumerable<(string Name, Func<ShippedModel> Train)> Plan(ShippedFolders folders, Action<string, double>? progress)
    {
        yield return ("language", () => Language(folders, progress));
        yield return ("meaning", () => Meaning(folders, progress));
        foreach (string language in ShippedRecipe.AuthoredLanguages)
        {
            yield return ($"sentiment-{language}", () => Sentiment(
                $"sentiment-{language}", ShippedRecipe.Sentiment(language), ShippedRecipe.Lexicons(language), 80_000, folders, progress));
        }

        yield return ("sentiment-any", () => Sentiment("sentiment-any", ShippedRecipe.SharedSentiment(), [], 200_000, folders, progress));
    }

    private static ShippedModel Language(ShippedFolders folders, Action<string, double>? progress)
    {
        (LabelledText[] rows, List<UsedData> used) = Read(ShippedRecipe.Language(), folders);
        string[] labels = [.. rows.Select(r => r.Label).Distinct().Order(StringComparer.Ordinal)];
        var options = new TrainingOptions { Penalty = 0.1, Balance = 0.7, IdfPower = 0.5, MinimumDocuments = 4, MaximumSteps = 50, Tolerance = 1e-3 };
        var plan = new HeadPlan("language", labels, FeatureView.Language, Lexicon.Empty, options) { CalibrationPart = 10 };
        var builder = new ModelBuilder("language", Version, FeatureView.Language, Lexicon.Empty);
        (string, KeptApart)[] scores = [.. Fit(builder, plan, ShortTexts.With(rows, plan.CalibrationPart), "language", progress)];
        return new ShippedModel(builder.Build(120_000), used) { Scores = scores };
    }

    private static ShippedModel Sentiment(
        string name, DataSource[] sources, string[] lexicons, int most, ShippedFolders folders, Action<string, double>? progress)
    {
        (LabelledText[] rows, List<UsedData> used) = Read(sources, folders);
        Lexicon lexicon = Lexicon.Read(lexicons.SelectMany(l => File.ReadLines(folders.Find(l))));
        used.AddRange(lexicons.Select(l => new UsedData(l, ShippedRecipe.LexiconLicence(l), File.ReadLines(folders.Find(l)).Count() - 1)));
        var options = new TrainingOptions { Hinge = true, Penalty = 5, Balance = 0.8, IdfPower = 0.7, BayesWeight = 0.8, Tolerance = 1e-3, MaximumSteps = 60 };

        // Several kinds of text in one language: a stronger penalty carries over better to a kind that is not among them (docs/understanding.md).
        if (sources.Length > MostSourcesOfOneKind && name != "sentiment-any")
            options = options with { Penalty = 10, DensePenalty = 0.1 };
        var plan = new HeadPlan("sentiment", Sentiments, FeatureView.Meaning, lexicon, options) { Threshold = 0.55f };
        var builder = new ModelBuilder(name, Version, FeatureView.Meaning, lexicon);
        (string, KeptApart)[] scores = [.. Fit(builder, plan, rows, name, progress)];
        return new ShippedModel(builder.Build(most), used) { Scores = scores };
    }

    private static ShippedModel Meaning(ShippedFolders folders, Action<string, double>? progress)
    {
        var builder = new ModelBuilder("meaning", Version, FeatureView.Meaning, Lexicon.Empty);
        List<UsedData> used = [];
        List<(string, KeptApart)> scores = [];
        var one = new TrainingOptions { Penalty = 0.1, DensePenalty = 0.3, Balance = 0.5, Tolerance = 1e-3 };
        TrainingOptions many = one with { MultiLabel = true };
        TrainingOptions margins = one with { Hinge = true, Penalty = 3, DensePenalty = 1, IdfPower = 0.5, BayesWeight = 0.8 };
        Head(Plan("intent", [.. Intents.All], margins) with { Threshold = 0.5f, HalfHidden = IsMeaningRule }, ShippedRecipe.Intent());
        Head(Plan("topic", [.. Topics.All], many) with { Threshold = 0.3f }, ShippedRecipe.Topic());
        Head(Plan("flag", [.. Flags.All], many with { Balance = 0.7 }) with { Thresholds = FlagThresholds, Hidden = IsFlagRule }, ShippedRecipe.Flag());
        Head(Plan("toxicity", ["toxic"], many), ShippedRecipe.Toxicity());
        Head(Plan("spam", ["spam"], many), ShippedRecipe.SpamHead());
        return new ShippedModel(builder.Build(150_000), used) { Scores = scores };

        void Head(HeadPlan plan, DataSource[] sources)
        {
            (LabelledText[] rows, List<UsedData> files) = Read(sources, folders);
            used.AddRange(files.Select(f => f with { File = $"{plan.Task}: {f.File}" }));
            scores.AddRange(Fit(builder, plan, rows, "meaning", progress));
        }

        static HeadPlan Plan(string task, string[] labels, TrainingOptions options) =>
            new(task, labels, FeatureView.Meaning, Lexicon.Empty, options);
    }

    // A rule raises its flag by itself. Texts and rules have the same authors, so a head that sees the rules learns them and nothing else.
    private static bool IsFlagRule(int dense) => DenseLayout.NameOf(dense).StartsWith("rule:flag:", StringComparison.Ordinal);

    // For the same reason the intent sees the rules in half of its rows only; cues tell how something is said and stay.
    private static bool IsMeaningRule(int dense) =>
        dense >= DenseLayout.FirstRule && !DenseLayout.NameOf(dense).StartsWith("rule:cue:", StringComparison.Ordinal);

    private static IEnumerable<(string Task, KeptApart Score)> Fit(
        ModelBuilder builder, HeadPlan plan, LabelledText[] rows, string name, Action<string, double>? progress)
    {
        (ModelHead head, FeatureMatrix matrix, FittedWeights weights) =
            HeadTrainer.Train(plan, rows, out IReadOnlyList<KeptApart> apart, p => progress?.Invoke(name, p));
        builder.Add(head, matrix, weights);
        return apart.Select(a => (plan.Task, a));
    }

    private static (LabelledText[] Rows, List<UsedData> Used) Read(DataSource[] sources, ShippedFolders folders)
    {
        List<LabelledText> rows = [];
        List<UsedData> used = [];
        foreach (DataSource source in sources)
        {
            int before = rows.Count;
            rows.AddRange(source.Read(folders));
            used.Add(new UsedData(source.Path + (source.Language is null ? "" : $" ({source.Language})"), source.Licence, rows.Count - before));
        }

        return ([.. rows], used);
    }
}
