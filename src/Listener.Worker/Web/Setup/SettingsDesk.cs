using System.Globalization;
using Listener.Worker.Domain;
using Listener.Worker.Hosting;
using Listener.Worker.Storage;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.KeyPerFile;
using Microsoft.Extensions.Options;

namespace Listener.Worker.Web.Setup;

/// <summary>What the team's form holds; null leaves a setting that is ruled elsewhere alone.</summary>
public sealed record TeamForm(string? TimeZone, string? Language, string? DayBegins);

/// <summary>How a channel in the console's file stands to the running service.</summary>
public enum OwnChannelState { InForce, Added, Changed, Removed }

/// <summary>A channel that the console added.</summary>
/// <param name="Key">Short name.</param>
/// <param name="Kind">Kind of channel.</param>
/// <param name="State">What the next start of the service changes.</param>
public sealed record OwnChannel(string Key, string Kind, OwnChannelState State);

/// <summary>Settings that the console may change, and where the others come from. Files and environment of the customer always win.</summary>
public sealed class SettingsDesk(ListenerSettings settings, IOptions<ListenerOptions> options, IOperationsStore operations, TimeProvider clock)
{
    public const string TimeZoneKey = "Listener:Brand:TimeZone";
    public const string LanguageKey = "Listener:Brand:Language";
    public const string DayBeginsKey = "Listener:Brand:DayBegins";

    /// <summary>What stands in the way of saving while the file cannot be read, an English key; the page names file and fault.</summary>
    public const string Unreadable = "Nothing was saved: the settings file cannot be read. Mend or remove it, then try again.";

    private const string Unwritable = "Nothing was saved: the settings file cannot be written. Look at the rights of the data folder and the free space, then try again.";
    /// <summary>Said of a channel that is set elsewhere or nowhere, an English key.</summary>
    public const string NotOurs = "The console stored no channel of this name. Choose one of the list, or change it where it is set.";

    /// <summary>The console's file as it stands on disk.</summary>
    internal ConsoleFileView File => ConsoleFile.Look(options.Value.DataFolder);

    /// <summary>The team's settings in force.</summary>
    public BrandOptions Brand => options.Value.Brand;

    /// <summary>Name of what rules a setting outside the console, for example <c>appsettings.json</c>; null if the console may change it.</summary>
    public string? RuledBy(string key)
    {
        var provider = ProviderOf(key);
        return provider switch
        {
            null => null,
            JsonConfigurationProvider { Source.Path: ConsoleFile.Name } => null,
            JsonConfigurationProvider json => json.Source.Path,
            EnvironmentVariablesConfigurationProvider => key.Replace(":", "__", StringComparison.Ordinal),
            KeyPerFileConfigurationProvider => "$CREDENTIALS_DIRECTORY",
            _ => "--" + key,
        };
    }

    /// <summary>Channels that the console added, by name: those in its file, and those it took away that still run; none while the file cannot be read.</summary>
    public IReadOnlyList<OwnChannel> OwnChannels()
    {
        // Of a file that cannot be read nobody knows what it took away.
        var (_, stored, problem, _) = File;
        if (problem is not null)
            return [];
        var inForce = settings.Channels.Keys.Where(k => IsFromConsole($"{ChannelForm.Section}{k}:Type")).Select(k => k.Value);
        return [.. KeysOf(stored).Union(inForce, StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal).Select(k => OwnOf(k, stored))];
    }

    /// <summary>Keys of channels that the console changed and the service reads after its next start.</summary>
    public IReadOnlyList<OwnChannel> WaitingChannels() => [.. OwnChannels().Where(c => c.State != OwnChannelState.InForce)];

    /// <summary>The form of a channel that the console added; null if it added none of this name.</summary>
    public ChannelForm? FormOf(string key) => ChannelKey.IsValid(key) && StoredOf(key) is { Count: > 0 } stored ? ChannelForm.Of(key, stored) : null;

    /// <summary>Stores the team's settings; pages follow at once, digest and drafts after the next start.</summary>
    /// <returns>What is wrong, as an English key; null if it was stored.</returns>
    public async Task<string?> SaveTeamAsync(TeamForm form, string by, CancellationToken token)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Changed(TimeZoneKey, form.TimeZone) is { } zone)
        {
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
                return "This is not a time zone. Choose one of the list.";
            values[TimeZoneKey] = zone;
        }
        if (Changed(LanguageKey, form.Language) is { } language)
        {
            if (Text.ConsoleLanguages.Find(language) is null)
                return "This language is not known. Choose one of the list.";
            values[LanguageKey] = language;
        }
        if (Changed(DayBeginsKey, form.DayBegins) is { } begins)
        {
            if (!TimeOnly.TryParseExact(begins, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
                return "This is not a time of day. Write hours and minutes, for example 09:00.";
            values[DayBeginsKey] = begins;
        }
        if (await StoreAsync(values, by, token) is { } fault)
            return fault;
        Apply(values);
        return null;
    }

    /// <summary>Stores a channel that was checked; it is read after the next start.</summary>
    /// <returns>What is wrong, as an English key; null if it was stored.</returns>
    public Task<string?> SaveChannelAsync(ChannelForm form, string by, CancellationToken token) => StoreAsync(form.Values, by, token);

    /// <summary>Takes a channel that the console added out of its file; it stops with the next start. What it has read stays.</summary>
    /// <returns>What is wrong, as an English key; null if it was taken out.</returns>
    public async Task<string?> RemoveChannelAsync(string key, string by, CancellationToken token)
    {
        if (File.Problem is null && StoredOf(key).Count == 0)
            return NotOurs;
        if (Write(() => ConsoleFile.Remove(options.Value.DataFolder, ChannelForm.Section + key)) is { } fault)
            return fault;
        await operations.AuditAsync(new AuditEntry(clock.GetUtcNow(), by, "channel removed", ChannelForm.Section + key, null, null), token);
        return null;
    }

    /// <summary>True if a channel of this name is set up, here or elsewhere.</summary>
    public bool IsTaken(string key) => settings.Configuration.GetSection(ChannelForm.Section + key).Exists() || StoredOf(key).Count > 0;

    private Dictionary<string, string> StoredOf(string key) =>
        ConsoleFile.ReadIn(options.Value.DataFolder).Where(v => v.Key.StartsWith($"{ChannelForm.Section}{key}:", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<string> KeysOf(Dictionary<string, string> stored) =>
        stored.Keys.Where(k => k.StartsWith(ChannelForm.Section, StringComparison.OrdinalIgnoreCase)).Select(k => k[ChannelForm.Section.Length..].Split(':')[0]);

    private OwnChannel OwnOf(string key, Dictionary<string, string> stored)
    {
        var section = $"{ChannelForm.Section}{key}:";
        var now = stored.Where(v => v.Key.StartsWith(section, StringComparison.OrdinalIgnoreCase)).ToList();
        var runs = ChannelKey.IsValid(key) && settings.Channels.ContainsKey(new ChannelKey(key));
        var state = now.Count == 0 ? OwnChannelState.Removed
            : !runs ? OwnChannelState.Added
            : now.TrueForAll(v => settings.Configuration[v.Key] == v.Value || !IsFromConsole(v.Key)) ? OwnChannelState.InForce
            : OwnChannelState.Changed;
        return new OwnChannel(key, stored.GetValueOrDefault(section + "Type") ?? settings.Configuration[section + "Type"] ?? "", state);
    }

    private bool IsFromConsole(string key) => ProviderOf(key) is JsonConfigurationProvider { Source.Path: ConsoleFile.Name };

    private IConfigurationProvider? ProviderOf(string key) => (settings.Configuration as IConfigurationRoot)?.Providers.Reverse().FirstOrDefault(p => p.TryGet(key, out _));

    private string? Changed(string key, string? value) => value is null || RuledBy(key) is not null ? null : value.Trim();

    // Values may be secrets: the log of changes names the keys only.
    private async Task<string?> StoreAsync(IReadOnlyDictionary<string, string> values, string by, CancellationToken token)
    {
        if (values.Count == 0)
            return null;
        if (Write(() => ConsoleFile.Save(options.Value.DataFolder, values)) is { } fault)
            return fault;
        await operations.AuditAsync(new AuditEntry(clock.GetUtcNow(), by, "settings changed", string.Join(", ", values.Keys), null, null), token);
        return null;
    }

    private string? Write(Action write)
    {
        try
        {
            write();
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return File.Problem is null ? Unwritable : Unreadable;
        }
    }

    private void Apply(Dictionary<string, string> values)
    {
        if (values.TryGetValue(TimeZoneKey, out var zone))
            Brand.TimeZone = zone;
        if (values.TryGetValue(LanguageKey, out var language))
            Brand.Language = language;
        if (values.TryGetValue(DayBeginsKey, out var begins))
            Brand.DayBegins = TimeSpan.ParseExact(begins, "hh\\:mm", CultureInfo.InvariantCulture);
    }
}
