using System.Text.Json;
using System.Text.Unicode;
using CsvHelper;

namespace Listener.Worker.Channels.FileDrop;

/// <summary>A record with its fields, or with the reason why it has none.</summary>
internal readonly record struct DropRowFields(DropRecord Record, string?[]? Fields, string? Problem);

/// <summary>Takes records apart into fields.</summary>
internal abstract class DropFields
{
    /// <summary>Fields of each record, in order.</summary>
    public abstract IEnumerable<DropRowFields> Read(IReadOnlyList<DropRecord> records);

    /// <summary>Why a record cannot even be looked at; null if it can.</summary>
    protected static string? ProblemOf(DropRecord record) =>
        record.Problem ?? (Utf8.IsValid(record.Bytes.Span) ? null : "is not valid UTF-8; save the file as UTF-8");
}

/// <summary>Records of a CSV file.</summary>
internal sealed class CsvFields(char delimiter, int[] positions, int width) : DropFields
{
    private readonly CsvReaderOptions options = new() { Separator = delimiter, HasHeader = false };

    /// <inheritdoc/>
    public override IEnumerable<DropRowFields> Read(IReadOnlyList<DropRecord> records)
    {
        var problems = records.Select(ProblemOf).ToList();
        var good = records.Where((_, i) => problems[i] is null).ToList();
        // All at once is fast; should the parser and the scanner ever disagree on where a record ends, one by one is right.
        var rows = Parse(good) is { } all && all.Count == good.Count ? all : good.ConvertAll(ParseOne);
        var next = 0;
        for (var i = 0; i < records.Count; i++)
            yield return problems[i] is { } problem ? new DropRowFields(records[i], null, problem) : Pick(records[i], rows[next++]);
    }

    private List<string[]?> Parse(IEnumerable<DropRecord> records)
    {
        using var bytes = new MemoryStream();
        foreach (var record in records)
        {
            bytes.Write(record.Bytes.Span);
            bytes.WriteByte((byte)'\n');
        }
        using var reader = CsvReader.Create(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), options);
        var rows = new List<string[]?>();
        while (reader.Read())
            rows.Add(reader.Current.ToArray());
        return rows;
    }

    private string[]? ParseOne(DropRecord record) => Parse([record]) is [var only] ? only : null;

    private DropRowFields Pick(DropRecord record, string[]? row)
    {
        if (row is null)
            return new DropRowFields(record, null, "cannot be taken apart; check its quotes and line breaks");
        if (row.Length != width)
            return new DropRowFields(record, null, $"has {row.Length} columns; the header has {width}");
        var fields = new string?[DropColumns.Count];
        for (var i = 0; i < fields.Length; i++)
            fields[i] = positions[i] >= 0 ? row[positions[i]] : null;
        return new DropRowFields(record, fields, null);
    }
}

/// <summary>Records of a JSON Lines file.</summary>
internal sealed class JsonFields : DropFields
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = JsonItems.MaxDepth };

    /// <inheritdoc/>
    public override IEnumerable<DropRowFields> Read(IReadOnlyList<DropRecord> records) => records.Select(ReadOne);

    private static DropRowFields ReadOne(DropRecord record)
    {
        if (ProblemOf(record) is { } problem)
            return new DropRowFields(record, null, problem);
        try
        {
            using var json = JsonDocument.Parse(record.Bytes, Options);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? Pick(record, json.RootElement)
                : new DropRowFields(record, null, "is no JSON object; expected {\"id\":\"1\",\"text\":\"…\",\"author\":\"…\"}");
        }
        catch (JsonException e)
        {
            return new DropRowFields(record, null, $"is no JSON: it breaks at position {e.BytePositionInLine + 1}");
        }
        catch (InvalidOperationException)
        {
            // The JSON reader's way to say that a text holds half a surrogate pair.
            return new DropRowFields(record, null, "holds half a surrogate pair; write the file as UTF-8");
        }
    }

    private static DropRowFields Pick(DropRecord record, JsonElement row)
    {
        var fields = new string?[DropColumns.Count];
        foreach (var member in row.EnumerateObject())
        {
            if (DropColumns.Find(member.Name) is not { } column)
                continue;
            if (fields[(int)column] is not null)
                return new DropRowFields(record, null, $"names {member.Name} twice");
            if (member.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
                return new DropRowFields(record, null, $"has a {member.Name} that is no plain value");
            fields[(int)column] = member.Value.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.String => member.Value.GetString(),
                _ => member.Value.GetRawText(),
            };
        }
        return new DropRowFields(record, fields, null);
    }
}
