using Listener.Worker.Domain;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>Turns rows into mentions.</summary>
internal static class MentionRows
{
    /// <summary>Everything of a mention; add a condition.</summary>
    public const string Select = """
        SELECT m.number, c.key, m.native_id, m.watch, m.kind, m.author_id, m.author_name, m.author_display, m.followers, m.is_bot,
          m.text, m.title, m.was_cut, m.posted_at, m.thread_id, m.parent_id, m.audience, m.channel_state, m.eligibility,
          m.eligibility_reason, m.eligibility_ends, m.permalink, m.stars, m.language_hint, m.version, m.first_seen_at, m.edited_at, m.gone_at,
          w.state, w.sentiment, w.intent, w.language, w.priority, w.needs_answer, w.assignee, w.answered_at, w.snoozed_until, w.revision,
          u.language_probability, u.negative, u.neutral, u.positive, u.sentiment_unsure, u.intent_unsure, u.intents, u.topics, u.flags,
          u.toxicity, u.spam, u.model, u.due_at, u.target, u.queue, u.reasons, u.rules
        FROM mention m JOIN channel c ON c.id = m.channel JOIN work w ON w.number = m.number
          LEFT JOIN understanding u ON u.number = m.number

        """;

    /// <summary>Column of <c>work.revision</c> in <see cref="Select"/>.</summary>
    public const int RevisionColumn = 37;

    /// <summary>Reads all rows of a statement.</summary>
    public static List<StoredMention> All(SqlStatement rows)
    {
        using (rows)
        {
            var all = new List<StoredMention>();
            while (rows.Step())
                all.Add(Read(rows));
            return all;
        }
    }

    /// <summary>Reads the first row; null if there is none.</summary>
    public static StoredMention? One(SqlStatement rows)
    {
        using (rows)
            return rows.Step() ? Read(rows) : null;
    }

    /// <summary>Mention with this number; null if unknown.</summary>
    public static StoredMention? Find(SqliteSession db, long number) => One(db.Sql(Select + "WHERE m.number = ?1").With(number));

    /// <summary>Reads the row at hand.</summary>
    public static StoredMention Read(SqlStatement row)
    {
        var understood = !row.IsNull(38);
        return new StoredMention(
            new MentionNumber(row.Long(0)), Mention(row), row.Time(25),
            understood ? Classification(row) : null,
            understood ? Routing(row) : null,
            (MentionState)row.Int(28), row.TimeOrNull(36),
            row.Text(34) is { Length: > 0 } assignee ? assignee : null,
            row.TimeOrNull(35), row.TimeOrNull(27), row.TimeOrNull(26));
    }

    private static Mention Mention(SqlStatement row)
    {
        var id = new MentionId(new ChannelKey(row.Text(1)), row.Text(2));
        var name = row.Text(6);
        return new Mention
        {
            Id = id,
            Watch = row.Text(3),
            Kind = (MentionKind)row.Int(4),
            Author = new Author(row.Text(5), name, row.TextOrNull(7) ?? name, row.LongOrNull(8), row.Bool(9)),
            Text = row.Text(10),
            Title = row.TextOrNull(11),
            TextWasCut = row.Bool(12),
            PostedAt = row.Time(13),
            Conversation = new ConversationRef(
                id.Channel, row.TextOrNull(14) ?? id.NativeId, row.TextOrNull(15) ?? id.NativeId, (Audience)row.Int(16), row.TextOrNull(17)),
            Eligibility = ReplyEligibility.Restore((EligibilityKind)row.Int(18), row.TextOrNull(19), row.TimeOrNull(20)),
            Permalink = Address(row.TextOrNull(21)),
            Stars = (int?)row.LongOrNull(22),
            LanguageHint = row.TextOrNull(23),
            Version = row.TextOrNull(24),
        };
    }

    /// <summary>A stored web address; null if none.</summary>
    public static Uri? Address(string? text) => text is null ? null : new Uri(text, UriKind.Absolute);

    private static Classification Classification(SqlStatement row) => new(
        row.Text(31), row.Double(38), (SentimentLabel)row.Int(29),
        new SentimentProbabilities(row.Double(39), row.Double(40), row.Double(41)), row.Bool(42),
        (Intent)row.Int(30), SmallJson.Intents(row.Text(44)), row.Bool(43),
        SmallJson.Probabilities(row.TextOrNull(45)), SmallJson.Probabilities(row.TextOrNull(46)),
        row.Double(47), row.Double(48), row.Text(49));

    private static Routing Routing(SqlStatement row) => new(
        (Priority)row.Int(32), row.TimeOrNull(50), row.Text(51), row.Text(52), row.Bool(33),
        [.. SmallJson.Texts(row.TextOrNull(53)).Select(Phrase.Parse)], SmallJson.Texts(row.TextOrNull(54)));
}
