using System.Globalization;
using Listener.Sentiment.Learning;
using Listener.Sentiment.Training;
using Listener.Worker.Domain;
using Listener.Worker.Storage;

namespace Listener.Worker.Pipeline;

/// <summary>Makes labelled rows of what people corrected and answered, and lets a challenger try to beat the models in use.</summary>
/// <remarks>
/// A corrected label counts in full. A mention that was answered without a correction confirms what the models said, and counts less:
/// without these rows the labels would only be the models' mistakes. The gate is <see cref="FeedbackLearning"/>.
/// </remarks>
/// <param name="mentions">Where corrections and answers are kept.</param>
/// <param name="models">Versions of the models.</param>
/// <param name="frozen">A file with the columns id, lang, text, intent and sentiment, which no language may get worse on; may be missing.</param>
/// <param name="log">Told what became of the challenger.</param>
public sealed partial class LearnFromPeople(IMentionStore mentions, ModelStore models, FrozenSet frozen, ILogger<LearnFromPeople> log)
{
    private const float ConfirmedWeight = 0.3f;

    /// <summary>Newest labels a task that are learned from: older ones have had their say, and memory has an end.</summary>
    private const int MostLabels = 20_000;

    private static readonly string[] Tasks = ["sentiment", "intent"];

    /// <summary>Learns if a person has labelled something since the last try.</summary>
    /// <returns>One outcome a task that was tried; empty if there is nothing new.</returns>
    public async Task<IReadOnlyList<LearningOutcome>> RunAsync(CancellationToken token)
    {
        var corrected = new Dictionary<(MentionNumber, string), LabelCorrection>();
        await foreach (var (correction, _) in mentions.CorrectionsAsync(token))
            corrected[(correction.Mention, correction.Field)] = correction;
        if (!corrected.Values.Any(c => c.At > LastTry()))
            return [];
        var rows = Tasks.ToDictionary(t => t, _ => new List<(DateTimeOffset At, LabelledText Row)>(), StringComparer.Ordinal);
        await foreach (var mention in mentions.AllAsync(null, null, token))
        {
            foreach (var task in Tasks)
            {
                if (Row(task, mention, corrected.GetValueOrDefault((mention.Number, task))) is { } row)
                    Add(rows[task], row);
            }
        }

        var outcomes = new List<LearningOutcome>();
        foreach (var task in Tasks.Where(t => corrected.Keys.Any(k => k.Item2 == t)))
        {
            LabelledText[] newest = [.. rows[task].OrderBy(r => r.At).TakeLast(MostLabels).Select(r => r.Row)];
            // Not waited for when the service stops: what is not promoted by then is tried again another night.
            outcomes.Add(await Task.Run(() => Learn(task, newest, token), token).WaitAsync(token));
        }
        return outcomes;
    }

    private static void Add(List<(DateTimeOffset At, LabelledText Row)> rows, (DateTimeOffset At, LabelledText Row) row)
    {
        rows.Add(row);
        if (rows.Count < 2 * MostLabels)
            return;
        rows.Sort((a, b) => a.At.CompareTo(b.At));
        rows.RemoveRange(0, rows.Count - MostLabels);
    }

    private LearningOutcome Learn(string task, LabelledText[] rows, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        var outcome = new FeedbackLearning(models).Learn(task, rows, frozen.Read(task));
        LogOutcome(task, rows.Length, outcome.Promoted ? "takes over when the service starts next" : "is refused", string.Join(' ', outcome.Reasons));
        return outcome;
    }

    private DateTimeOffset LastTry() => models.History() is { Count: > 0 } history
        && DateTimeOffset.TryParse(history[^1][0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : DateTimeOffset.MinValue;

    private static (DateTimeOffset At, LabelledText Row)? Row(string task, StoredMention mention, LabelCorrection? correction)
    {
        if (mention.Classification is not { } labels || labels.Model == ClassifyMention.NoModel || mention.GoneAt is not null)
            return null;
        if ((correction?.At ?? mention.FirstRespondedAt) is not { } at)
            return null;
        var label = task == "sentiment" ? ClassifyMention.NameOf(labels.Sentiment) : ClassifyMention.NameOf(labels.Intent);
        return (at, new LabelledText(
            mention.Number.Value.ToString(CultureInfo.InvariantCulture), labels.Language, ClassifyMention.TextOf(mention.Mention), label,
            correction is null ? "answered" : "corrected", correction is null ? ConfirmedWeight : 1));
    }

    [LoggerMessage(1110, LogLevel.Information, "Learned {Task} from {Rows} labels; the challenger {Outcome}. {Reasons}")]
    private partial void LogOutcome(string task, int rows, string outcome, string reasons);
}

/// <summary>Labelled texts that never change and that no new model may get worse on.</summary>
/// <param name="Path">TSV with the columns id, lang, text, intent and sentiment.</param>
public sealed record FrozenSet(string Path)
{
    /// <summary>Rows of a task; empty if the file is missing.</summary>
    public IReadOnlyList<LabelledText> Read(string task) => File.Exists(Path) ? [.. LabelledFile.Read(Path, task)] : [];
}
