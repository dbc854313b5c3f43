namespace Listener.Worker.Cli;

/// <summary>One CSV row in which nothing a stranger wrote can run as a formula when a spreadsheet opens it.</summary>
internal static class CsvLine
{
    private const string FormulaStarts = "=+-@\t\r\uFF1D\uFF0B\uFF0D\uFF20";

    public static Task WriteAsync(TextWriter output, IEnumerable<string?> values) =>
        output.WriteAsync(string.Join(',', values.Select(Quote)) + "\r\n");

    internal static string Quote(string? value)
    {
        var text = value ?? "";
        if (text.Length > 0 && FormulaStarts.Contains(text[0], StringComparison.Ordinal))
            text = "'" + text;
        return $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
