using Listener.Worker.Domain;
using Listener.Worker.Pipeline;
using Listener.Worker.Storage;

namespace Listener.Worker.Cli;

/// <summary>Takes corrected labels from a file as <c>listener export labels</c> writes it: number, field and after are needed.</summary>
internal static class LabelImport
{
    /// <summary>Imports; a label that stands already counts as same.</summary>
    /// <exception cref="InvalidDataException">The file as a whole cannot be read; the message says why.</exception>
    public static async Task<ImportTally> RunAsync(IServiceProvider services, FileStream stream, ImportProgress progress, CancellationToken token)
    {
        var tally = new ImportTally();
        foreach (var row in LabelRows.Read(stream))
        {
            token.ThrowIfCancellationRequested();
            if ((row.Fields is null ? row.Problem : await ApplyAsync(services, row.Fields, tally, token)) is { } refused)
                tally.Refused.Add((row.Line, refused));
            progress.Report((double)stream.Position / Math.Max(1, stream.Length));
        }
        return tally;
    }

    /// <returns>Why it was refused; null if it was not.</returns>
    private static async Task<string?> ApplyAsync(IServiceProvider services, IReadOnlyDictionary<string, string> fields, ImportTally tally, CancellationToken token)
    {
        var store = services.GetRequiredService<IMentionStore>();
        if (!long.TryParse(fields.GetValueOrDefault("number"), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number))
            return "has no number; expected the number of a mention";
        if (await store.FindAsync(new MentionNumber(number), token) is not { } mention)
            return $"names mention {number}, which is not in the store";
        if (mention.Classification is not { } before)
            return $"names mention {number}, which is not classified yet; try again later";
        if (fields.GetValueOrDefault("text") is { Length: > 0 } text && text != mention.Mention.Text)
            return $"was written for another text than mention {number} has";
        var (field, after) = (fields.GetValueOrDefault("field") ?? "", fields.GetValueOrDefault("after") ?? "");
        if (LabelCorrections.Apply(before, field, after) is not { } corrected)
            return $"has field \"{field}\" with \"{after}\"; expected sentiment or intent and one of its names, for example sentiment and Negative";
        var old = LabelCorrections.ValueOf(before, field);
        if (old == LabelCorrections.ValueOf(corrected, field) && !LabelCorrections.IsUnsure(before, field))
        {
            tally.Same++;
            return null;
        }
        var clock = services.GetRequiredService<TimeProvider>();
        var correction = new LabelCorrection(mention.Number, field, old, LabelCorrections.ValueOf(corrected, field), before.Model, fields.GetValueOrDefault("by") ?? "import", clock.GetUtcNow());
        var routing = services.GetRequiredService<RouteMention>().Run(mention.Mention, mention.FirstSeenAt, corrected);
        await store.CorrectAsync(correction, corrected, routing, token);
        tally.Changed++;
        return null;
    }
}

/// <summary>A person's label on a classification.</summary>
internal static class LabelCorrections
{
    /// <summary>The classification with the label; null if field or value is unknown.</summary>
    public static Classification? Apply(Classification labels, string field, string value) => field switch
    {
        "sentiment" when Parse<SentimentLabel>(value) is { } sentiment => labels with
        {
            Sentiment = sentiment, SentimentUnsure = false, SentimentProbabilities = new SentimentProbabilities(
                sentiment == SentimentLabel.Negative ? 1 : 0, sentiment == SentimentLabel.Neutral ? 1 : 0, sentiment == SentimentLabel.Positive ? 1 : 0),
        },
        "intent" when Parse<Intent>(value) is { } intent => labels with
        {
            Intent = intent, IntentUnsure = false, IntentProbabilities = new Dictionary<Intent, double> { [intent] = 1 },
        },
        _ => null,
    };

    /// <summary>The label that stands.</summary>
    public static string ValueOf(Classification labels, string field) => field == "sentiment" ? labels.Sentiment.ToString() : labels.Intent.ToString();

    /// <summary>True if nobody has decided it yet.</summary>
    public static bool IsUnsure(Classification labels, string field) => field == "sentiment" ? labels.SentimentUnsure : labels.IntentUnsure;

    private static T? Parse<T>(string value) where T : struct, Enum =>
        value.Length > 0 && char.IsAsciiLetter(value[0]) && Enum.TryParse<T>(value, ignoreCase: true, out var result) && Enum.IsDefined(result) ? result : null;
}
