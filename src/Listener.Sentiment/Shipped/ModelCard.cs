using System.Globalization;
using System.Text;
using Listener.Sentiment.Models;
using Listener.Sentiment.Training;

namespace Listener.Sentiment.Shipped;

/// <summary>A data file that went into a model.</summary>
internal sealed record UsedData(string File, string Licence, int Rows);

/// <summary>A trained model and what it was made of.</summary>
internal sealed record ShippedModel(ModelContent Content, IReadOnlyList<UsedData> Data)
{
    /// <summary>How each head did on rows kept apart, by task.</summary>
    public IReadOnlyList<(string Task, KeptApart Score)> Scores { get; init; } = [];
}

/// <summary>Writes the card that lies beside a model file.</summary>
internal static class ModelCard
{
    public static string Write(ShippedModel model)
    {
        var card = new StringBuilder();
        card.Append(CultureInfo.InvariantCulture, $"# {model.Content.Name} {model.Content.Version}\n\n");
        foreach (ModelHead head in model.Content.Heads)
            card.Append(CultureInfo.InvariantCulture, $"- {head.Task}: {string.Join(", ", head.Labels)} (temperature {head.Temperature:F2})\n");
        card.Append(CultureInfo.InvariantCulture, $"- {model.Content.Keys.Length} n-grams, {model.Content.Lexicon.Length} lexicon entries\n");
        card.Append("\n## Data\n\n| data | licence | rows |\n| --- | --- | --- |\n");
        foreach (UsedData data in model.Data)
            card.Append(CultureInfo.InvariantCulture, $"| {data.File} | {data.Licence} | {data.Rows} |\n");
        if (model.Scores.Count > 0)
            AppendScores(card, model.Scores);
        card.Append("\nCommand: `listener train --shipped --data <folder of data sets> --out models`. ");
        card.Append("Scores and limits: `docs/understanding.md`.\n");
        return card.ToString();
    }

    private static void AppendScores(StringBuilder card, IReadOnlyList<(string Task, KeptApart Score)> scores)
    {
        card.Append("\n## Scores on rows kept apart\n\n");
        card.Append("A fifth of the rows (a tenth for the language), chosen by hash of the text, scored by a fit that had not seen them. ");
        card.Append("They come from the same sources and authors as the rest: expect less on other texts.\n\n");
        card.Append("| task | rows of | n | right, % |\n| --- | --- | --- | --- |\n");
        foreach ((string task, KeptApart score) in scores)
            card.Append(CultureInfo.InvariantCulture, $"| {task} | {score.Source} | {score.Rows} | {100.0 * score.Right / score.Rows:F1} |\n");
    }
}
