namespace Listener.Worker.Channels.FileDrop;

/// <summary>One record of a file, as bytes.</summary>
/// <param name="Line">Line it begins on, from 1.</param>
/// <param name="Bytes">Its bytes without the line break; only the beginning of a record that is too long.</param>
/// <param name="Problem">Why it cannot be read; null if it can.</param>
internal readonly record struct DropRecord(long Line, ReadOnlyMemory<byte> Bytes, string? Problem);

/// <summary>A stretch of a file, cut into records.</summary>
/// <param name="Records">Records; empty lines are left out.</param>
/// <param name="End">Position behind the stretch, in bytes.</param>
/// <param name="EndLine">Line at that position, from 1.</param>
internal sealed record DropBlock(IReadOnlyList<DropRecord> Records, long End, long EndLine);

/// <summary>
/// Cuts a file into records: at line breaks, for CSV only at those outside quotes. It works on bytes, so a position can be
/// stored and a broken encoding spoils one record only, and holds one block at a time, however long the file is.
/// </summary>
internal sealed class RecordScanner(Stream file, bool quotes, byte delimiter)
{
    /// <summary>Longest record in bytes.</summary>
    public const int MaxRecord = 1_000_000;

    private const int BlockSize = 4 * 1024 * 1024;
    private const int KeptOfLong = 2_000;

    /// <summary>Reads up to <paramref name="maxRecords"/> records from a position; none at the end of the file.</summary>
    public DropBlock Read(long offset, long line, int maxRecords)
    {
        var block = new byte[(int)Math.Min(BlockSize, file.Length - offset)];
        file.Position = offset;
        file.ReadExactly(block);
        var isEnd = offset + block.Length == file.Length;
        var records = new List<DropRecord>();
        var at = 0;
        while (at < block.Length && records.Count < maxRecords)
        {
            var end = FindEnd(block.AsSpan(at));
            if (end < 0 && !isEnd && at > 0)
                break;
            if (end < 0 && !isEnd)
                return ReadLong(block, offset, line);
            var (length, problem) = end >= 0 ? (end, null) : Tail(block.AsSpan(at));
            Add(records, block.AsMemory(at, length), line, problem);
            line += block.AsSpan(at, Math.Min(length + 1, block.Length - at)).Count((byte)'\n');
            at += Math.Min(length + 1, block.Length - at);
        }
        return new DropBlock(records, offset + at, line);
    }

    private static void Add(List<DropRecord> records, ReadOnlyMemory<byte> bytes, long line, string? problem)
    {
        var content = bytes.Span is [.., (byte)'\r'] ? bytes[..^1] : bytes;
        if (content.Length == 0)
            return;
        if (content.Length > MaxRecord)
            records.Add(new DropRecord(line, content[..KeptOfLong], TooLong(content.Length)));
        else
            records.Add(new DropRecord(line, content, problem));
    }

    // The last record of a file, or the first line of a record whose quote nobody closes.
    private (int Length, string? Problem) Tail(ReadOnlySpan<byte> data)
    {
        if (!quotes || IsClosed(data))
            return (data.Length, null);
        var end = data.IndexOf((byte)'\n');
        return (end < 0 ? data.Length : end, Unclosed);
    }

    /// <summary>A record that does not fit into a block: only its end is looked for.</summary>
    private DropBlock ReadLong(byte[] block, long offset, long line)
    {
        var first = block.AsSpan().IndexOf((byte)'\n');
        var (end, lines) = FindLongEnd(offset);
        if (end >= 0)
            return new DropBlock([new DropRecord(line, block.AsMemory(0, KeptOfLong), TooLong(end - offset))], Math.Min(end + 1, file.Length), line + lines);
        var kept = block.AsMemory(0, Math.Clamp(first, 0, KeptOfLong));
        return first < 0
            ? new DropBlock([new DropRecord(line, block.AsMemory(0, KeptOfLong), Unclosed)], file.Length, line + lines)
            : new DropBlock([new DropRecord(line, kept, Unclosed)], offset + first + 1, line + 1);
    }

    // Position of the line break that ends the record, or the file's end; -1 if a quote stays open.
    private (long End, long Lines) FindLongEnd(long offset)
    {
        file.Position = offset;
        var chunk = new byte[64 * 1024];
        var (at, lines, inQuotes, previous) = (offset, 0L, false, delimiter);
        int read;
        while ((read = file.Read(chunk)) > 0)
        {
            for (var i = 0; i < read; i++, at++)
            {
                var now = chunk[i];
                lines += now == '\n' ? 1 : 0;
                if (now == '\n' && !inQuotes)
                    return (at, lines);
                if (quotes && now == '"')
                    inQuotes = !inQuotes && (previous == delimiter || previous == '"');
                previous = now;
            }
        }
        return (inQuotes ? -1 : at, lines);
    }

    private int FindEnd(ReadOnlySpan<byte> data)
    {
        var at = 0;
        while (true)
        {
            var next = quotes ? data[at..].IndexOfAny((byte)'\n', (byte)'"') : data[at..].IndexOf((byte)'\n');
            if (next < 0)
                return -1;
            at += next + 1;
            if (data[at - 1] == '\n')
                return at - 1;
            if ((at == 1 || data[at - 2] == delimiter) && (at = SkipQuoted(data, at)) < 0)
                return -1;
        }
    }

    private bool IsClosed(ReadOnlySpan<byte> data)
    {
        var at = 0;
        while (at < data.Length && data[at..].IndexOf((byte)'"') is >= 0 and var next)
        {
            at += next + 1;
            if ((at == 1 || data[at - 2] == delimiter) && (at = SkipQuoted(data, at)) < 0)
                return false;
        }
        return true;
    }

    // Position behind the closing quote; a doubled quote is text.
    private static int SkipQuoted(ReadOnlySpan<byte> data, int at)
    {
        while (true)
        {
            var quote = data[at..].IndexOf((byte)'"');
            if (quote < 0)
                return -1;
            at += quote + 1;
            if (at == data.Length || data[at] != '"')
                return at;
            at++;
        }
    }

    private const string Unclosed = "a quote is opened and never closed; double the quotes inside a text";

    private static string TooLong(long length) => $"has {length:N0} bytes; a record may have {MaxRecord:N0}";
}
