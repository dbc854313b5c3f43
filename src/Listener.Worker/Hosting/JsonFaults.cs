using System.Globalization;
using System.Text.Json;

namespace Listener.Worker.Hosting;

/// <summary>Says where a settings file is no JSON: the framework's message names neither file nor line.</summary>
internal static class JsonFaults
{
    /// <summary>Place, counted from 1 as editors do, and problem.</summary>
    public static string Describe(Exception error)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is JsonException { LineNumber: { } line, BytePositionInLine: { } position })
                return string.Create(CultureInfo.InvariantCulture, $"is not valid JSON in line {line + 1}, position {position + 1}: {cause.Message.Split(" LineNumber:", 2)[0]}");
        }
        return $"is not valid JSON: {error.InnerException?.Message ?? error.Message}";
    }
}
