using System.CommandLine;
using Listener.Sentiment.Learning;
using Listener.Sentiment.Shipped;
using Listener.Sentiment.Training;

namespace Listener.Worker.Cli;

/// <summary><c>listener train</c>: trains a model on labelled files, everything that is shipped, or a correction on own labels.</summary>
public static class TrainVerb
{
    private static readonly Option<string?> Task = new("--task") { Description = "sentiment, intent, topic, flag, language, or any name" };
    private static readonly Option<string[]> Data = new("--data") { Description = "Labelled files (TSV: id lang text label source), or with --shipped the folder of data sets", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string[]> Lexicons = new("--lexicon") { Description = "Word lists: term TAB score", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string[]> Pool = new("--pool") { Description = "Labelled files mixed in with a lower weight", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string?> Base = new("--base") { Description = "Folder of models to start from, with --own" };
    private static readonly Option<string[]> Own = new("--own") { Description = "Own labelled files to learn on top of --base", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string> Out = new("--out") { Description = "Folder to write to", DefaultValueFactory = _ => "trained" };
    private static readonly Option<bool> ShippedOption = new("--shipped") { Description = "Train every model that comes with the product" };
    private static readonly Option<string?> Only = new("--only") { Description = "With --shipped: only these models, parted by commas" };
    private static readonly Option<string?> Authored = new("--authored") { Description = "With --shipped: folder of the texts written for this project" };
    private static readonly Option<bool> Quiet = new("--quiet") { Description = "No progress" };

    /// <summary>Describes the verb.</summary>
    public static Command Create()
    {
        var command = new Command("train", "Train models. Example: listener train --task sentiment --data reviews.tsv --out my-models")
        {
            Task, Data, Lexicons, Pool, Base, Own, Out, ShippedOption, Only, Authored, Quiet,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var progress = new TrainingProgress(parsed.GetValue(Quiet));
        try
        {
            if (parsed.GetValue(ShippedOption))
                return RunShipped(parsed, progress);
            return parsed.GetValue(Base) is { } folder ? RunOwn(parsed, folder) : RunTask(parsed, progress);
        }
        catch (Exception e) when (VerbFaults.IsInput(e))
        {
            progress.Done();
            Console.Error.WriteLine(VerbFaults.Describe(e));
            return ExitCode.Failed;
        }
    }

    private static int RunShipped(ParseResult parsed, TrainingProgress progress)
    {
        if (parsed.GetValue(Data) is not [{ } data])
            return Usage("--shipped needs --data with the folder of data sets.");
        ShippedTraining.Run(data, parsed.GetValue(Authored) ?? ModelFolders.Authored(), parsed.GetValue(Out)!, progress.Report, parsed.GetValue(Only));
        progress.Done();
        Console.WriteLine($"Models written to {parsed.GetValue(Out)}.");
        return ExitCode.Done;
    }

    private static int RunOwn(ParseResult parsed, string folder)
    {
        string[] own = parsed.GetValue(Own) ?? [];
        if (own.Length == 0)
            return Usage("--base needs --own with at least one file.");
        foreach (TrainReport report in OwnTraining.Train(folder, own, parsed.GetValue(Task), parsed.GetValue(Out)!))
            Console.WriteLine($"{report.Model}: {report.Rows} own rows, {report.Features} n-grams.");
        return ExitCode.Done;
    }

    private static int RunTask(ParseResult parsed, TrainingProgress progress)
    {
        string[] data = parsed.GetValue(Data) ?? [];
        if (data.Length == 0 || parsed.GetValue(Task) is not { Length: > 0 } task)
            return Usage("Name the task with --task and the labelled files with --data.");
        if (task != Path.GetFileName(task))
            return Usage("The task becomes a file name: no slashes.");
        TrainReport report = TaskTraining.Train(
            new TrainRequest(task, data, parsed.GetValue(Lexicons) ?? [], parsed.GetValue(Pool) ?? [], parsed.GetValue(Out)!), progress.Report);
        progress.Done();
        Console.WriteLine($"{report.Model}: {report.Rows} rows, {report.Labels.Count} labels, {report.Features} n-grams.");
        return ExitCode.Done;
    }

    private static int Usage(string message)
    {
        Console.Error.WriteLine(message);
        return ExitCode.Usage;
    }
}
