using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Listener.Sentiment.Evaluation;

/// <summary>Writes scores as one JSON document; every figure is <c>{"value", "low", "high"}</c>.</summary>
public static class EvaluationJson
{
    private const int Digits = 5;
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(string model, IReadOnlyList<EvaluationResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteString("model", model);
            json.WriteStartArray("results");
            foreach (EvaluationResult result in results)
                WriteResult(json, result);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void WriteResult(Utf8JsonWriter json, EvaluationResult result)
    {
        json.WriteStartObject();
        json.WriteString("file", result.File);
        json.WriteString("language", result.Language);
        json.WriteString("task", result.Task);
        json.WriteNumber("n", result.Count);
        WriteFigure(json, "accuracy", result.Accuracy);
        WriteFigure(json, "macroF1", result.MacroF1);
        WriteFigure(json, "macroRecall", result.MacroRecall);
        json.WriteStartObject("f1");
        foreach ((string label, Interval value) in result.F1)
            WriteFigure(json, label, value);
        json.WriteEndObject();
        WriteFigure(json, "ece", result.CalibrationError);
        WriteFigure(json, "accuracyAt50", result.AccuracyAt50);
        WriteFigure(json, "accuracyAt70", result.AccuracyAt70);
        WriteFigure(json, "accuracyAt90", result.AccuracyAt90);
        json.WriteEndObject();
    }

    private static void WriteFigure(Utf8JsonWriter json, string name, Interval value)
    {
        json.WriteStartObject(name);
        json.WriteNumber("value", Math.Round(value.Value, Digits));
        json.WriteNumber("low", Math.Round(value.Low, Digits));
        json.WriteNumber("high", Math.Round(value.High, Digits));
        json.WriteEndObject();
    }
}
