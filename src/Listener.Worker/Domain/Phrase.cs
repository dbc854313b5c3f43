using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Listener.Worker.Domain;

/// <summary>
/// A sentence as a stable code with its values. It is stored like this; the words are put in where somebody reads it, in the reader's
/// language. A text that is no known code, for example one stored by an earlier version, stands for itself.
/// </summary>
public sealed record Phrase
{
    private const char Separator = '\u001F';
    private const char Nested = '@';
    private const int MostHoles = 4;
    private static readonly FrozenDictionary<string, Phrase> Plain = Phrases.Codes.ToFrozenDictionary(c => c, c => new Phrase(c), StringComparer.Ordinal);

    private Phrase(string stored) => Stored = stored;

    /// <summary>The form in the store: code and values.</summary>
    public string Stored { get; }

    /// <summary>The English sentence.</summary>
    public string English => In(static text => text);

    /// <summary>A sentence of <see cref="Phrases"/> without holes; made once, because every mention has some.</summary>
    /// <exception cref="ArgumentException">The code is not in the list.</exception>
    public static Phrase Of(string code) => Plain.TryGetValue(code, out var phrase) ? phrase : throw Unknown(code);

    /// <summary>A sentence of <see cref="Phrases"/>.</summary>
    /// <param name="code">Its code.</param>
    /// <param name="values">What stands in its holes; another phrase without values is put into words as well.</param>
    /// <exception cref="ArgumentException">The code is not in the list.</exception>
    public static Phrase Of(string code, params ReadOnlySpan<object> values)
    {
        if (Phrases.Find(code) is null)
            throw Unknown(code);
        var stored = new StringBuilder(code);
        foreach (var value in values)
            stored.Append(Separator).Append(Text(value));
        return new Phrase(stored.ToString());
    }

    /// <summary>Reads what is stored, or takes a plain text.</summary>
    public static Phrase Parse(string stored) => new(stored);

    /// <summary>A plain text as a phrase.</summary>
    public static implicit operator Phrase(string plain) => new(plain);

    /// <summary>The sentence in another language.</summary>
    /// <param name="translate">Turns an English text with holes <c>{0}</c> into one of the reader's language with the same holes.</param>
    public string In(Func<string, string> translate)
    {
        var parts = Stored.Split(Separator);
        if (Phrases.Find(parts[0]) is not { } english)
            return parts.Length == 1 ? translate(Stored) : Stored.Replace(Separator, ' ');
        // A row of another version may hold fewer values than the words have holes; what is missing stays empty.
        var values = parts.Skip(1).Concat(Enumerable.Repeat("", MostHoles)).Select(v => v is [Nested, .. var code] && Phrases.Find(code) is { } inner ? translate(inner) : v);
        return string.Format(CultureInfo.InvariantCulture, translate(english), [.. values]);
    }

    /// <inheritdoc/>
    public override string ToString() => English;

    private static ArgumentException Unknown(string code) => new($"'{code}' is no code of a phrase.", nameof(code));

    private static string Text(object value) => value is Phrase phrase
        ? Nested + phrase.Stored
        : (Convert.ToString(value, CultureInfo.InvariantCulture) ?? "").Replace(Separator, ' ');
}
