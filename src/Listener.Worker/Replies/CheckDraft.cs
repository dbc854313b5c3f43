using Listener.Sentiment;
using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Replies.Guards;
using Listener.Worker.Storage;

namespace Listener.Worker.Replies;

/// <summary>Holds a person's text against all guards, with what only the store and the classifier know.</summary>
public sealed class CheckDraft(ReplyGuards guards, ITextClassifier classifier, IReplyStore replies, TimeProvider clock)
{
    private const int ShortestRecognisable = 20;
    private const double Certain = 0.9;
    private static readonly TimeSpan Lately = TimeSpan.FromHours(24);
    private const int MostRecent = 200;

    /// <summary>Findings for a text; empty if everything passed.</summary>
    /// <param name="mention">Mention that is answered.</param>
    /// <param name="text">Text, any normal form.</param>
    /// <param name="language">Language the draft is stated to be in.</param>
    /// <param name="traits">What the channel allows.</param>
    /// <param name="token">Stops the reading of recent replies.</param>
    public async Task<IReadOnlyList<GuardFinding>> RunAsync(StoredMention mention, string text, string language, ChannelTraits traits, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        var sent = await replies.DeliveredAsync(now - Lately, now, MostRecent, token);
        return guards.Check(new GuardInput
        {
            Text = ReplyText.Clean(text),
            Language = language,
            Traits = traits,
            Mention = mention.Mention,
            Labels = mention.Classification,
            RecognisedLanguage = Recognise(text),
            RecentReplies = [.. sent.Where(r => r.Reply.Mention != mention.Number).Select(r => r.Reply.Text)],
        });
    }

    private string? Recognise(string text)
    {
        if (text.Length < ShortestRecognisable)
            return null;
        var result = classifier.Classify(new ClassificationInput(text));
        return result.LanguageProbability >= Certain && result.Language != ClassificationResult.UnknownLanguage ? result.Language : null;
    }
}
