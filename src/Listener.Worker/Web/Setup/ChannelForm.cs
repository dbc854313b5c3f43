using System.Reflection;
using Listener.Worker.Channels;
using Listener.Worker.Hosting;

namespace Listener.Worker.Web.Setup;

/// <summary>One thing a kind of channel asks for.</summary>
/// <param name="Name">Name of the setting and of the form field.</param>
/// <param name="Label">What to call it, an English key.</param>
/// <param name="IsSecret">True if it is never shown again.</param>
/// <param name="IsWatch">True if it is the first entry of a list of watches.</param>
public sealed record ChannelField(string Name, string Label, bool IsSecret, bool IsWatch);

/// <summary>A channel as the set-up form describes it. Which fields there are is said by the options class itself (<see cref="AskedAttribute"/>).</summary>
/// <param name="Type">Kind of channel.</param>
/// <param name="Key">Short name as typed.</param>
/// <param name="Answers">Texts by field name, as typed.</param>
public sealed record ChannelForm(ChannelType Type, string Key, IReadOnlyDictionary<string, string> Answers)
{
    /// <summary>Full setting keys of the channel as stored before; empty for a new one.</summary>
    public IReadOnlyDictionary<string, string> Stored { get; init; } = new Dictionary<string, string>();

    /// <summary>True if a channel that is stored already is changed.</summary>
    public bool IsEdit => Stored.Count > 0;

    /// <summary>Section of all channels, with its colon.</summary>
    public const string Section = "Listener:Channels:";

    private const string FirstWatch = "first";
    private const int LongestAnswer = 2000;

    /// <summary>What a kind asks for; empty if it can do without.</summary>
    public static IReadOnlyList<ChannelField> FieldsOf(ChannelType type) =>
    [
        .. type.OptionsType.GetProperties().Select(p => (Property: p, Asked: p.GetCustomAttribute<AskedAttribute>())).Where(p => p.Asked is not null)
            .OrderBy(p => p.Property.MetadataToken)
            .Select(p => new ChannelField(p.Property.Name, p.Asked!.Label, p.Property.GetCustomAttribute<SecretAttribute>() is not null, p.Property.PropertyType == typeof(IList<WatchOptions>))),
    ];

    /// <summary>Reads a form; null if its kind is unknown.</summary>
    public static ChannelForm? Read(IFormCollection form)
    {
        if (ChannelCatalog.Find(form["type"].ToString()) is not { } type)
            return null;
        var answers = FieldsOf(type).ToDictionary(f => f.Name, f => Cut(form[f.Name].ToString().Trim()), StringComparer.Ordinal);
        return new ChannelForm(type, Cut(form["key"].ToString().Trim()), answers);
    }

    /// <summary>The form of a stored channel, to be changed; its secrets stay in the file.</summary>
    /// <returns>Null if its kind is unknown.</returns>
    public static ChannelForm? Of(string key, IReadOnlyDictionary<string, string> stored)
    {
        var section = Section + key;
        if (ChannelCatalog.Find(stored.GetValueOrDefault($"{section}:Type", "")) is not { } type)
            return null;
        var answers = FieldsOf(type).Where(f => !f.IsSecret).ToDictionary(f => f.Name, f => stored.GetValueOrDefault(SettingOf(section, f), ""), StringComparer.Ordinal);
        return new ChannelForm(type, key, answers) { Stored = stored };
    }

    /// <summary>Full setting keys with their values. What the form does not ask for, and a secret left empty, stays as it was stored.</summary>
    public IReadOnlyDictionary<string, string> Values
    {
        get
        {
            var section = Section + Key;
            var values = new Dictionary<string, string>(Stored, StringComparer.OrdinalIgnoreCase) { [$"{section}:Type"] = Type.Name };
            foreach (var asked in FieldsOf(Type))
            {
                if (asked.IsWatch)
                    values.TryAdd($"{section}:{asked.Name}:0:Name", FirstWatch);
                if (!asked.IsSecret || Answers[asked.Name].Length > 0 || !IsEdit)
                    values[SettingOf(section, asked)] = Answers[asked.Name];
            }
            return values;
        }
    }

    /// <summary>Checks the settings as a start of the service would.</summary>
    /// <returns>The settings, and everything that is wrong with them.</returns>
    public (ChannelOptions Options, IReadOnlyList<string> Faults) Check()
    {
        var section = new ConfigurationBuilder().AddInMemoryCollection(Values.ToDictionary(v => v.Key, v => (string?)v.Value)).Build().GetSection(Section + Key);
        var options = (ChannelOptions)Activator.CreateInstance(Type.OptionsType)!;
        var faults = new List<SettingFault>();
        StrictBinder.Bind(section, options, faults);
        return (options, [.. faults.Select(f => f.ToString()), .. options.Check().Select(f => $"{f.Key} {f.Problem}")]);
    }

    private static string SettingOf(string section, ChannelField field) => field.IsWatch ? $"{section}:{field.Name}:0:Query" : $"{section}:{field.Name}";

    private static string Cut(string text) => text.Length <= LongestAnswer ? text : text[..LongestAnswer];
}
