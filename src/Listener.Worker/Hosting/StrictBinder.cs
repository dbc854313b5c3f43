using System.Collections;
using System.ComponentModel;
using System.Globalization;
using System.Reflection;

namespace Listener.Worker.Hosting;

/// <summary>One wrong setting with its full key. Never repeats a secret.</summary>
/// <param name="Key">Full key, for example <c>Listener:Targets:Complaint</c>.</param>
/// <param name="Problem">What is wrong, what is expected, with an example.</param>
public sealed record SettingFault(string Key, string Problem)
{
    /// <summary>True if the key is a settings file that cannot be read, so that nobody knows what it sets.</summary>
    public bool IsSettingsFile { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Key}: {Problem}";
}

/// <summary>
/// Fills a settings class from a configuration section and reports every fault at once. The framework's binder stops at
/// the first bad value and passes over unknown keys in silence; a mistyped key would then look as if it worked.
/// </summary>
public static class StrictBinder
{
    /// <summary>Fills <paramref name="target"/>; faults are added to <paramref name="faults"/>, good values are set all the same.</summary>
    /// <param name="section">Section with the values.</param>
    /// <param name="target">Settings object with its defaults.</param>
    /// <param name="faults">Receives one entry a wrong or unknown key.</param>
    /// <param name="known">Child keys that are handled elsewhere and are not unknown.</param>
    public static void Bind(IConfigurationSection section, object target, ICollection<SettingFault> faults, params string[] known)
    {
        var properties = target.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.CanWrite || IsList(p.PropertyType)).ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren())
        {
            if (known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                continue;
            if (properties.TryGetValue(child.Key, out var property))
                BindProperty(child, target, property, faults);
            else
                faults.Add(new SettingFault(child.Path, $"is not a setting; {Suggest(child.Key, properties.Keys.Concat(known))}"));
        }
    }

    private static void BindProperty(IConfigurationSection child, object target, PropertyInfo property, ICollection<SettingFault> faults)
    {
        var type = property.PropertyType;
        if (IsList(type))
        {
            BindList(child, (IList)property.GetValue(target)!, type.GetGenericArguments()[0], faults);
        }
        else if (IsScalar(type))
        {
            if (TryConvert(child, type, faults, out var value))
                property.SetValue(target, value);
        }
        else if (child.Value is not null && !child.GetChildren().Any())
        {
            if (child.Value.Length > 0)
                faults.Add(new SettingFault(child.Path, "is a single value; expected a section with keys of its own"));
        }
        else
        {
            Bind(child, property.GetValue(target) ?? Create(property, target), faults);
        }
    }

    private static void BindList(IConfigurationSection section, IList list, Type item, ICollection<SettingFault> faults)
    {
        var children = section.GetChildren().ToList();
        if (children.Count == 0 && !string.IsNullOrEmpty(section.Value))
            faults.Add(new SettingFault(section.Path, "is a single value; expected a list, for example [ \"a\", \"b\" ]"));
        else if (children.Count > 0)
            list.Clear();
        foreach (var child in children)
        {
            if (!IsScalar(item))
            {
                var element = Activator.CreateInstance(item)!;
                Bind(child, element, faults);
                list.Add(element);
            }
            else if (TryConvert(child, item, faults, out var value))
            {
                list.Add(value);
            }
        }
    }

    private static bool TryConvert(IConfigurationSection child, Type type, ICollection<SettingFault> faults, out object? value)
    {
        value = null;
        if (child.Value is null && child.GetChildren().Any())
        {
            faults.Add(new SettingFault(child.Path, $"is a section; expected {Expected(type)}"));
            return false;
        }
        try
        {
            value = Convert(child.Value ?? "", Nullable.GetUnderlyingType(type) ?? type);
            return true;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or NotSupportedException or OverflowException or InvalidCastException)
        {
            faults.Add(new SettingFault(child.Path, $"cannot be read; expected {Expected(type)}"));
            return false;
        }
    }

    private static object Convert(string text, Type type)
    {
        if (type == typeof(string))
            return text;
        if (type == typeof(TimeSpan))
            return TimeSpan.Parse(text, CultureInfo.InvariantCulture);
        if (type.IsEnum && !int.TryParse(text, CultureInfo.InvariantCulture, out _))
            return Enum.Parse(type, text, ignoreCase: true);
        if (type == typeof(Uri))
            return new Uri(text, UriKind.Absolute);
        return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text) ?? throw new FormatException();
    }

    private static string Expected(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain.IsEnum)
            return "one of " + string.Join(", ", Enum.GetNames(plain));
        if (plain == typeof(TimeSpan))
            return "a time as hours:minutes:seconds, for example \"00:02:00\"";
        if (plain == typeof(bool))
            return "true or false";
        if (plain == typeof(Uri))
            return "a web address, for example \"https://example.com/\"";
        return plain == typeof(string) ? "a text" : "a number";
    }

    private static string Suggest(string key, IEnumerable<string> names)
    {
        var all = names.Order(StringComparer.Ordinal).ToList();
        var near = all.MinBy(n => Distance(n.ToUpperInvariant(), key.ToUpperInvariant()));
        return near is not null && Distance(near.ToUpperInvariant(), key.ToUpperInvariant()) <= 3
            ? $"did you mean {near}?"
            : $"expected one of {string.Join(", ", all)}";
    }

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[b.Length];
    }

    private static object Create(PropertyInfo property, object target)
    {
        var made = Activator.CreateInstance(property.PropertyType)!;
        property.SetValue(target, made);
        return made;
    }

    private static bool IsList(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() is var g && (g == typeof(IList<>) || g == typeof(List<>));

    private static bool IsScalar(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain.IsPrimitive || plain.IsEnum || plain == typeof(string) || plain == typeof(TimeSpan) || plain == typeof(Uri) || plain == typeof(decimal);
    }
}
