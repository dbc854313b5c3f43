using System.Text.Json;
using System.Text.Unicode;
using CsvHelper;
using Listener.Worker.Channels.FileDrop;

namespace Listener.Worker.Cli;

/// <summary>A row of a file of labels.</summary>
/// <param name="Line">Line it begins on, from 1.</param>
/// <param name="Fields">Fields by name, compared without case; null if it cannot be read.</param>
/// <param name="Problem">Why it cannot be read; null if it can.</param>
internal sealed record LabelRow(long Line, IReadOnlyDictionary<string, string>? Fields, string? Problem);

/// <summary>Rows of a file of labels, CSV with a header or JSON Lines. A broken row is told and passed over.</summary>
internal static class LabelRows
{
    private const int PageSize = 1_000;
    private static readonly string[] Needed = ["number", "field", "after"];
    private static readonly CsvReaderOptions Options = new() { Separator = ',', HasHeader = false };

    /// <summary>Reads the rows.</summary>
    /// <exception cref="InvalidDataException">The columns are missing.</exception>
    public static IEnumerable<LabelRow> Read(Stream stream)
    {
        var start = new byte[(int)Math.Min(3, stream.Length)];
        stream.ReadExactly(start);
        var skip = start is [0xEF, 0xBB, 0xBF] ? 3 : 0;
        stream.Position = skip;
        var isJson = stream.ReadByte() == '{';
        var records = Records(new RecordScanner(stream, quotes: !isJson, (byte)','), skip, stream.Length);
        return isJson ? records.Select(Json) : Csv(records);
    }

    private static IEnumerable<DropRecord> Records(RecordScanner scanner, long offset, long end)
    {
        for (var line = 1L; offset < end;)
        {
            var block = scanner.Read(offset, line, PageSize);
            foreach (var record in block.Records)
                yield return record.Problem is null && !Utf8.IsValid(record.Bytes.Span) ? record with { Problem = "is not valid UTF-8; save the file as UTF-8" } : record;
            (offset, line) = (block.End, block.EndLine);
        }
    }

    private static IEnumerable<LabelRow> Csv(IEnumerable<DropRecord> records)
    {
        List<string>? header = null;
        foreach (var record in records)
        {
            var cells = record.Problem is null ? Cells(record) : null;
            if (header is null)
                header = Header(cells);
            else if (cells is null || cells.Length != header.Count)
                yield return new LabelRow(record.Line, null, record.Problem ?? $"has {cells?.Length ?? 0} columns; the header has {header.Count}");
            else
                yield return new LabelRow(record.Line, Fields(header.Zip(cells.Select(Unprotect))), null);
        }
    }

    private static List<string> Header(string[]? cells)
    {
        var header = (cells ?? []).Select(h => h.Trim()).ToList();
        var missing = Needed.Where(n => !header.Contains(n, StringComparer.OrdinalIgnoreCase)).ToList();
        return missing.Count == 0 ? header : throw new InvalidDataException($"The first line must name the columns number, field and after; missing: {string.Join(", ", missing)}.");
    }

    private static string[]? Cells(DropRecord record)
    {
        using var reader = CsvReader.Create(record.Bytes, Options);
        return reader.Read() ? reader.Current.ToArray() : null;
    }

    private static LabelRow Json(DropRecord record)
    {
        try
        {
            using var json = JsonDocument.Parse(record.Bytes);
            if (record.Problem is null && json.RootElement.ValueKind == JsonValueKind.Object)
                return new LabelRow(record.Line, Fields(json.RootElement.EnumerateObject().Select(p => (p.Name, p.Value.ToString()))), null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Told below, like any other line that is no object.
        }
        return new LabelRow(record.Line, null, record.Problem ?? "is no JSON object; expected {\"number\":\"1\",\"field\":\"sentiment\",\"after\":\"Negative\"}");
    }

    private static Dictionary<string, string> Fields(IEnumerable<(string Name, string Value)> pairs) =>
        pairs.GroupBy(p => p.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(g => g.Key, g => g.Last().Value, StringComparer.OrdinalIgnoreCase);

    // The export puts an apostrophe before what a spreadsheet would run as a formula.
    private static string Unprotect(string value) => value.Length > 1 && value[0] == '\'' && CsvLine.Quote(value[1..]).StartsWith("\"'", StringComparison.Ordinal) ? value[1..] : value;
}
