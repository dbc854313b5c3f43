using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Microsoft.Extensions.Configuration.Json;

namespace Listener.Worker.Hosting;

/// <summary>All settings, read once and checked. Later sources win: what was set in the console, files, user secrets, environment, credentials folder, command line.</summary>
/// <param name="Options">Settings of the service.</param>
/// <param name="Channels">Settings of each enabled or disabled channel that could be read, by key.</param>
/// <param name="Faults">Everything that is wrong; the service starts only if this is empty.</param>
/// <param name="Configuration">The configuration behind them.</param>
public sealed record ListenerSettings(
    ListenerOptions Options,
    IReadOnlyDictionary<ChannelKey, ChannelOptions> Channels,
    IReadOnlyList<SettingFault> Faults,
    IConfiguration Configuration)
{
    /// <summary>Exit code of a service whose settings are wrong (<c>EX_CONFIG</c> of sysexits.h).</summary>
    public const int BadSettingsExitCode = 78;

    /// <summary>Reads the settings of this process.</summary>
    /// <param name="overrides">Keys from the command line; the strongest source.</param>
    public static ListenerSettings Load(IReadOnlyDictionary<string, string?> overrides)
    {
        var faults = new List<SettingFault>();
        var configuration = ReadSources(overrides, faults);
        return Check(configuration, faults);
    }

    /// <summary>Binds and checks a configuration.</summary>
    public static ListenerSettings Check(IConfiguration configuration, IEnumerable<SettingFault>? before = null)
    {
        var faults = new List<SettingFault>(before ?? []);
        var options = new ListenerOptions();
        var section = configuration.GetSection(ListenerOptions.Section);
        StrictBinder.Bind(section, options, faults, "Channels");
        faults.AddRange(ListenerOptionsCheck.Check(options));
        faults.AddRange(LoggingSetup.Check(configuration));
        var channels = ReadChannels(section.GetSection("Channels"), faults);
        faults.AddRange(ListenerOptionsCheck.CheckSpeed(options, channels));
        return new ListenerSettings(options, channels, faults, configuration);
    }

    /// <summary>All faults as one message.</summary>
    public string Describe() =>
        $"{Faults.Count} {(Faults.Count == 1 ? "setting is" : "settings are")} wrong; Listener was not started.{Environment.NewLine}"
        + string.Concat(Faults.Select(f => $"  {f}{Environment.NewLine}"))
        + "Settings come from appsettings.json, environment variables (Listener__...), the credentials folder and the command line; later ones win.";

    /// <summary>Data folder as an absolute path; the default one where it is set to nothing, which is a fault.</summary>
    public string DataFolder => Path.GetFullPath(string.IsNullOrWhiteSpace(Options.DataFolder) ? new ListenerOptions().DataFolder : Options.DataFolder);

    /// <summary>Models folder as an absolute path.</summary>
    public string ModelsFolder => Path.GetFullPath(Options.ModelsFolder, AppContext.BaseDirectory);

    /// <summary>
    /// What work on the store alone needs, so that it can be done in any shell and while other settings are wrong: the data folder, and those
    /// channels that are sound. Only what leaves the data folder in doubt is still a fault.
    /// </summary>
    public ListenerSettings ForStore()
    {
        var sound = Channels.Where(c => !Faults.Any(f => f.Key.StartsWith($"{ListenerOptions.Section}:Channels:{c.Key}:", StringComparison.Ordinal)));
        return new ListenerSettings(
            new ListenerOptions { DataFolder = Options.DataFolder }, sound.ToDictionary(), [.. Faults.SelectMany(AboutFolder)], new ConfigurationBuilder().Build());
    }

    private IEnumerable<SettingFault> AboutFolder(SettingFault fault)
    {
        const string key = $"{ListenerOptions.Section}:DataFolder";
        // A mistyped key means that the folder is not the one that was meant.
        if (fault.Key.StartsWith(key, StringComparison.OrdinalIgnoreCase) || fault.Problem.EndsWith("did you mean DataFolder?", StringComparison.Ordinal))
            yield return fault;
        else if (fault.IsSettingsFile && !IsSetOutsideFiles(key))
            yield return fault with { Problem = $"{fault.Problem} It may name the data folder: mend it, or set Listener__DataFolder to the folder the service uses." };
    }

    private bool IsSetOutsideFiles(string key) =>
        Configuration is IConfigurationRoot root && root.Providers.Any(p => p is not JsonConfigurationProvider && p.TryGet(key, out var value) && !string.IsNullOrEmpty(value));

    private static IConfiguration ReadSources(IReadOnlyDictionary<string, string?> overrides, List<SettingFault> faults)
    {
        var environment = Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? "Production";
        var builder = new ConfigurationBuilder().SetBasePath(AppContext.BaseDirectory);
        AddFile(builder, "appsettings.json", faults);
        AddFile(builder, $"appsettings.{environment}.json", faults);
        if (environment == "Development")
            builder.AddUserSecrets(typeof(ListenerSettings).Assembly, optional: true);
        builder.AddEnvironmentVariables();
        if (Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY") is { Length: > 0 } folder && Directory.Exists(folder))
            builder.AddKeyPerFile(folder, optional: true);
        builder.AddInMemoryCollection(overrides);
        ConsoleFile.AddTo(builder, faults);
        return builder.Build();
    }

    // A file is tried by itself first, so that one broken file is a fault like any other and not the end.
    private static void AddFile(IConfigurationBuilder builder, string name, List<SettingFault> faults)
    {
        try
        {
            _ = new ConfigurationBuilder().SetBasePath(AppContext.BaseDirectory).AddJsonFile(name, optional: true).Build();
            builder.AddJsonFile(name, optional: true, reloadOnChange: false);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            var problem = e is InvalidDataException ? JsonFaults.Describe(e) : $"cannot be read: {e.Message}";
            faults.Add(new SettingFault(Path.Combine(AppContext.BaseDirectory, name), problem) { IsSettingsFile = true });
        }
    }

    private static Dictionary<ChannelKey, ChannelOptions> ReadChannels(IConfigurationSection section, List<SettingFault> faults)
    {
        var channels = new Dictionary<ChannelKey, ChannelOptions>();
        foreach (var child in section.GetChildren())
        {
            if (!ChannelKey.IsValid(child.Key))
                faults.Add(new SettingFault(child.Path, "is not a channel name; use 1-63 small letters, digits and hyphens, for example \"bluesky-main\""));
            else if (ReadChannel(child, faults) is { } options)
                channels.Add(new ChannelKey(child.Key), options);
        }
        return channels;
    }

    private static ChannelOptions? ReadChannel(IConfigurationSection section, List<SettingFault> faults)
    {
        var kinds = string.Join(", ", ChannelCatalog.All.Select(t => t.Name));
        if (section["Type"] is not { Length: > 0 } name || ChannelCatalog.Find(name) is not { } type)
        {
            faults.Add(new SettingFault($"{section.Path}:Type", $"names no kind of channel; expected one of {kinds}"));
            return null;
        }
        var options = (ChannelOptions)Activator.CreateInstance(type.OptionsType)!;
        StrictBinder.Bind(section, options, faults);
        if (options.Enabled)
            faults.AddRange(options.Check().Select(f => new SettingFault($"{section.Path}:{f.Key}", f.Problem)));
        return options;
    }
}
