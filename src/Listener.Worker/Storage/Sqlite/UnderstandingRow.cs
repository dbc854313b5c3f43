using Listener.Worker.Domain;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>Classification and routing of one mention, made ready before the writing thread takes them.</summary>
internal sealed class UnderstandingRow(long number, Classification classification, Routing routing)
{
    private readonly string _intents = SmallJson.Write(classification.IntentProbabilities);
    private readonly string? _topics = SmallJson.Write(classification.Topics);
    private readonly string? _flags = SmallJson.Write(classification.Flags);
    private readonly string? _reasons = SmallJson.Write([.. routing.Reasons.Select(r => r.Stored)]);
    private readonly string? _rules = SmallJson.Write(routing.ApprovalRules);

    public long Number { get; } = number;

    /// <summary>Stores both, replacing earlier ones.</summary>
    public void Save(WriteScope scope, WorkRow before, bool openDraft)
    {
        Write(scope.Db);
        (before with
        {
            Dimensions = before.Dimensions with
            {
                Sentiment = (int)classification.Sentiment,
                Intent = (int)classification.Intent,
                Language = classification.Language,
                Priority = (int)routing.Priority,
                NeedsAnswer = routing.NeedsAnswer,
                Unsure = classification.SentimentUnsure || classification.IntentUnsure,
                OpenDraft = openDraft,
            },
            Topics = Names(classification.Topics),
            Flags = Names(classification.Flags),
            DueKey = routing.DueAt?.ToUnixTimeMilliseconds() ?? WorkRow.NoDue,
            Understood = true,
        }).Update(scope, before);
    }

    /// <summary>Names between commas, so that one name is found by <c>,name,</c>.</summary>
    private static string Names(IReadOnlyDictionary<string, double> labels) => labels.Count == 0 ? "" : $",{string.Join(',', labels.Keys)},";

    private void Write(SqliteSession db)
    {
        var c = classification;
        db.Sql("""
            INSERT OR REPLACE INTO understanding (number, language_probability, negative, neutral, positive, sentiment_unsure, intent_unsure,
              intents, topics, flags, toxicity, spam, model, due_at, target, queue, reasons, rules)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
            """)
            .With(Number).With(c.LanguageProbability).With(c.SentimentProbabilities.Negative).With(c.SentimentProbabilities.Neutral)
            .With(c.SentimentProbabilities.Positive).With(c.SentimentUnsure).With(c.IntentUnsure).With(_intents).With(_topics).With(_flags)
            .With(c.Toxicity).With(c.Spam).With(c.Model).With(routing.DueAt).With(routing.Target).With(routing.Queue).With(_reasons).With(_rules)
            .Run();
    }
}
