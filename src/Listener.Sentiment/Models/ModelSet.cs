using System.Collections.Frozen;
using Listener.Sentiment.Rules;

namespace Listener.Sentiment.Models;

/// <summary>The models of one folder, ready to use together.</summary>
internal sealed class ModelSet
{
    public static readonly IReadOnlyDictionary<string, double> NoLabels = FrozenDictionary<string, double>.Empty;

    private static readonly FrozenSet<string> IntentLanguages = new[] { "de", "en", "es", "et", "ro", "tr" }.ToFrozenSet(StringComparer.Ordinal);
    private readonly FrozenDictionary<string, Lazy<FollowingModel>> _sentiment;
    private readonly Lazy<FollowingModel> _sharedSentiment;
    private readonly FrozenDictionary<string, ModelHead> _heads;
    private readonly int _firstTopicRule = DenseRule("topic:" + Topics.All[0]);
    private readonly int _firstFlagRule = DenseRule("flag:" + Flags.All[0]);

    private ModelSet(LinearModel language, LinearModel meaning, Func<LinearModel> shared, Dictionary<string, Func<LinearModel>> sentiment)
    {
        Language = language;
        Meaning = meaning;
        _sharedSentiment = Beside(meaning, shared);
        _sentiment = sentiment.ToFrozenDictionary(p => p.Key, p => Beside(meaning, p.Value), StringComparer.Ordinal);
        _heads = meaning.Content.Heads.ToFrozenDictionary(h => h.Task, StringComparer.Ordinal);
        IntentHead = MeaningHead("intent");
        Version = meaning.Content.Version;
    }

    public string Version { get; }

    public LinearModel Language { get; }

    /// <summary>Intent, topics, flags, toxicity and spam.</summary>
    public LinearModel Meaning { get; }

    public ModelHead IntentHead { get; }

    /// <exception cref="ModelFileException">A file is missing, damaged or not what its name says.</exception>
    public static ModelSet Load(string folder)
    {
        const string prefix = "sentiment-";
        if (!Directory.Exists(folder))
            throw new ModelFileException($"The models folder '{folder}' does not exist. Set Models:Folder or train with 'listener train'.");
        var sentiment = new Dictionary<string, Func<LinearModel>>(StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateFiles(folder, prefix + "*" + ModelFile.Extension).Order(StringComparer.Ordinal))
            sentiment[Path.GetFileNameWithoutExtension(path)[prefix.Length..]] = OpenLater(path, "sentiment");
        Func<LinearModel> shared = sentiment.Remove("any", out Func<LinearModel>? any) ? any : OpenLater(PathOf("sentiment-any"), "sentiment");
        LinearModel meaning = Open(PathOf("meaning"), "intent");
        foreach (string task in new[] { "topic", "flag", "toxicity", "spam" })
            Demand(meaning, "meaning" + ModelFile.Extension, task);
        return new ModelSet(Open(PathOf("language"), "language"), meaning, shared, sentiment);

        string PathOf(string name) => Path.Combine(folder, name + ModelFile.Extension);
    }

    /// <summary>Sentiment model of a language, else the shared one.</summary>
    public FollowingModel Sentiment(string language) => _sentiment.GetValueOrDefault(language, _sharedSentiment).Value;

    /// <summary>True if intents were trained in this language.</summary>
    public bool KnowsIntent(string language) => IntentLanguages.Contains(language);

    public ModelHead MeaningHead(string task) => _heads[task];

    /// <summary>Index of the first rule target of a yes/no task in <see cref="RuleTargets.All"/>.</summary>
    public int FirstRule(string task) => task == "topic" ? _firstTopicRule : _firstFlagRule;

    // Made when a text of the language is first read: most services hear few languages.
    private static Lazy<FollowingModel> Beside(LinearModel meaning, Func<LinearModel> sentiment) => new(() => new FollowingModel(meaning, sentiment()));

    private static int DenseRule(string target) => RuleTargets.IndexOf(target);

    private static LinearModel Open(string path, string task)
    {
        var model = new LinearModel(ModelFile.Load(path));
        Demand(model, Path.GetFileName(path), task);
        return model;
    }

    /// <summary>Reads and checks a file now, so that a broken one is told at start, and keeps it packed until it is needed.</summary>
    private static Func<LinearModel> OpenLater(string path, string task)
    {
        byte[] packed = ModelFile.ReadPacked(path);
        string name = Path.GetFileName(path);
        LinearModel Unpack()
        {
            var model = new LinearModel(ModelFile.Read(packed, name));
            Demand(model, name, task);
            return model;
        }

        _ = Unpack();
        return Unpack;
    }

    private static void Demand(LinearModel model, string file, string task)
    {
        ModelHead head = model.Head(task) ?? throw new ModelFileException($"{file}: holds no '{task}' model.");
        bool fits = task switch
        {
            "sentiment" => head.Labels is ["negative", "neutral", "positive"],
            "intent" => head.Labels.SequenceEqual(Intents.All),
            "topic" => head.Labels.SequenceEqual(Topics.All),
            "flag" => head.Labels.SequenceEqual(Flags.All),
            _ => true,
        };
        if (!fits)
            throw new ModelFileException($"{file}: its '{task}' labels are not those of this program.");
    }
}
