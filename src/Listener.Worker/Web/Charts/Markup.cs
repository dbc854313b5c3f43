using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Listener.Worker.Web.Charts;

/// <summary>HTML or SVG that is safe by its making: every value put into it was encoded, unless it is itself a <see cref="Markup"/>.</summary>
/// <param name="Text">The markup.</param>
public readonly record struct Markup(string Text)
{
    /// <summary>Nothing.</summary>
    public static Markup None { get; } = new("");

    /// <summary>Markup from a template: the literal parts stay, every hole is encoded.</summary>
    public static Markup Of(MarkupTemplate template) => new(template.ToString());

    /// <summary>All parts, one after the other.</summary>
    public static Markup Join(IEnumerable<Markup> parts) => new(string.Concat(parts.Select(p => p.Text)));

    /// <summary>A text as it may stand between tags and in quoted attributes.</summary>
    public static string Encode(string? text)
    {
        var safe = new StringBuilder(text?.Length ?? 0);
        foreach (var c in text ?? "")
        {
            _ = c switch
            {
                '&' => safe.Append("&amp;"),
                '<' => safe.Append("&lt;"),
                '>' => safe.Append("&gt;"),
                '"' => safe.Append("&quot;"),
                '\'' => safe.Append("&#39;"),
                '\n' or '\t' => safe.Append(c),
                _ when char.IsControl(c) => safe.Append(' '),
                _ => safe.Append(c),
            };
        }
        return safe.ToString();
    }

    /// <inheritdoc/>
    public override string ToString() => Text ?? "";
}

/// <summary>Collects a template's literals and encoded values. Numbers are written for machines, with a point.</summary>
[InterpolatedStringHandler]
public readonly struct MarkupTemplate(int literalLength, int formattedCount)
{
    private readonly StringBuilder text = new(literalLength + (formattedCount * 12));

    /// <summary>Part of the template.</summary>
    public void AppendLiteral(string value) => text.Append(value);

    /// <summary>Encodes a text.</summary>
    public void AppendFormatted(string? value) => text.Append(Markup.Encode(value));

    /// <summary>Markup stays as it is.</summary>
    public void AppendFormatted(Markup value) => text.Append(value.Text);

    /// <summary>A whole number.</summary>
    public void AppendFormatted(int value) => text.Append(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A coordinate, at most two decimals.</summary>
    public void AppendFormatted(double value) => text.Append((Math.Round(value, 2) + 0.0).ToString("0.##", CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public override string ToString() => text.ToString();
}
