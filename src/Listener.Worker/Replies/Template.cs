using Listener.Worker.Domain;

namespace Listener.Worker.Replies;

/// <summary>One text of the library, split at its placeholders.</summary>
public sealed class Template
{
    private readonly PlaceholderPart[] _parts;

    internal Template(string id, string text)
    {
        Id = id;
        Text = text;
        _parts = [.. PlaceholderText.Split(text)];
        Names = [.. _parts.Where(p => p.Name is not null).Select(p => p.Name!).Distinct()];
        if (Names.FirstOrDefault(n => !Placeholders.All.Contains(n)) is { } unknown)
            throw new FormatException($"Template {id} uses the unknown placeholder {{{{{unknown}}}}}. Known are: {string.Join(", ", Placeholders.All.Order())}.");
    }

    /// <summary>Name, for example <c>complaint.delivery.de#2</c>.</summary>
    public string Id { get; }

    /// <summary>Text as written in the library.</summary>
    public string Text { get; }

    /// <summary>Placeholders in it, each once.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>True if every placeholder has a value, or is one a person fills.</summary>
    public bool CanBeFilled(IReadOnlyDictionary<string, string> values)
    {
        foreach (var name in Names)
        {
            if (!values.ContainsKey(name) && !Placeholders.FilledByPerson.Contains(name))
                return false;
        }
        return true;
    }

    /// <summary>The text with its values; placeholders without one stay and block approval.</summary>
    public string Fill(IReadOnlyDictionary<string, string> values)
    {
        if (_parts.Length == 1 && _parts[0].Name is null)
            return Text;
        return string.Concat(_parts.Select(p => p.Name is not null && values.TryGetValue(p.Name, out var value) ? value : p.Text));
    }
}

/// <summary>Texts of one language.</summary>
/// <param name="Language">ISO 639-1 code.</param>
/// <param name="NamedGreetings">Greetings that use the first name.</param>
/// <param name="PlainGreetings">Greetings without a name.</param>
/// <param name="Bodies">Templates by key, see <see cref="TemplateKey"/>.</param>
public sealed record TemplateLanguage(
    string Language, IReadOnlyList<Template> NamedGreetings, IReadOnlyList<Template> PlainGreetings, IReadOnlyDictionary<TemplateKey, IReadOnlyList<Template>> Bodies);

/// <summary>What a template is for.</summary>
/// <param name="Intent">Intent; null for the careful texts used when the intent is unsure.</param>
/// <param name="Topic">Topic name; null for any.</param>
/// <param name="Private">True for texts that only people addressed can read, which may ask for an order number.</param>
public readonly record struct TemplateKey(Intent? Intent, string? Topic, bool Private);
