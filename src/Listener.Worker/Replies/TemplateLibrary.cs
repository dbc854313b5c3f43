using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using Listener.Sentiment;
using Listener.Worker.Domain;

namespace Listener.Worker.Replies;

/// <summary>The reply templates, read once from the files beside this one (embedded). Immutable.</summary>
public sealed class TemplateLibrary
{
    private const string Folder = "Listener.Worker.Replies.Templates.";

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { AllowDuplicateProperties = false, MaxDepth = 16 };

    private readonly FrozenDictionary<string, TemplateLanguage> _languages;

    private TemplateLibrary(IEnumerable<TemplateLanguage> languages) =>
        _languages = languages.ToFrozenDictionary(l => l.Language, StringComparer.Ordinal);

    /// <summary>Codes of the languages with templates.</summary>
    public IEnumerable<string> Languages => _languages.Keys;

    /// <summary>Texts of one language; null if there are none.</summary>
    public TemplateLanguage? Find(string language) => _languages.GetValueOrDefault(language);

    /// <summary>Reads the shipped templates.</summary>
    /// <exception cref="FormatException">A file is broken: the message names it and the template.</exception>
    public static TemplateLibrary Load()
    {
        var assembly = typeof(TemplateLibrary).Assembly;
        var files = assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal));
        return new TemplateLibrary(files.Select(name => Parse(ReadText(assembly, name))));
    }

    /// <summary>Reads one language from its JSON form.</summary>
    /// <exception cref="FormatException">An intent, topic or placeholder is unknown, or a list is empty.</exception>
    public static TemplateLanguage Parse(string json)
    {
        var file = JsonSerializer.Deserialize<LanguageFile>(json, Format) ?? throw new FormatException("The template file is empty.");
        var bodies = file.Templates
            .GroupBy(t => KeyOf(t, file.Language))
            .ToFrozenDictionary(g => g.Key, g => Templates(NameOf(g.Key, file.Language), g.SelectMany(t => t.Texts)));
        return new TemplateLanguage(
            file.Language, Templates($"greeting.{file.Language}", file.Greetings.Named), Templates($"greeting.{file.Language}", file.Greetings.Plain), bodies);
    }

    private static IReadOnlyList<Template> Templates(string name, IEnumerable<string> texts)
    {
        Template[] templates = [.. texts.Select((text, i) => new Template($"{name}#{i + 1}", text))];
        return templates.Length > 0 ? templates : throw new FormatException($"{name} has no text.");
    }

    private static TemplateKey KeyOf(TemplateGroup group, string language)
    {
        if (group.Topic is not null && !Topics.All.Contains(group.Topic))
            throw new FormatException($"Templates {language}: topic '{group.Topic}' is unknown; known are {string.Join(", ", Topics.All)}.");
        return new TemplateKey(IntentOf(group.Intent, language), group.Topic, group.Private);
    }

    private static Intent? IntentOf(string name, string language) => name switch
    {
        "unsure" => null,
        Intents.Complaint => Intent.Complaint,
        Intents.ProblemReport => Intent.ProblemReport,
        Intents.Question => Intent.Question,
        Intents.Request => Intent.Request,
        Intents.Suggestion => Intent.Suggestion,
        Intents.Praise => Intent.Praise,
        Intents.PurchaseInterest => Intent.PurchaseInterest,
        Intents.Other => Intent.Other,
        _ => throw new FormatException($"Templates {language}: intent '{name}' is unknown; known are {string.Join(", ", Intents.All)} and unsure."),
    };

    private static string NameOf(TemplateKey key, string language) =>
        string.Join('.', new[] { key.Intent?.ToString().ToLowerInvariant() ?? "unsure", key.Topic, key.Private ? "private" : null, language }.Where(p => p is not null));

    private static string ReadText(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name) ?? throw new FormatException($"{name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private sealed record LanguageFile(string Language, GreetingsPart Greetings, IReadOnlyList<TemplateGroup> Templates);

    private sealed record GreetingsPart(IReadOnlyList<string> Named, IReadOnlyList<string> Plain);

    private sealed record TemplateGroup(string Intent, IReadOnlyList<string> Texts, string? Topic = null, bool Private = false);
}
