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

/// <summary>Settings that the console may change, and where the others come from. Files and environment of the customer always win.</summary>
public sealed class SettingsDesk(ListenerSettings settings, IOptions<ListenerOptions> options, IOperationsStore operations, TimeProvider clock)
{
    public const string TimeZoneKey = "Listener:Brand:TimeZone";
    public const string LanguageKey = "Listener:Brand:Language";
    public const string DayBeginsKey = "Listener:Brand:DayBegins";

    /// <summary>The team's settings in force.</summary>
    public BrandOptions Brand => options.Value.Brand;

    /// <summary>Name of what rules a setting outside the console, for example <c>appsettings.json</c>; null if the console may change it.</summary>
    public string? RuledBy(string key)
    {
        var provider = (settings.Configuration as IConfigurationRoot)?.Providers.Reverse().FirstOrDefault(p => p.TryGet(key, out _));
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

    /// <summary>Keys of channels that the console added and the service reads after its next start.</summary>
    public IReadOnlyList<string> WaitingChannels(IEnumerable<ChannelKey> open)
    {
        var known = open.Select(k => k.Value).ToHashSet(StringComparer.Ordinal);
        return [.. ConsoleFile.ReadIn(options.Value.DataFolder).Keys.Where(k => k.StartsWith(ChannelForm.Section, StringComparison.OrdinalIgnoreCase))
            .Select(k => k[ChannelForm.Section.Length..].Split(':')[0]).Distinct().Where(k => !known.Contains(k)).Order(StringComparer.Ordinal)];
    }

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
        await StoreAsync(values, by, token);
        Apply(values);
        return null;
    }

    /// <summary>Stores a channel that was checked; it is read after the next start.</summary>
    public Task SaveChannelAsync(ChannelForm form, string by, CancellationToken token) => StoreAsync(form.Values, by, token);

    /// <summary>True if a channel of this name is set up, here or elsewhere.</summary>
    public bool IsTaken(string key) =>
        settings.Configuration.GetSection(ChannelForm.Section + key).Exists()
        || ConsoleFile.ReadIn(options.Value.DataFolder).Keys.Any(k => k.StartsWith($"{ChannelForm.Section}{key}:", StringComparison.OrdinalIgnoreCase));

    private string? Changed(string key, string? value) => value is null || RuledBy(key) is not null ? null : value.Trim();

    // Values may be secrets: the log of changes names the keys only.
    private async Task StoreAsync(IReadOnlyDictionary<string, string> values, string by, CancellationToken token)
    {
        if (values.Count == 0)
            return;
        ConsoleFile.Save(options.Value.DataFolder, values);
        await operations.AuditAsync(new AuditEntry(clock.GetUtcNow(), by, "settings changed", string.Join(", ", values.Keys), null, null), token);
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
