using System.Collections.Frozen;
using System.Text.Json;

namespace Listener.Worker.Replies.Guards;

/// <summary>Word lists of the guards per language, read once from the embedded files.</summary>
public sealed class RuleBooks
{
    private const string Folder = "Listener.Worker.Replies.Guards.Data.";

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { AllowDuplicateProperties = false, MaxDepth = 16 };

    private readonly FrozenDictionary<string, RuleBook> _books;

    private RuleBooks(IEnumerable<RuleBook> books) => _books = books.ToFrozenDictionary(b => b.Language, StringComparer.Ordinal);

    /// <summary>All books.</summary>
    public IEnumerable<RuleBook> All => _books.Values;

    /// <summary>Reads the shipped lists.</summary>
    /// <exception cref="FormatException">A file is broken.</exception>
    public static RuleBooks Load()
    {
        var assembly = typeof(RuleBooks).Assembly;
        return new RuleBooks(assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)).Select(Read));

        RuleBook Read(string name)
        {
            using var stream = assembly.GetManifestResourceStream(name) ?? throw new FormatException($"{name} is not embedded.");
            return JsonSerializer.Deserialize<RuleBook>(stream, Format) ?? throw new FormatException($"{name} is empty.");
        }
    }

    /// <summary>A list's phrase found in the words; null if none, or if the language has no book.</summary>
    internal string? FindIn(string language, Func<RuleBook, RuleList> list, IReadOnlyList<string> words) =>
        _books.TryGetValue(language, out var book) ? list(book).Phrases.FindIn(words) : null;

    /// <summary>Book of a language; null if there is none.</summary>
    public RuleBook? Find(string language) => _books.GetValueOrDefault(language);
}

/// <summary>Word lists of one language.</summary>
/// <param name="Language">ISO 639-1 code.</param>
/// <param name="Diversion">Sends the customer to the phone, to e-mail or to another network.</param>
/// <param name="Promise">Promises what nobody can be sure to keep.</param>
/// <param name="AskPrivate">Asks for private data, which must not be posted in public.</param>
/// <param name="Empathy">Shows that the trouble was understood.</param>
/// <param name="Greeting">Greets.</param>
/// <param name="Informal">Forms of address the house style does not use.</param>
/// <param name="Profanity">Words no reply may hold.</param>
public sealed record RuleBook(
    string Language, RuleList Diversion, RuleList Promise, RuleList AskPrivate, RuleList Empathy, RuleList Greeting, RuleList Informal, RuleList Profanity);

/// <summary>One list with its own tests.</summary>
/// <param name="Words">Phrases; a trailing * matches by the beginning of a word.</param>
/// <param name="Hits">Sentences in which a phrase must be found.</param>
/// <param name="Misses">Sentences in which none may be found.</param>
public sealed record RuleList(IReadOnlyList<string> Words, IReadOnlyList<string> Hits, IReadOnlyList<string> Misses)
{
    internal PhraseSet Phrases { get; } = new(Words);
}
