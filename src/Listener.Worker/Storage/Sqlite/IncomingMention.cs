using Listener.Worker.Domain;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>A mention on its way into the store, with the keys that are worked out before the writing thread takes it.</summary>
internal sealed class IncomingMention(Mention mention)
{
    public Mention Mention { get; } = mention;

    public long AuthorKey { get; } = MentionKeys.Of(mention.Id.Channel, mention.Author.NativeId);

    public long ThreadKey { get; } = MentionKeys.Of(mention.Id.Channel, mention.Conversation.ThreadId);

    public string Searched { get; } = MentionKeys.Searched(mention.Title, mention.Text, mention.Author.UserName, mention.Author.DisplayName);

    /// <summary>Stores the mention under <paramref name="number"/>; false, and nothing written, if it is known.</summary>
    public bool TryInsert(WriteScope scope, long number, DateTimeOffset now)
    {
        var channel = scope.Channel(Mention.Id.Channel);
        var sql = scope.Db.Sql("""
            INSERT INTO mention (number, channel, native_id, watch, kind, author_key, author_id, author_name, author_display, followers, is_bot,
              text, title, was_cut, posted_at, thread_key, thread_id, parent_id, audience, channel_state, eligibility, eligibility_reason,
              eligibility_ends, permalink, stars, language_hint, version, first_seen_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26,
              ?27, ?28)
            ON CONFLICT (channel, native_id) DO NOTHING
            """).With(number).With(channel).With(Mention.Id.NativeId).With(Mention.Watch).With((int)Mention.Kind).With(AuthorKey);
        if (Bind(sql).With(now).Run() == 0)
            return false;
        new WorkRow
        {
            Number = number,
            Dimensions = new Dimensions(channel, (int)MentionState.New, -1, -1, "", -1, false, false, false, ""),
            PostedAt = Mention.PostedAt.ToUnixTimeMilliseconds(),
            ClosesAt = Mention.Eligibility.Ends?.ToUnixTimeMilliseconds(),
        }.Insert(scope);
        SearchIndex.Add(scope.Db, number, Searched);
        return true;
    }

    /// <summary>Overwrites what the network may have changed.</summary>
    public void Update(SqliteSession db, long number, DateTimeOffset now) =>
        Bind(db.Sql("""
            UPDATE mention SET author_key = ?2, author_id = ?3, author_name = ?4, author_display = ?5, followers = ?6, is_bot = ?7, text = ?8,
              title = ?9, was_cut = ?10, posted_at = ?11, thread_key = ?12, thread_id = ?13, parent_id = ?14, audience = ?15,
              channel_state = ?16, eligibility = ?17, eligibility_reason = ?18, eligibility_ends = ?19, permalink = ?20, stars = ?21,
              language_hint = ?22, version = ?23, edited_at = ?24, gone_at = NULL
            WHERE number = ?1
            """).With(number).With(AuthorKey)).With(now).Run();

    private SqlStatement Bind(SqlStatement sql)
    {
        var m = Mention;
        return sql
            .With(m.Author.NativeId).With(m.Author.UserName).With(m.Author.DisplayName == m.Author.UserName ? null : m.Author.DisplayName)
            .With(m.Author.Followers).With(m.Author.IsBot).With(m.Text).With(m.Title).With(m.TextWasCut).With(m.PostedAt)
            .With(ThreadKey).With(Unless(m.Conversation.ThreadId)).With(Unless(m.Conversation.ParentId))
            .With((int)m.Conversation.Audience).With(m.Conversation.ChannelState)
            .With((int)m.Eligibility.Kind).With(m.Eligibility.Reason).With(m.Eligibility.Ends)
            .With(m.Permalink?.AbsoluteUri).With((long?)m.Stars).With(m.LanguageHint).With(m.Version);
    }

    private string? Unless(string id) => id == Mention.Id.NativeId ? null : id;
}

/// <summary>The full-text index. Its table keeps no texts, so whoever removes an entry must name the text it was made from.</summary>
internal static class SearchIndex
{
    public static void Add(SqliteSession db, long number, string searched) =>
        db.Sql("INSERT INTO mention_search (rowid, body) VALUES (?1, ?2)").With(number).With(searched).Run();

    public static void Remove(SqliteSession db, long number, string searched) =>
        db.Sql("INSERT INTO mention_search (mention_search, rowid, body) VALUES ('delete', ?1, ?2)").With(number).With(searched).Run();
}

/// <summary>Authors that were erased.</summary>
internal sealed class Tombstones(WriteScope scope)
{
    private readonly bool _any = scope.Db.Number("SELECT EXISTS (SELECT 1 FROM tombstone)") != 0;
    private readonly Dictionary<(string Channel, string Author), bool> _known = [];

    /// <summary>True if the author of this mention was erased.</summary>
    public bool Contains(Mention mention)
    {
        if (!_any)
            return false;
        var author = (mention.Id.Channel.Value, mention.Author.NativeId);
        if (_known.TryGetValue(author, out var erased))
            return erased;
        using var row = scope.Db.Sql("SELECT 1 FROM tombstone WHERE mac = ?1").With(scope.Key.Tombstone(author.Value, author.NativeId));
        return _known[author] = row.Step();
    }
}
