using System.Globalization;
using System.Text;
using Listener.Sentiment.Models;

namespace Listener.Sentiment.Shipped;

/// <summary>A data file that went into a model.</summary>
internal sealed record UsedData(string File, string Licence, int Rows);

/// <summary>A trained model and what it was made of.</summary>
internal sealed record ShippedModel(ModelContent Content, IReadOnlyList<UsedData> Data);

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
        card.Append("\nCommand: `listener train --shipped --data <folder of data sets> --out models`. ");
        card.Append("Scores and limits: `docs/understanding.md`.\n");
        return card.ToString();
    }
}
