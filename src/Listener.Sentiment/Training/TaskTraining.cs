using Listener.Sentiment.Features;
using Listener.Sentiment.Models;
using Listener.Sentiment.Shipped;

namespace Listener.Sentiment.Training;

/// <summary>What to train.</summary>
/// <param name="Task"><c>sentiment</c>, <c>intent</c>, <c>topic</c>, <c>flag</c>, <c>language</c> or any name.</param>
/// <param name="Data">Files of labelled rows; any label set.</param>
/// <param name="Lexicons">Word lists <c>term TAB score</c>.</param>
/// <param name="Pool">Files whose rows are mixed in with a lower weight; empty for none.</param>
/// <param name="Output">Folder to write the model and its card to.</param>
public sealed record TrainRequest(
    string Task, IReadOnlyList<string> Data, IReadOnlyList<string> Lexicons, IReadOnlyList<string> Pool, string Output);

/// <summary>What was trained.</summary>
/// <param name="Model">The model file.</param>
/// <param name="Rows">Rows used.</param>
/// <param name="Labels">Labels found.</param>
/// <param name="Features">N-grams kept.</param>
public sealed record TrainReport(string Model, int Rows, IReadOnlyList<string> Labels, int Features);

/// <summary>Trains one model on the files it is given and on nothing else.</summary>
public static class TaskTraining
{
    internal const float PoolWeight = 0.3f;
    internal const int MostFeatures = 400_000;
    private const int SmallSet = 6_000;

    /// <summary>Trains and writes <c>{task}.model</c> and <c>{task}.md</c>.</summary>
    /// <exception cref="FormatException">A file has not the columns it needs.</exception>
    /// <exception cref="InvalidDataException">Fewer than two labels, or fewer than two rows.</exception>
    public static TrainReport Train(TrainRequest request, Action<string, double>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        LabelledText[] rows =
        [
            .. request.Data.SelectMany(f => LabelledFile.Read(f)),
            .. request.Pool.SelectMany(f => LabelledFile.Read(f)).Select(r => r with { Weight = PoolWeight }),
        ];
        Lexicon lexicon = Lexicon.Read(request.Lexicons.SelectMany(WordList));
        HeadPlan plan = Plan(request.Task, rows, lexicon);
        (ModelHead head, FeatureMatrix matrix, FittedWeights weights) =
            HeadTrainer.Train(plan, rows, p => progress?.Invoke(request.Task, p));
        var builder = new ModelBuilder(request.Task, "own", plan.View, lexicon);
        builder.Add(head, matrix, weights);
        ModelContent content = builder.Build(MostFeatures);
        Directory.CreateDirectory(request.Output);
        string path = Path.Combine(request.Output, request.Task + ModelFile.Extension);
        File.WriteAllBytes(path, ModelFile.Write(content));
        UsedData[] used = [.. request.Data.Concat(request.Pool).Concat(request.Lexicons).Select(f => new UsedData(Path.GetFileName(f), "as given", LabelledLines(f)))];
        File.WriteAllText(Path.Combine(request.Output, request.Task + ".md"), ModelCard.Write(new ShippedModel(content, used)));
        return new TrainReport(path, rows.Length, head.Labels, content.Keys.Length);
    }

    /// <summary>Settings for any task; chosen by cross-validation over the public training sets.</summary>
    internal static HeadPlan Plan(string task, IReadOnlyList<LabelledText> rows, Lexicon lexicon)
    {
        bool multi = task is "topic" or "flag";
        string[] labels = task switch
        {
            "topic" when Known(rows, Topics.All) => [.. Topics.All],
            "flag" when Known(rows, Flags.All) => [.. Flags.All],
            "intent" when Known(rows, Intents.All) => [.. Intents.All],
            _ => [.. rows.SelectMany(r => multi ? r.Labels : [r.Label]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        };
        if (labels.Length < (multi ? 1 : 2) || rows.Count < 2)
            throw new InvalidDataException($"Training needs rows with at least two labels; found {rows.Count} rows and {labels.Length} labels.");
        FeatureView view = task == "language" ? FeatureView.Language : FeatureView.Meaning;
        TrainingOptions options = OptionsFor(view, labels.Length, multi);
        return new HeadPlan(task, labels, view, lexicon, options)
        {
            Others = task == "sentiment" || !options.Hinge ? [] : Others(options),
            Threshold = labels.Length == 3 ? 0.55f : 0.5f,
            CalibrationPart = labels.Length > 40 ? 8 : 5,
            // A fifth of a small set tells the temperature too roughly.
            CalibrationTurns = rows.Count <= SmallSet ? 5 : 1,
        };
    }

    internal static TrainingOptions OptionsFor(FeatureView view, int labels, bool multi) => view == FeatureView.Language
        ? new TrainingOptions { Penalty = 0.3, Balance = 0.7, IdfPower = 0.5, MinimumDocuments = 3, Tolerance = 1e-3, MaximumSteps = 50 }
        : new TrainingOptions
        {
            Hinge = !multi, Penalty = multi ? 0.3 : 2, DensePenalty = 2, Balance = 0.8, IdfPower = 0.7, BayesWeight = 0.8, LexiconLift = 2, MultiLabel = multi,
            Tolerance = 1e-4, MaximumSteps = labels > 40 ? 60 : 100,
        };

    // Bayes weights lift small sets about moods and lower some about subjects, rules and word lists likewise: elsewhere than for moods the mean decides.
    private static TrainingOptions[] Others(TrainingOptions options)
    {
        TrainingOptions frequency = options with { BayesWeight = 0, IdfPower = 1, Penalty = 1 };
        return [frequency, frequency with { Dense = false, Balance = 0 }];
    }

    private static bool Known(IReadOnlyList<LabelledText> rows, IReadOnlyList<string> labels) =>
        rows.All(r => !r.Labels.Except(labels, StringComparer.Ordinal).Any());

    private static int LabelledLines(string path) => File.ReadLines(path).Count() - 1;

    /// <summary>Lines of a word list; a first line without a score is its header.</summary>
    /// <exception cref="FormatException">A line has no score; the message names it.</exception>
    private static IEnumerable<string> WordList(string path)
    {
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            string[] cells = line.Split('\t');
            bool scored = cells.Length >= 2 && double.TryParse(cells[1], System.Globalization.CultureInfo.InvariantCulture, out _);
            if (scored)
                yield return line;
            else if (line.Length > 0 && number > 1)
                throw new FormatException($"{path} line {number}: is no word with a score; expected the word, a tab and a number from -1 to 1.");
        }
    }
}
