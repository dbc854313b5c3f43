using System.Security.Cryptography;
using System.Text;

namespace Listener.Worker.Channels.FileDrop;

/// <summary>An open file: its form and its records.</summary>
internal sealed class DropFile : IDisposable
{
    private const int MaxHeader = 64 * 1024;
    private readonly FileStream stream;
    private readonly RecordScanner scanner;
    private readonly DropFields fields;

    private DropFile(FileStream stream, RecordScanner scanner, DropFields fields, long firstOffset, long firstLine)
    {
        this.stream = stream;
        this.scanner = scanner;
        this.fields = fields;
        FirstOffset = firstOffset;
        FirstLine = firstLine;
    }

    /// <summary>Position of the first record after byte order mark and header.</summary>
    public long FirstOffset { get; }

    /// <summary>Its line.</summary>
    public long FirstLine { get; }

    /// <summary><c>csv</c> or <c>jsonl</c>.</summary>
    public string Format => fields is CsvFields ? "csv" : "jsonl";

    /// <summary>Length in bytes.</summary>
    public long Length => stream.Length;

    /// <summary>Finds out the form of a file; null if it cannot be read at all, and why.</summary>
    public static DropFile? Open(FileStream stream, out string? problem)
    {
        var head = new byte[(int)Math.Min(MaxHeader, stream.Length)];
        stream.Position = 0;
        stream.ReadExactly(head);
        problem = head is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] ? "the file is in UTF-16; save it as UTF-8" : null;
        if (problem is not null)
            return null;
        var skip = head is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0;
        if (head.AsSpan(skip).TrimStart(" \t\r\n"u8) is [(byte)'{', ..] or [])
            return new DropFile(stream, new RecordScanner(stream, quotes: false, 0), new JsonFields(), skip, 1);
        return OpenCsv(stream, head.AsSpan(skip), skip, out problem);
    }

    /// <summary>Reads a page of records.</summary>
    public DropBlock ReadBlock(long offset, long line, int maxRecords) => scanner.Read(offset, line, maxRecords);

    /// <summary>Takes records apart.</summary>
    public IEnumerable<DropRowFields> Fields(DropBlock block) => fields.Read(block.Records);

    /// <summary>Hash under which an id is remembered.</summary>
    public static UInt128 HashOf(string id)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private static DropFile? OpenCsv(FileStream stream, ReadOnlySpan<byte> head, int skip, out string? problem)
    {
        var end = head.IndexOf((byte)'\n');
        if (end < 0 && head.Length == MaxHeader - skip)
        {
            problem = $"the first line is longer than {MaxHeader:N0} bytes; it must name the columns";
            return null;
        }
        var line = Encoding.UTF8.GetString(end < 0 ? head : head[..end]).TrimEnd('\r');
        var delimiter = new[] { ',', ';', '\t' }.MaxBy(c => line.Count(x => x == c));
        var header = line.Split(delimiter).Select(h => h.Trim(' ', '"')).ToList();
        var positions = DropColumns.Map(header, out problem);
        if (problem is not null)
            return null;
        return new DropFile(stream, new RecordScanner(stream, quotes: true, (byte)delimiter), new CsvFields(delimiter, positions, header.Count), skip + (end < 0 ? head.Length : end + 1), 2);
    }
}
