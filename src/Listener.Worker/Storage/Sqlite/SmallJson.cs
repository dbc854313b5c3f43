using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Listener.Worker.Domain;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>Small lists and dictionaries as JSON text; null for empty ones.</summary>
internal static class SmallJson
{
    public static string Write(IReadOnlyDictionary<Intent, double> intents)
    {
        var text = new StringBuilder(24 * intents.Count + 2).Append('{');
        foreach (var (intent, probability) in intents)
        {
            if (text.Length > 1)
                text.Append(',');
            text.Append(CultureInfo.InvariantCulture, $"\"{(int)intent}\":{probability:R}");
        }
        return text.Append('}').ToString();
    }

    public static string? Write(IReadOnlyDictionary<string, double> probabilities) =>
        probabilities.Count == 0 ? null : Written(writer =>
        {
            writer.WriteStartObject();
            foreach (var (name, probability) in probabilities)
                writer.WriteNumber(name, probability);
            writer.WriteEndObject();
        });

    public static string? Write(IReadOnlyList<string> texts) =>
        texts.Count == 0 ? null : Written(writer =>
        {
            writer.WriteStartArray();
            foreach (var text in texts)
                writer.WriteStringValue(text);
            writer.WriteEndArray();
        });

    public static string? Write(IReadOnlyList<GuardFinding> guards) =>
        guards.Count == 0 ? null : Written(writer =>
        {
            writer.WriteStartArray();
            foreach (var guard in guards)
            {
                writer.WriteStartArray();
                writer.WriteStringValue(guard.Rule);
                writer.WriteNumberValue((int)guard.Verdict);
                writer.WriteStringValue(guard.Phrase.Stored);
                writer.WriteEndArray();
            }
            writer.WriteEndArray();
        });

    public static Dictionary<Intent, double> Intents(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateObject()
            .ToDictionary(p => (Intent)int.Parse(p.Name, CultureInfo.InvariantCulture), p => p.Value.GetDouble());
    }

    public static Dictionary<string, double> Probabilities(string? json)
    {
        if (json is null)
            return [];
        using var document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetDouble(), StringComparer.Ordinal);
    }

    public static IReadOnlyList<string> Texts(string? json)
    {
        if (json is null)
            return [];
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(e => e.GetString()!)];
    }

    public static IReadOnlyList<GuardFinding> Guards(string? json)
    {
        if (json is null)
            return [];
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray()
            .Select(e => new GuardFinding(e[0].GetString()!, (GuardVerdict)e[1].GetInt32(), Phrase.Parse(e[2].GetString()!)))];
    }

    private static string Written(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var writer = new Utf8JsonWriter(buffer))
            write(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
