using System.Text.Json;

namespace Listener.Worker.Hosting;

/// <summary>
/// Settings made in the console: one flat JSON object of full keys in <c>settings.json</c> of the data folder, for its owner only. It is the
/// weakest source, so whatever a person set in a file, the environment or the command line stays as it is.
/// </summary>
internal static class ConsoleFile
{
    /// <summary>Name of the file.</summary>
    public const string Name = "settings.json";

    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true };
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
            faults.Add(new SettingFault(file, $"is not valid JSON: {e.InnerException?.Message ?? e.Message}; mend or remove it, then set up again in the console"));
        }
    }

    /// <summary>Adds or replaces keys, in one step on disk.</summary>
    /// <param name="dataFolder">Data folder.</param>
    /// <param name="values">Full keys with their values.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Save(string dataFolder, IReadOnlyDictionary<string, string> values) => Change(dataFolder, all =>
    {
        foreach (var (key, value) in values)
            all[key] = value;
    });

    /// <summary>Takes all keys of a section away, in one step on disk.</summary>
    /// <param name="dataFolder">Data folder.</param>
    /// <param name="section">Full key of the section, without a colon at its end.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Remove(string dataFolder, string section) => Change(dataFolder, all =>
    {
        foreach (var key in all.Keys.Where(k => k.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase)).ToList())
            all.Remove(key);
    });

    private static void Change(string dataFolder, Action<SortedDictionary<string, string>> change)
    {
        lock (Writing)
        {
            var all = new SortedDictionary<string, string>(Read(PathIn(dataFolder)), StringComparer.OrdinalIgnoreCase);
            change(all);
            DataFolder.WriteSecret(PathIn(dataFolder), JsonSerializer.Serialize(all, Format));
        }
    }

    /// <summary>What the console set so far.</summary>
    public static Dictionary<string, string> ReadIn(string dataFolder) => Read(PathIn(dataFolder));

    private static string PathIn(string dataFolder) => Path.Combine(Path.GetFullPath(dataFolder), Name);

    private static Dictionary<string, string> Read(string file) =>
        File.Exists(file) ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(file)) ?? [] : [];
}
