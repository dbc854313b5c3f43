using System.CommandLine;
using System.Globalization;
using Listener.Sentiment;
using Listener.Sentiment.Learning;
using Listener.Sentiment.Models;

namespace Listener.Worker.Cli;

/// <summary><c>listener models</c>: which versions there are, which one is used, going forth and back, and why a text was understood so.</summary>
public static class ModelsVerb
{
    private static readonly Option<string> Store = new("--store") { Description = "Folder of own versions", DefaultValueFactory = _ => Path.Combine("data", "models"), Recursive = true };
    private static readonly Option<string?> Shipped = new("--models") { Description = "Folder of the shipped models", Recursive = true };
    private static readonly Argument<string> Id = new("id") { Description = "Version, as shown by 'models list'" };
    private static readonly Argument<string> Text = new("text") { Description = "The text to explain" };
    private static readonly Option<string?> Lang = new("--lang") { Description = "Language that is expected" };

    /// <summary>Describes the verb.</summary>
    public static Command Create()
    {
        var list = new Command("list", "Versions; the one in use is marked");
        list.SetAction(parsed => Try(() => List(Open(parsed))));
        var promote = new Command("promote", "Put a version in use. Example: listener models promote 20261122-030000") { Id };
        promote.SetAction(parsed => Try(() => Promote(Open(parsed), parsed.GetValue(Id)!)));
        var rollback = new Command("rollback", "Put the version that was in use before back");
        rollback.SetAction(parsed => Try(() => RollBack(Open(parsed))));
        var why = new Command("why", "What carried a decision. Example: listener models why \"Where is my parcel?\"") { Text, Lang };
        why.SetAction(parsed => Try(() => Why(Open(parsed), new ClassificationInput(parsed.GetValue(Text)!, parsed.GetValue(Lang)))));
        return new Command("models", "Versions of the models") { Store, Shipped, list, promote, rollback, why };
    }

    private static ModelStore Open(ParseResult parsed) =>
        new(parsed.GetValue(Store)!, ModelFolders.Find(parsed.GetValue(Shipped)), TimeProvider.System);

    private static int List(ModelStore store)
    {
        foreach (ModelVersion version in store.List())
            Console.WriteLine($"{(version.IsCurrent ? "*" : " ")} {version.Id}");
        return ExitCode.Done;
    }

    private static int Promote(ModelStore store, string id)
    {
        store.Promote(id, "by hand");
        Console.WriteLine($"{id} is in use. The service takes it up when it starts next.");
        return ExitCode.Done;
    }

    private static int RollBack(ModelStore store)
    {
        Console.WriteLine($"{store.RollBack()} is in use again.");
        return ExitCode.Done;
    }

    private static int Why(ModelStore store, ClassificationInput input)
    {
        ITextClassifier classifier = TextClassifier.Load(store.CurrentFolder);
        Console.WriteLine(ClassificationJson.Write("1", classifier.Classify(input)));
        foreach (Evidence evidence in classifier.Explain(input, 16))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{evidence.Weight,8:F3}  {evidence.Feature}"));
        return ExitCode.Done;
    }

    private static int Try(Func<int> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or ModelFileException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(e.Message);
            return ExitCode.Failed;
        }
    }
}
