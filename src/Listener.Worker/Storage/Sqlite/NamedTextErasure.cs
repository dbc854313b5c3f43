using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>Takes an erased author's names out of saved views, and finds the canned answers that hold one.</summary>
/// <param name="db">Database, within the erasure's transaction.</param>
/// <param name="marks">Names of the author, at least three letters each.</param>
/// <param name="blank">Stands where a name was.</param>
internal sealed class NamedTextErasure(SqliteSession db, IReadOnlyList<string> marks, string blank)
{
    private const string SearchParameter = "q";
    private const string ViewParameter = "view";

    /// <summary>Cleans and finds; a value in another form than expected is left alone.</summary>
    public (int SavedViews, IReadOnlyList<string> CannedAnswers) Run() => (CleanViews(), [.. Answers()]);

    private int CleanViews()
    {
        if (Read(NamedTexts.SavedViews) is not { } views)
            return 0;
        var changed = views.Select(v => v as JsonObject).OfType<JsonObject>().Where(CleanView).ToList();
        if (changed.Count == 0)
            return 0;
        foreach (var empty in changed.Where(v => IsOnlyAView(TextOf(v, "Query"))))
            views.Remove(empty);
        db.Sql("UPDATE named_value SET value = ?2 WHERE key = ?1").With(NamedTexts.SavedViews).With(views.ToJsonString()).Run();
        return changed.Count;
    }

    private bool CleanView(JsonObject view)
    {
        var (name, query) = (TextOf(view, "Name"), TextOf(view, "Query"));
        var kept = Pairs(query).Where(p => p.Name != SearchParameter || !Names(p.Value)).ToList();
        var without = kept.Count == 0 ? "" : "?" + string.Join('&', kept.Select(p => p.Raw));
        var blanked = marks.Aggregate(name, (text, mark) => text.Replace(mark, blank, StringComparison.OrdinalIgnoreCase));
        if (without.Length == query.Length && blanked == name)
            return false;
        view["Query"] = without;
        view["Name"] = blanked;
        return true;
    }

    private IEnumerable<string> Answers() => (Read(NamedTexts.CannedAnswers) ?? []).OfType<JsonObject>()
        .Where(a => Names(TextOf(a, "Name")) || Names(TextOf(a, "Text"))).Select(a => TextOf(a, "Name"));

    private JsonArray? Read(string key)
    {
        using var row = db.Sql("SELECT value FROM named_value WHERE key = ?1").With(key);
        if (!row.Step())
            return null;
        try
        {
            return JsonNode.Parse(row.Text(0)) as JsonArray;
        }
        catch (JsonException)
        {
            // Nobody else can read it either; an erasure must not fail over it.
            return null;
        }
    }

    // The search finds words without regard to case and accents, in any order; so does this.
    private bool Names(string text) => marks.Any(mark => Holds(text, mark) || (WordsOf(mark) is { Count: > 1 } words && words.TrueForAll(w => Holds(text, w))));

    private static List<string> WordsOf(string mark) => [.. mark.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => w.Length >= 3)];

    private static bool Holds(string text, string name) =>
        CultureInfo.InvariantCulture.CompareInfo.IndexOf(text, name, CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace) >= 0;

    private static bool IsOnlyAView(string query) => Pairs(query).All(p => p.Name is ViewParameter or "sort");

    private static IEnumerable<(string Raw, string Name, string Value)> Pairs(string query) =>
        query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(raw =>
        {
            var parts = raw.Split('=', 2);
            return (raw, parts[0], parts.Length == 2 ? Uri.UnescapeDataString(parts[1].Replace('+', ' ')) : "");
        });

    private static string TextOf(JsonObject item, string name) => item[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
