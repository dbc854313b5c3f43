using System.Collections.Frozen;
using System.Text;
using Listener.Worker.Domain;

namespace Listener.Worker.Replies;

/// <summary>The closed list of <c>{{placeholders}}</c> of templates and canned answers.</summary>
public static class Placeholders
{
    public const string FirstName = "customer.first_name";
    public const string Handle = "customer.handle";
    public const string BrandName = "brand.name";
    public const string Signature = "brand.signature";
    public const string HelpUrl = "brand.help_url";
    public const string Contact = "brand.contact";
    public const string Product = "mention.product";
    public const string OrderNumber = "order.number";
    public const string Answer = "answer";

    /// <summary>Every name that may stand between double braces.</summary>
    public static IReadOnlySet<string> All { get; } = new[]
    {
        FirstName, Handle, BrandName, Signature, HelpUrl, Contact, Product, OrderNumber, Answer,
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Names only a person can fill; a draft may wait for them, marked.</summary>
    public static IReadOnlySet<string> FilledByPerson { get; } = new[] { Product, OrderNumber, Answer }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Values of one mention; names without a value are missing.</summary>
    public static IReadOnlyDictionary<string, string> ValuesFor(Mention mention, DraftingRules brand)
    {
        var values = new Dictionary<string, string>(6, StringComparer.Ordinal);
        Add(FirstName, PersonName.FirstNameOf(mention.Author));
        Add(Handle, mention.Author.UserName);
        Add(BrandName, brand.BrandName);
        Add(Signature, brand.Signature);
        Add(HelpUrl, brand.HelpUrl);
        Add(Contact, brand.Contact);
        return values;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
                values[name] = value;
        }
    }

    /// <summary>Names between double braces that stand in a text, known or not, each once.</summary>
    public static IReadOnlyList<string> FindIn(string text) =>
        text.Contains("{{", StringComparison.Ordinal) ? [.. PlaceholderText.Split(text).Where(p => p.Name is not null).Select(p => p.Name!).Distinct()] : [];

    /// <summary>Fills what has a value and leaves the rest standing.</summary>
    public static string Fill(string text, IReadOnlyDictionary<string, string> values)
    {
        var filled = new StringBuilder(text.Length + 32);
        foreach (var part in PlaceholderText.Split(text))
            filled.Append(part.Name is not null && values.TryGetValue(part.Name, out var value) ? value : part.Text);
        return filled.ToString();
    }
}

/// <summary>One piece of a text with placeholders.</summary>
/// <param name="Text">The piece as written, braces included.</param>
/// <param name="Name">Name between the braces; null for plain text.</param>
internal readonly record struct PlaceholderPart(string Text, string? Name);

/// <summary>Splits texts at their placeholders.</summary>
internal static class PlaceholderText
{
    /// <summary>Pieces in order; joined they give the text again. Braces without an end are plain text.</summary>
    public static List<PlaceholderPart> Split(string text)
    {
        var parts = new List<PlaceholderPart>();
        var at = 0;
        while (at < text.Length)
        {
            var open = text.IndexOf("{{", at, StringComparison.Ordinal);
            var close = open < 0 ? -1 : text.IndexOf("}}", open, StringComparison.Ordinal);
            if (close < 0)
                break;
            if (open > at)
                parts.Add(new PlaceholderPart(text[at..open], null));
            parts.Add(new PlaceholderPart(text[open..(close + 2)], text[(open + 2)..close].Trim()));
            at = close + 2;
        }
        if (at < text.Length)
            parts.Add(new PlaceholderPart(text[at..], null));
        return parts;
    }
}
