using System.Text.Json;

namespace Listener.Worker.Hosting;

/// <summary>The console's file as it stands on disk.</summary>
/// <param name="File">Full path.</param>
/// <param name="Values">Values by full key; empty if there is no file, or it cannot be read.</param>
/// <param name="Problem">Why it cannot be read; null if it can.</param>
/// <param name="IsNested">True if somebody wrote it by hand in sections; it means the same.</param>
internal sealed record ConsoleFileView(string File, Dictionary<string, string> Values, string? Problem, bool IsNested);

/// <summary>
/// Settings made in the console: one flat JSON object of full keys in <c>settings.json</c> of the data folder, for its owner only. It is the
/// weakest source, so whatever a person set in a file, the environment or the command line stays as it is.
/// </summary>
internal static class ConsoleFile
{
    /// <summary>Name of the file.</summary>
    public const string Name = "settings.json";

    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true };
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
    private static readonly Lock Writing = new();

    /// <summary>Puts the file below all other sources; does nothing if there is none.</summary>
    public static void AddTo(IConfigurationBuilder builder, List<SettingFault> faults)
    {
        var file = PathIn(builder.Build()[$"{ListenerOptions.Section}:DataFolder"] is { Length: > 0 } folder ? folder : new ListenerOptions().DataFolder);
        if (!File.Exists(file))
            return;
        try
        {
            var source = new ConfigurationBuilder().AddJsonFile(file);
            _ = source.Build();
            builder.Sources.Insert(0, source.Sources[0]);
        }
        catch (InvalidDataException e)
        {
            faults.Add(new SettingFault(file, $"{JsonFaults.Describe(e)} Mend or remove it, then set up again in the console"));
        }
    }

    /// <summary>Adds or replaces keys, in one step on disk.</summary>
    /// <param name="dataFolder">Data folder.</param>
    /// <param name="values">Full keys with their values.</param>
    /// <exception cref="IOException">The folder cannot be written, or the file cannot be read; it is left as it is.</exception>
    public static void Save(string dataFolder, IReadOnlyDictionary<string, string> values) => Change(dataFolder, all =>
    {
        foreach (var (key, value) in values)
            all[key] = value;
    });

    /// <summary>Takes all keys of a section away, in one step on disk.</summary>
    /// <param name="dataFolder">Data folder.</param>
    /// <param name="section">Full key of the section, without a colon at its end.</param>
    /// <exception cref="IOException">The folder cannot be written, or the file cannot be read; it is left as it is.</exception>
    public static void Remove(string dataFolder, string section) => Change(dataFolder, all =>
    {
        foreach (var key in all.Keys.Where(k => k.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase)).ToList())
            all.Remove(key);
    });

    private static void Change(string dataFolder, Action<SortedDictionary<string, string>> change)
    {
        lock (Writing)
        {
            // Written over, a file that cannot be read would lose what a person put there.
            var (file, values, problem, _) = Look(dataFolder);
            if (problem is not null)
                throw new IOException($"{file} cannot be read: {problem}");
            var all = new SortedDictionary<string, string>(values, StringComparer.OrdinalIgnoreCase);
            change(all);
            DataFolder.WriteSecret(PathIn(dataFolder), JsonSerializer.Serialize(all, Format));
        }
    }

    /// <summary>What the console set so far; empty where the file cannot be read.</summary>
    public static Dictionary<string, string> ReadIn(string dataFolder) => Look(dataFolder).Values;

    /// <summary>Reads the file as a start of the service would. Never throws: a person may be editing it right now.</summary>
    public static ConsoleFileView Look(string dataFolder)
    {
        var file = PathIn(dataFolder);
        if (!File.Exists(file))
            return new ConsoleFileView(file, [], null, false);
        try
        {
            var bytes = File.ReadAllBytes(file);
            var values = new ConfigurationBuilder().AddJsonStream(new MemoryStream(bytes)).Build().AsEnumerable()
                .Where(v => v.Value is not null).ToDictionary(v => v.Key, v => v.Value!, StringComparer.OrdinalIgnoreCase);
            return new ConsoleFileView(file, values, null, IsNested(bytes));
        }
        catch (Exception error) when (error is JsonException or FormatException or IOException or UnauthorizedAccessException)
        {
            return new ConsoleFileView(file, [], error is JsonException or FormatException ? JsonFaults.Describe(error) : error.Message, false);
        }
    }

    private static bool IsNested(byte[] json)
    {
        using var document = JsonDocument.Parse(new MemoryStream(json), Lenient);
        return document.RootElement.EnumerateObject().Any(p => p.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array);
    }

    private static string PathIn(string dataFolder) => Path.Combine(Path.GetFullPath(dataFolder), Name);
}
