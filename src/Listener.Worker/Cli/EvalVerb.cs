using System.CommandLine;
using System.Globalization;
using Listener.Sentiment.Evaluation;
using Listener.Sentiment.Learning;

namespace Listener.Worker.Cli;

/// <summary><c>listener eval</c>: scores models on labelled files.</summary>
public static class EvalVerb
{
    private static readonly Option<string?> Model = new("--model") { Description = "Folder of models; the shipped ones if left out" };
    private static readonly Option<string[]> Data = new("--data") { Description = "Labelled files", Required = true, AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string?> Task = new("--task") { Description = "The task, if the labels do not tell it" };
    private static readonly Option<int?> Parts = new("--cv") { Description = "Score the trainer instead of a model: cross-validate --data in so many parts; 0 makes each file a part" };
    private static readonly Option<string[]> Lexicons = new("--lexicon") { Description = "With --cv: word lists, term TAB score", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string?> Language = new("--lang") { Description = "With --cv: only rows of this language" };
    private static readonly Option<int[]> Curve = new("--curve") { Description = "How the models do on a new channel after learning from so many of its labels, e.g. 0 100 1000", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<bool> Json = new("--json") { Description = "One JSON document" };
    private static readonly Option<double?> MinF1 = new("--min-f1") { Description = "Exit with 4 if any macro-F1 lies below this, 0-1" };

    /// <summary>Describes the verb.</summary>
    public static Command Create()
    {
        var command = new Command("eval", "Score models. Example: listener eval --model models --data reviews.tsv --json") 
        {
            Model, Data, Task, Parts, Lexicons, Language, Curve, Json, MinF1,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        int? parts = parsed.GetValue(Parts);
        if (parts is 1 or < 0 || (parts == 0 && parsed.GetValue(Data)!.Length < 2))
            return Usage("--cv needs 2 or more parts, or 0 and at least two files.");
        if (parts is not null && string.IsNullOrEmpty(parsed.GetValue(Task)))
            return Usage("--cv trains models: name the task with --task.");
        try
        {
            if (parsed.GetValue(Curve) is { Length: > 0 } sizes)
                return RunCurve(parsed, sizes);
            string folder = parts is null ? ModelFolders.Find(parsed.GetValue(Model)) : "trained for each part";
            IReadOnlyList<EvaluationResult> results = parts is null
                ? ModelEvaluation.Run(folder, parsed.GetValue(Data)!, parsed.GetValue(Task))
                : CrossValidation.Run(parsed.GetValue(Task)!, parsed.GetValue(Data)!, parsed.GetValue(Lexicons) ?? [], parts.Value, parsed.GetValue(Language));
            Console.WriteLine(parsed.GetValue(Json) ? EvaluationJson.Write(folder, results) : Table(results));
            return parsed.GetValue(MinF1) is { } bar && results.Any(r => r.MacroF1.Value < bar) ? ExitCode.CheckFailed : ExitCode.Done;
        }
        catch (Exception e) when (VerbFaults.IsInput(e))
        {
            Console.Error.WriteLine(VerbFaults.Describe(e));
            return ExitCode.Failed;
        }
    }

    private static int RunCurve(ParseResult parsed, int[] sizes)
    {
        if (sizes.Any(s => s < 0))
            return Usage("--curve takes numbers of labels, 0 or more.");
        string folder = ModelFolders.Find(parsed.GetValue(Model));
        Console.WriteLine("file\town labels\trows apart\taccuracy\tmacro-F1\tECE");
        foreach (CurvePoint p in parsed.GetValue(Data)!.SelectMany(f => ChannelCurve.Run(folder, f, sizes, parsed.GetValue(Task))))
        {
            Console.WriteLine(string.Join('\t',
                p.Score.File, p.OwnRows.ToString(CultureInfo.InvariantCulture), p.Score.Count.ToString(CultureInfo.InvariantCulture),
                Show(p.Score.Accuracy), Show(p.Score.MacroF1), Show(p.Score.CalibrationError)));
        }

        return ExitCode.Done;
    }

    private static int Usage(string message)
    {
        Console.Error.WriteLine(message);
        return ExitCode.Usage;
    }

    private static string Table(IReadOnlyList<EvaluationResult> results) =>
        "file\tlanguage\ttask\tn\taccuracy\tmacro-F1\tmacro-recall\tECE\tat 50 %\tat 70 %\tat 90 %\n" + string.Join('\n', results.Select(Row));

    private static string Row(EvaluationResult r) => string.Join('\t',
        r.File, r.Language, r.Task, r.Count.ToString(CultureInfo.InvariantCulture), Show(r.Accuracy), Show(r.MacroF1), Show(r.MacroRecall),
        Show(r.CalibrationError), Show(r.AccuracyAt50), Show(r.AccuracyAt70), Show(r.AccuracyAt90));

    private static string Show(Interval i) => string.Create(CultureInfo.InvariantCulture, $"{i.Value:F3} [{i.Low:F3}, {i.High:F3}]");
}
