using Listener.Worker.Domain;
using Listener.Worker.Pipeline;
using Listener.Worker.Storage;

namespace Listener.Worker.Web.Inbox;

/// <summary>Keeps a person's correction of a label as training data and routes the mention anew.</summary>
public sealed class LabelDesk(IMentionStore mentions, RouteMention route, OpenChannels channels, ConsoleVisit visit, TimeProvider time)
{
    /// <summary>Corrects <c>sentiment</c> or <c>intent</c>.</summary>
    /// <returns>False if the mention, the field or the value is unknown.</returns>
    public async Task<bool> CorrectAsync(MentionNumber number, string field, string value, CancellationToken token)
    {
        if (await mentions.FindAsync(number, token) is not { Classification: { } before } mention || Corrected(before, field, value) is not { } after)
            return false;
        var (old, chosen) = field == "sentiment" ? (before.Sentiment.ToString(), after.Sentiment.ToString()) : (before.Intent.ToString(), after.Intent.ToString());
        var correction = new LabelCorrection(number, field, old, chosen, before.Model, visit.User.Name, time.GetUtcNow());
        var watch = channels.Find(mention.Mention.Id.Channel)?.Watches.FirstOrDefault(w => w.Name == mention.Mention.Watch);
        var routing = watch is null
            ? route.Run(mention.Mention, mention.FirstSeenAt, after)
            : route.Run(mention.Mention, mention.FirstSeenAt, after, watch.Purpose);
        await mentions.CorrectAsync(correction, after, routing, token);
        return true;
    }

    // A person's choice is certain: its probability is exactly 1, which pages show without a percentage.
    private static Classification? Corrected(Classification labels, string field, string value) => field switch
    {
        "sentiment" when Parse<SentimentLabel>(value) is { } sentiment => labels with
        {
            Sentiment = sentiment,
            SentimentUnsure = false,
            SentimentProbabilities = new SentimentProbabilities(
                sentiment == SentimentLabel.Negative ? 1 : 0, sentiment == SentimentLabel.Neutral ? 1 : 0, sentiment == SentimentLabel.Positive ? 1 : 0),
        },
        "intent" when Parse<Intent>(value) is { } intent => labels with
        {
            Intent = intent,
            IntentUnsure = false,
            IntentProbabilities = new Dictionary<Intent, double> { [intent] = 1 },
        },
        _ => null,
    };

    private static T? Parse<T>(string value) where T : struct, Enum =>
        value.Length > 0 && char.IsAsciiLetter(value[0]) && Enum.TryParse<T>(value, ignoreCase: true, out var result) ? result : null;
}
