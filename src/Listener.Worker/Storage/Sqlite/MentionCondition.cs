using System.Globalization;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>A filter as SQL condition over table <c>work</c>; where it only names dimensions, over <c>tally</c> as well.</summary>
internal sealed class MentionCondition
{
    private readonly List<string> _parts = [];
    private readonly List<object> _values = [];

    public MentionCondition(MentionFilter filter)
    {
        AddDimensions(filter);
        OnlyDimensions = true;
        var before = _parts.Count;
        AddRest(filter);
        OnlyDimensions = _parts.Count == before;
    }

    /// <summary>True if totals answer how many match.</summary>
    public bool OnlyDimensions { get; }

    /// <summary>True if words are searched for, so that the full-text index can lead the way.</summary>
    public bool HasSearch { get; private set; }

    /// <summary>The condition, starting with AND; empty if everything matches.</summary>
    public string Sql => string.Concat(_parts.Select(p => " AND " + p));

    /// <summary>Binds the condition's values in order.</summary>
    public SqlStatement Bind(SqlStatement sql)
    {
        foreach (var value in _values)
            _ = value is string text ? sql.With(text) : sql.With((long)value);
        return sql;
    }

    private void AddDimensions(MentionFilter filter)
    {
        if (filter.Channels is { } channels)
            Add($"channel IN (SELECT id FROM channel WHERE key IN ({Marks(channels.Count)}))", channels);
        Add("state", filter.States?.Select(s => (int)s));
        Add("sentiment", filter.Sentiments?.Select(s => (int)s));
        Add("intent", filter.Intents?.Select(i => (int)i));
        Add("priority", filter.Priorities?.Select(p => (int)p));
        if (filter.Languages is { } languages)
            Add($"language IN ({Marks(languages.Count)})", languages);
        if (filter.Assignee is { } assignee)
            Add("assignee = ?", [assignee]);
        Add("needs_answer", filter.NeedsAnswer);
        Add("open_draft", filter.HasOpenDraft);
        Add("unsure", filter.Unsure);
    }

    private void AddRest(MentionFilter filter)
    {
        if (filter.Topics is { } topics)
            AddLabels("topics", topics);
        if (filter.Flags is { } flags)
            AddLabels("flags", flags);
        if (filter.DueBefore is { } due)
            Add("closed IN (0, 1) AND due_key < ? AND answered_at IS NULL", [due.ToUnixTimeMilliseconds()]);
        if (filter.AnswerableAt is { } at)
            Add("(closes_at IS NULL OR closes_at > ?)", [at.ToUnixTimeMilliseconds()]);
        if (filter.From is { } from)
            Add("closed IN (0, 1) AND posted_at >= ?", [from.ToUnixTimeMilliseconds()]);
        if (filter.To is { } to)
            Add("posted_at < ?", [to.ToUnixTimeMilliseconds()]);
        var search = SearchQuery.Parse(filter.Search);
        HasSearch = search?.Wanted is not null;
        if (search?.Wanted is { } wanted)
            Add("number IN (SELECT rowid FROM mention_search WHERE mention_search MATCH ?)", [wanted]);
        if (search?.Unwanted is { } unwanted)
            Add("number NOT IN (SELECT rowid FROM mention_search WHERE mention_search MATCH ?)", [unwanted]);
    }

    private void AddLabels(string column, IReadOnlyList<string> names) =>
        Add(names.Count == 0 ? "0" : $"({string.Join(" OR ", names.Select(_ => $"instr({column}, ?) > 0"))})", names.Select(n => $",{n},"));

    private void Add(string column, IEnumerable<int>? values)
    {
        if (values is not null)
            _parts.Add($"{column} IN ({string.Join(',', values.Distinct().Order().Select(v => v.ToString(CultureInfo.InvariantCulture)))})");
    }

    private void Add(string column, bool? value)
    {
        if (value is { } wanted)
            _parts.Add($"{column} = {(wanted ? 1 : 0)}");
    }

    private void Add(string part, IEnumerable<object> values)
    {
        _parts.Add(part);
        _values.AddRange(values);
    }

    private static string Marks(int count) => string.Join(',', Enumerable.Repeat("?", count));
}
