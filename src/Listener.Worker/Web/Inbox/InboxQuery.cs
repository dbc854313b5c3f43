using Listener.Worker.Domain;
using Listener.Worker.Storage;

namespace Listener.Worker.Web.Inbox;

/// <summary>What the Inbox shows, as it stands in the query string: view, filters, search, order and page.</summary>
public sealed record InboxQuery
{
    /// <summary>Rows a page.</summary>
    public const int PageSize = 40;

    private const int MaxSearch = 300;

    /// <summary>Key of one of <see cref="InboxViews.All"/>.</summary>
    public string View { get; init; } = InboxViews.Default;

    /// <summary>Search text; null for none.</summary>
    public string? Search { get; init; }

    /// <summary>Order.</summary>
    public MentionSort Sort { get; init; } = MentionSort.Due;

    /// <summary>Cursor of the page; null for the first.</summary>
    public string? After { get; init; }

    /// <summary>True shows the end of the list.</summary>
    public bool FromEnd { get; init; }

    public IReadOnlyList<string> Channels { get; init; } = [];
    public IReadOnlyList<SentimentLabel> Sentiments { get; init; } = [];
    public IReadOnlyList<Intent> Intents { get; init; } = [];
    public IReadOnlyList<string> Languages { get; init; } = [];
    public IReadOnlyList<Priority> Priorities { get; init; } = [];
    public IReadOnlyList<string> Topics { get; init; } = [];
    public bool Unsure { get; init; }

    /// <summary>Posted from, UTC, inclusive; null for any.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Posted before, UTC, exclusive; null for any.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>How many filters narrow the view.</summary>
    public int FilterCount =>
        Channels.Count + Sentiments.Count + Intents.Count + Languages.Count + Priorities.Count + Topics.Count + (Unsure ? 1 : 0) + (From is null && To is null ? 0 : 1) + (Search is null ? 0 : 1);

    /// <summary>Reads a query string; what is unknown in it is left out.</summary>
    public static InboxQuery Read(IQueryCollection query) => new()
    {
        View = InboxViews.Find(query["view"])?.Key ?? InboxViews.Default,
        Search = Clean(query["q"]),
        Sort = Enums<MentionSort>(query["sort"]) is [var sort, ..] ? sort : MentionSort.Due,
        After = Clean(query["after"]),
        FromEnd = query["end"] == "1",
        Channels = [.. Texts(query["channel"]).Where(ChannelKey.IsValid)],
        Sentiments = Enums<SentimentLabel>(query["sentiment"]),
        Intents = Enums<Intent>(query["intent"]),
        Languages = [.. Texts(query["lang"]).Where(l => l.Length is 2 or 3)],
        Priorities = Enums<Priority>(query["priority"]),
        Topics = Texts(query["topic"]),
        Unsure = query["unsure"] == "1",
        From = Time(query["from"]),
        To = Time(query["to"]),
    };

    /// <summary>The store's filter for one person now.</summary>
    public MentionFilter ToFilter(string user, DateTimeOffset now) => (InboxViews.Find(View) ?? InboxViews.All[0]).Filter(user, now) with
    {
        Channels = NullIfEmpty(Channels),
        Sentiments = NullIfEmpty(Sentiments),
        Intents = NullIfEmpty(Intents),
        Languages = NullIfEmpty(Languages),
        Priorities = NullIfEmpty(Priorities),
        Topics = NullIfEmpty(Topics),
        Unsure = Unsure ? true : null,
        From = From,
        To = To,
        Search = Search,
        Sort = Sort,
        After = After,
        FromEnd = FromEnd,
        PageSize = PageSize,
    };

    /// <summary>Address of the list with this query.</summary>
    public string ListAddress => "/" + QueryString;

    /// <summary>Address of a mention beside this list.</summary>
    public string MentionAddress(MentionNumber number) => $"/mentions/{number}{(this with { After = null, FromEnd = false }).QueryString}";

    /// <summary>The query string with a leading <c>?</c>; empty for the default view.</summary>
    public string QueryString
    {
        get
        {
            var parts = Pairs().Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value)}").ToList();
            return parts.Count == 0 ? "" : "?" + string.Join('&', parts);
        }
    }

    /// <summary>Name and value pairs, for hidden fields of forms.</summary>
    public IEnumerable<(string Name, string Value)> Pairs()
    {
        if (View != InboxViews.Default)
            yield return ("view", View);
        if (Search is not null)
            yield return ("q", Search);
        if (Sort != MentionSort.Due)
            yield return ("sort", Name(Sort));
        foreach (var pair in FilterPairs())
            yield return pair;
        if (After is not null)
            yield return ("after", After);
        if (FromEnd)
            yield return ("end", "1");
    }

    /// <summary>Name of an enum value in the query string.</summary>
    public static string Name<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private IEnumerable<(string Name, string Value)> FilterPairs() =>
    [
        .. Channels.Select(c => ("channel", c)),
        .. Sentiments.Select(s => ("sentiment", Name(s))),
        .. Intents.Select(i => ("intent", Name(i))),
        .. Languages.Select(l => ("lang", l)),
        .. Priorities.Select(p => ("priority", Name(p))),
        .. Topics.Select(t => ("topic", t)),
        .. Unsure ? [("unsure", "1")] : Array.Empty<(string, string)>(),
        .. From is { } from ? [("from", Time(from))] : Array.Empty<(string, string)>(),
        .. To is { } to ? [("to", Time(to))] : Array.Empty<(string, string)>(),
    ];

    private const string TimeForm = "yyyy-MM-dd'T'HH:mm'Z'";

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString(TimeForm, System.Globalization.CultureInfo.InvariantCulture);

    private static DateTimeOffset? Time(string? text) => DateTimeOffset.TryParseExact(
        text, TimeForm, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    private static string? Clean(string? text)
    {
        var trimmed = text?.Trim() ?? "";
        if (trimmed.Length == 0)
            return null;
        return trimmed.Length <= MaxSearch ? trimmed : trimmed[..MaxSearch];
    }

    private static List<string> Texts(Microsoft.Extensions.Primitives.StringValues values) =>
        [.. values.OfType<string>().Select(v => v.Trim()).Where(v => v.Length is > 0 and <= 64).Distinct(StringComparer.Ordinal).Take(20)];

    private static List<T> Enums<T>(Microsoft.Extensions.Primitives.StringValues values) where T : struct, Enum =>
        [.. Texts(values).Where(v => !char.IsAsciiDigit(v[0]) && v[0] != '-').Select(v => Enum.TryParse<T>(v, ignoreCase: true, out var value) ? value : (T?)null).OfType<T>().Distinct()];

    private static IReadOnlyList<T>? NullIfEmpty<T>(IReadOnlyList<T> values) => values.Count == 0 ? null : values;
}
