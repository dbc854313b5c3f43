using System.Globalization;
using System.Text;

namespace Listener.StoreReliability;

/// <summary>One step that a process made on files of a folder.</summary>
internal abstract record FileStep
{
    /// <summary>Bytes written at a place.</summary>
    public sealed record Write(string File, long Offset, byte[] Bytes) : FileStep;

    /// <summary>New length.</summary>
    public sealed record Length(string File, long Bytes) : FileStep;

    /// <summary>A name came into being.</summary>
    public sealed record Created(string File) : FileStep;

    /// <summary>A name went away.</summary>
    public sealed record Deleted(string File) : FileStep;

    /// <summary>What was written to the file when the call began is on disk.</summary>
    public sealed record Synced(string File, int Began) : FileStep;

    /// <summary>Names created and deleted in the folder when the call began are on disk.</summary>
    public sealed record FolderSynced(int Began) : FileStep;

    /// <summary>The store told its caller that something is done.</summary>
    public sealed record Told(string Line) : FileStep;
}

/// <summary>Reads what strace saw (-f -y -xx, with strings as long as they are) into steps, in their order.</summary>
internal sealed class WriteLog
{
    private readonly string _folder;
    private readonly string _told;
    private readonly Dictionary<string, (string Call, string Arguments, int Began)> _unfinished = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _ends = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<FileStep> _steps = [];

    private WriteLog(string folder, string told) => (_folder, _told) = (folder, told);

    /// <summary>Reads a log.</summary>
    /// <param name="lines">Lines of strace.</param>
    /// <param name="folder">Folder whose files count.</param>
    /// <param name="told">File to which the process wrote what it was told is done.</param>
    public static IReadOnlyList<FileStep> Read(IEnumerable<string> lines, string folder, string told)
    {
        var log = new WriteLog(folder, told);
        foreach (var line in lines)
            log.Line(line);
        return log._steps;
    }

    private void Line(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0)
            return;
        var (process, rest) = (line[..space], line[space..].TrimStart());
        if (rest.StartsWith("<... ", StringComparison.Ordinal))
        {
            if (_unfinished.Remove(process, out var begun) && Succeeded(rest))
                Step(begun.Call, begun.Arguments, begun.Began, rest);
            return;
        }
        var bracket = rest.IndexOf('(', StringComparison.Ordinal);
        if (bracket < 0 || rest[0] is '+' or '-')
            return;
        var (call, arguments) = (rest[..bracket], rest[(bracket + 1)..]);
        if (!arguments.EndsWith("<unfinished ...>", StringComparison.Ordinal))
        {
            if (Succeeded(rest))
                Step(call, arguments, _steps.Count, rest);
            return;
        }
        // What was being written when the power went may or may not have arrived: it counts from its beginning. A sync counts from its end.
        if (call is "pwrite64" or "write")
            Step(call, arguments, _steps.Count, "");
        else
            _unfinished[process] = (call, arguments, _steps.Count);
    }

    // strace fills short lines up with blanks before the result.
    private static bool Succeeded(string line) =>
        line.LastIndexOf(" = ", StringComparison.Ordinal) is >= 0 and var at && at + 3 < line.Length && line[at + 3] != '-';

    private void Step(string call, string arguments, int began, string line)
    {
        switch (call)
        {
            case "openat":
                Open(arguments, line);
                break;
            case "pwrite64" or "write" when PathOf(arguments) is { } file:
                Write(call, file, arguments);
                break;
            case "ftruncate" when Inside(PathOf(arguments)) is { } file:
                var length = Number(arguments[(arguments.IndexOf(", ", StringComparison.Ordinal) + 2)..]);
                _steps.Add(new FileStep.Length(file, length));
                break;
            case "fsync" or "fdatasync" when PathOf(arguments) is { } path:
                if (path == _folder)
                    _steps.Add(new FileStep.FolderSynced(began));
                else if (Inside(path) is { } synced)
                    _steps.Add(new FileStep.Synced(synced, began));
                break;
            case "unlink" when Inside(Quoted(arguments)) is { } gone:
                _known.Remove(gone);
                _steps.Add(new FileStep.Deleted(gone));
                break;
            case "rename" or "renameat" or "renameat2" when arguments.Contains(Hex(_folder), StringComparison.Ordinal):
                throw new NotSupportedException("A file of the store was renamed; teach this program what that means for a power cut.");
            default:
                break;
        }
    }

    // openat(AT_FDCWD</cwd>, "\x2f...", O_RDWR|O_CREAT|O_CLOEXEC, 0644) = 5</data/listener.db>
    private void Open(string arguments, string line)
    {
        if (Inside(Quoted(arguments)) is not { } file)
            return;
        var flags = line.Contains("O_TRUNC", StringComparison.Ordinal);
        if (line.Contains("O_CREAT", StringComparison.Ordinal) && _known.Add(file))
            _steps.Add(new FileStep.Created(file));
        else if (flags)
            _steps.Add(new FileStep.Length(file, 0));
    }

    private void Write(string call, string path, string arguments)
    {
        var bytes = Bytes(arguments, out var after);
        if (path == _told)
        {
            foreach (var told in Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries))
                _steps.Add(new FileStep.Told(told));
            return;
        }
        if (Inside(path) is not { } file)
            return;
        var offset = call == "pwrite64"
            ? Number(after[(after.LastIndexOf(", ", after.IndexOfAny([')', '<']) is >= 0 and var end ? end : after.Length - 1, StringComparison.Ordinal) + 2)..])
            : _ends.GetValueOrDefault(file);
        _ends[file] = Math.Max(_ends.GetValueOrDefault(file), offset + bytes.Length);
        _steps.Add(new FileStep.Write(file, offset, bytes));
    }

    private static string? PathOf(string arguments)
    {
        var (from, to) = (arguments.IndexOf('<', StringComparison.Ordinal), arguments.IndexOf('>', StringComparison.Ordinal));
        return from < 0 || to < from || from > 12 ? null : Plain(arguments[(from + 1)..to]);
    }

    private static string? Quoted(string arguments)
    {
        var from = arguments.IndexOf('"', StringComparison.Ordinal);
        var to = from < 0 ? -1 : arguments.IndexOf('"', from + 1);
        return to < 0 ? null : Plain(arguments[(from + 1)..to]);
    }

    private string? Inside(string? path) =>
        path is not null && path.StartsWith(_folder + "/", StringComparison.Ordinal) ? path[(_folder.Length + 1)..] : null;

    private static byte[] Bytes(string arguments, out string after)
    {
        var from = arguments.IndexOf('"', StringComparison.Ordinal) + 1;
        var to = arguments.IndexOf('"', from);
        after = arguments[(to + 1)..];
        if (after.StartsWith("...", StringComparison.Ordinal))
            throw new FormatException("strace cut a string; give it a longer -s.");
        return Hex(arguments.AsSpan(from, to - from));
    }

    private static byte[] Hex(ReadOnlySpan<char> text)
    {
        var bytes = new byte[text.Length / 4];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = byte.Parse(text.Slice((i * 4) + 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return bytes;
    }

    private static string Hex(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Select(b => $"\\x{b:x2}"));

    private static string Plain(string text) => text.StartsWith("\\x", StringComparison.Ordinal) ? Encoding.UTF8.GetString(Hex(text.AsSpan())) : text;

    private static long Number(string text)
    {
        var end = 0;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        return long.Parse(text.AsSpan(0, end), CultureInfo.InvariantCulture);
    }
}
