using System.CommandLine;
using System.Globalization;
using Listener.Sentiment.Evaluation;

namespace Listener.Worker.Cli;

/// <summary><c>listener eval</c>: scores models on labelled files.</summary>
public static class EvalVerb
{
    private static readonly Option<string?> Model = new("--model") { Description = "Folder of models; the shipped ones if left out" };
    private static readonly Option<string[]> Data = new("--data") { Description = "Labelled files", Required = true, AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string?> Task = new("--task") { Description = "The task, if the labels do not tell it" };
    private static readonly Option<bool> Json = new("--json") { Description = "One JSON document" };
    private static readonly Option<double?> MinF1 = new("--min-f1") { Description = "Exit with 4 if any macro-F1 lies below this, 0-1" };

    /// <summary>Describes the verb.</summary>
    public static Command Create()
    {
        var command = new Command("eval", "Score models. Example: listener eval --model models --data reviews.tsv --json") { Model, Data, Task, Json, MinF1 };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        try
        {
            string folder = ModelFolders.Find(parsed.GetValue(Model));
            IReadOnlyList<EvaluationResult> results = ModelEvaluation.Run(folder, parsed.GetValue(Data)!, parsed.GetValue(Task));
            Console.WriteLine(parsed.GetValue(Json) ? EvaluationJson.Write(folder, results) : Table(results));
            return parsed.GetValue(MinF1) is { } bar && results.Any(r => r.MacroF1.Value < bar) ? ExitCode.CheckFailed : ExitCode.Done;
        }
        catch (Exception e) when (VerbFaults.IsInput(e))
        {
            Console.Error.WriteLine(VerbFaults.Describe(e));
            return ExitCode.Failed;
        }
    }

    private static string Table(IReadOnlyList<EvaluationResult> results) =>
        "file\tlanguage\ttask\tn\taccuracy\tmacro-F1\tmacro-recall\tECE\tat 50 %\tat 70 %\tat 90 %\n" + string.Join('\n', results.Select(Row));

    private static string Row(EvaluationResult r) => string.Join('\t',
        r.File, r.Language, r.Task, r.Count.ToString(CultureInfo.InvariantCulture), Show(r.Accuracy), Show(r.MacroF1), Show(r.MacroRecall),
        Show(r.CalibrationError), Show(r.AccuracyAt50), Show(r.AccuracyAt70), Show(r.AccuracyAt90));

    private static string Show(Interval i) => string.Create(CultureInfo.InvariantCulture, $"{i.Value:F3} [{i.Low:F3}, {i.High:F3}]");
}
