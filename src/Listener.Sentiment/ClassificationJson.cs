using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Listener.Sentiment;

/// <summary>Writes a result as one line of JSON, in the form that <c>listener classify</c> promises.</summary>
public static class ClassificationJson
{
    private const int Digits = 4;
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One JSON object without a line end; probabilities have four digits.</summary>
    public static string Write(string id, ClassificationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteString("language", result.Language);
            Number(json, "languageProbability", result.LanguageProbability);
            WriteSentiment(json, result.Sentiment);
            WriteIntent(json, result.Intent);
            WriteMap(json, "topics", result.Topics);
            WriteMap(json, "flags", result.Flags);
            Number(json, "toxicity", result.Toxicity);
            Number(json, "spam", result.Spam);
            json.WriteString("model", result.Model);
            if (result.WasCut)
                json.WriteBoolean("cut", true);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void WriteSentiment(Utf8JsonWriter json, SentimentScore sentiment)
    {
        json.WriteStartObject("sentiment");
        json.WriteString("label", sentiment.Label);
        Number(json, "negative", sentiment.Negative);
        Number(json, "neutral", sentiment.Neutral);
        Number(json, "positive", sentiment.Positive);
        json.WriteBoolean("unsure", sentiment.Unsure);
        json.WriteEndObject();
    }

    private static void WriteIntent(Utf8JsonWriter json, IntentScore intent)
    {
        json.WriteStartObject("intent");
        json.WriteString("label", intent.Label);
        WriteMap(json, "probabilities", intent.Probabilities);
        json.WriteStartArray("secondary");
        foreach (string label in intent.Secondary)
            json.WriteStringValue(label);
        json.WriteEndArray();
        json.WriteBoolean("unsure", intent.Unsure);
        json.WriteEndObject();
    }

    private static void WriteMap(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, double> values)
    {
        json.WriteStartObject(name);
        foreach ((string label, double value) in values.OrderByDescending(v => v.Value).ThenBy(v => v.Key, StringComparer.Ordinal))
            Number(json, label, value);
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, double value) => json.WriteNumber(name, Math.Round(value, Digits));
}
