namespace Listener.Worker.Channels.FileDrop;

/// <summary>The columns of a file (CSV) or members of a line (JSON Lines). Letter case, blanks, hyphens and underscores do not matter.</summary>
internal enum DropColumn
{
    /// <summary>Id of the text, 1-1,000 characters, unique; needed.</summary>
    Id,

    /// <summary>The text; needed, may be empty if there are stars.</summary>
    Text,

    /// <summary>Name or handle of the writer; needed.</summary>
    Author,

    /// <summary>Lasting id of the writer; the name if missing.</summary>
    AuthorId,

    /// <summary>When it was written, ISO 8601, UTC if it names no zone; the file's own time if missing.</summary>
    PostedAt,

    /// <summary>Web address.</summary>
    Url,

    /// <summary>Stars, 1-5.</summary>
    Stars,

    /// <summary>Language, ISO 639-1.</summary>
    Lang,

    /// <summary>One of post, reply, comment, directmessage, review, article, mail; review if there are stars, else post.</summary>
    Kind,

    /// <summary>Title or subject.</summary>
    Title,

    /// <summary>Followers of the writer, 0 or more.</summary>
    Reach,

    /// <summary>Id of the thread; the text's own id if missing.</summary>
    Thread,

    /// <summary>One of public, unlisted, followers, direct; public if missing.</summary>
    Audience,
}

/// <summary>Finds columns by their names.</summary>
internal static class DropColumns
{
    /// <summary>Number of columns.</summary>
    public const int Count = (int)DropColumn.Audience + 1;

    private static readonly Dictionary<string, DropColumn> Names = BuildNames();

    /// <summary>Column of a name; null if it is none, which is passed over.</summary>
    public static DropColumn? Find(string name) => Names.TryGetValue(Plain(name), out var column) ? column : null;

    /// <summary>Positions of the columns in a header, -1 where missing.</summary>
    /// <param name="header">Names in their order.</param>
    /// <param name="problem">What is wrong; null if nothing is.</param>
    public static int[] Map(IReadOnlyList<string> header, out string? problem)
    {
        var positions = Enumerable.Repeat(-1, Count).ToArray();
        problem = null;
        for (var i = 0; i < header.Count; i++)
        {
            if (Find(header[i]) is not { } column)
                continue;
            if (positions[(int)column] >= 0)
                problem = $"the header names the column {column.ToString().ToLowerInvariant()} twice";
            positions[(int)column] = i;
        }
        var missing = new[] { DropColumn.Id, DropColumn.Text, DropColumn.Author }.Where(c => positions[(int)c] < 0).Select(c => c.ToString().ToLowerInvariant()).ToList();
        if (missing.Count > 0)
            problem = $"the first line must name the columns id, text and author; missing: {string.Join(", ", missing)}";
        return positions;
    }

    private static string Plain(string name) => new([.. name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);

    private static Dictionary<string, DropColumn> BuildNames()
    {
        var names = Enum.GetValues<DropColumn>().ToDictionary(c => c.ToString().ToLowerInvariant());
        foreach (var (other, column) in new[]
        {
            ("date", DropColumn.PostedAt), ("createdat", DropColumn.PostedAt), ("time", DropColumn.PostedAt), ("timestamp", DropColumn.PostedAt),
            ("link", DropColumn.Url), ("permalink", DropColumn.Url), ("rating", DropColumn.Stars), ("language", DropColumn.Lang),
            ("subject", DropColumn.Title), ("followers", DropColumn.Reach), ("threadid", DropColumn.Thread), ("visibility", DropColumn.Audience),
            ("username", DropColumn.Author), ("handle", DropColumn.Author), ("body", DropColumn.Text), ("content", DropColumn.Text), ("type", DropColumn.Kind),
        })
        {
            names[other] = column;
        }
        return names;
    }
}
