using System.Text;

namespace Listener.Worker.Channels.FileDrop;

/// <summary>One record that was not taken.</summary>
internal sealed record Rejection(long Line, string Reason, string Raw);

/// <summary>
/// The report beside a file: line, reason and the beginning of each record that was not taken. Its length is part of the
/// cursor, so a page that is read again after a crash does not stand in it twice.
/// </summary>
internal static class DropReport
{
    private const int MaxRaw = 1_000;

    /// <summary>Writes the rejections of one page behind the first <paramref name="length"/> bytes.</summary>
    /// <returns>New length in bytes.</returns>
    public static long Write(string path, long length, IReadOnlyList<Rejection> rejections)
    {
        if (rejections.Count == 0 && length == 0)
            return 0;
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        file.SetLength(Math.Min(length, file.Length));
        file.Position = file.Length;
        var text = new StringBuilder(file.Length == 0 ? "\uFEFF\"line\",\"reason\",\"record\"\r\n" : "");
        foreach (var (line, reason, raw) in rejections)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\"{line}\",{Cell(reason)},{Cell(raw.Length > MaxRaw ? raw[..MaxRaw] + "…" : raw)}\r\n");
        file.Write(Encoding.UTF8.GetBytes(text.ToString()));
        file.Flush(flushToDisk: true);
        return file.Length;
    }

    // A cell that a spreadsheet would take for a formula gets a leading apostrophe.
    private static string Cell(string text)
    {
        var oneLine = text.ReplaceLineEndings("⏎").Replace("\"", "\"\"", StringComparison.Ordinal);
        return oneLine.Length > 0 && "=+-@\t\r＝＋－＠".Contains(oneLine[0], StringComparison.Ordinal) ? $"\"'{oneLine}\"" : $"\"{oneLine}\"";
    }
}
