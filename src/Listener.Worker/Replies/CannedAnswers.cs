using System.Text.Json;
using Listener.Worker.Domain;
using Listener.Worker.Storage;

namespace Listener.Worker.Replies;

/// <summary>A text that people keep for answers they give often.</summary>
/// <param name="Name">Short name it is found by, 1-60 characters, unique.</param>
/// <param name="Language">ISO 639-1 code of the text.</param>
/// <param name="Text">Text, 1-5,000 characters; may hold <see cref="Placeholders"/>.</param>
public sealed record CannedAnswer(string Name, string Language, string Text);

/// <summary>Keeps canned answers in the store, and offers those that fit a mention together with the shipped templates.</summary>
public sealed class CannedAnswers(IOperationsStore store, TemplateLibrary library, DraftingRules rules)
{
    /// <summary>Longest name, in UTF-16 units.</summary>
    public const int LongestName = 60;

    /// <summary>Longest text, in UTF-16 units.</summary>
    public const int LongestText = 5000;

    private const string Key = NamedTexts.CannedAnswers;
    private const int Most = 500;

    // All answers are one value: two people who save at once must not lose each other's.
    private static readonly SemaphoreSlim Writing = new(1, 1);

    /// <summary>All kept answers, by name.</summary>
    public async Task<IReadOnlyList<CannedAnswer>> AllAsync(CancellationToken token) =>
        await store.ReadValueAsync(Key, token) is { } json ? JsonSerializer.Deserialize<List<CannedAnswer>>(json) ?? [] : [];

    /// <summary>Adds an answer, or replaces the one of the same name.</summary>
    /// <returns>What is wrong, as a phrase; null if it was kept.</returns>
    public async Task<Phrase?> SaveAsync(CannedAnswer answer, CancellationToken token)
    {
        if (FaultOf(answer) is { } fault)
            return fault;
        await Writing.WaitAsync(token);
        try
        {
            return await AddAsync(answer, token);
        }
        finally
        {
            Writing.Release();
        }
    }

    private async Task<Phrase?> AddAsync(CannedAnswer answer, CancellationToken token)
    {
        var all = (await AllAsync(token)).Where(a => !SameName(a.Name, answer.Name)).Append(answer).OrderBy(a => a.Name, StringComparer.OrdinalIgnoreCase).ToList();
        if (all.Count > Most)
            return Phrase.Of("canned.too-many", Most);
        await store.WriteValueAsync(Key, JsonSerializer.Serialize(all), token);
        return null;
    }

    /// <summary>Takes an answer away; nothing happens if there is none of this name.</summary>
    public async Task RemoveAsync(string name, CancellationToken token)
    {
        await Writing.WaitAsync(token);
        try
        {
            await store.WriteValueAsync(Key, JsonSerializer.Serialize((await AllAsync(token)).Where(a => !SameName(a.Name, name)).ToList()), token);
        }
        finally
        {
            Writing.Release();
        }
    }

    /// <summary>Answers for a mention with what is known filled in: kept ones in its language first, then other languages, then the shipped templates.</summary>
    /// <param name="mention">Mention to answer.</param>
    /// <param name="token">Stops the reading.</param>
    /// <returns>Answers as they were written, and the values for them.</returns>
    public async Task<(IReadOnlyList<CannedAnswer> Answers, IReadOnlyDictionary<string, string> Values)> ForAsync(StoredMention mention, CancellationToken token)
    {
        var language = mention.Classification?.Language ?? rules.Language;
        var own = (await AllAsync(token)).OrderBy(a => a.Language != language);
        var shipped = (library.Find(language) ?? library.Find(rules.Language))?.Bodies
            .OrderBy(b => b.Key.Intent != mention.Classification?.Intent).ThenBy(b => b.Value[0].Id, StringComparer.Ordinal)
            .SelectMany(b => b.Value).Select(t => new CannedAnswer(t.Id, language, t.Text)) ?? [];
        return ([.. own, .. shipped], Placeholders.ValuesFor(mention.Mention, rules));
    }

    private static bool SameName(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static Phrase? FaultOf(CannedAnswer answer)
    {
        if (answer.Name.Length is 0 or > LongestName || answer.Name.Any(char.IsControl))
            return Phrase.Of("canned.name", LongestName);
        if (answer.Text.Trim().Length is 0 || answer.Text.Length > LongestText)
            return Phrase.Of("canned.text", LongestText);
        return Placeholders.FindIn(answer.Text).FirstOrDefault(n => !Placeholders.All.Contains(n)) is { } unknown
            ? Phrase.Of("guard.unknown-placeholder", unknown, string.Join(", ", Placeholders.All.Order()))
            : null;
    }
}
