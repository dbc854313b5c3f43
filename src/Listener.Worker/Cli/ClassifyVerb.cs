using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Listener.Sentiment;
using Listener.Sentiment.Models;

namespace Listener.Worker.Cli;

/// <summary><c>listener classify</c>: one text in, one line of JSON out, in the same order.</summary>
public static class ClassifyVerb
{
    private static readonly Option<string?> FileOption = new("--file") { Description = "TSV with a header that has 'text', JSON Lines, or plain lines; standard input if left out" };
    private static readonly Option<string?> Lang = new("--lang") { Description = "Language that is expected, for example de" };
    private static readonly Option<string?> Models = new("--models") { Description = "Folder of models; the shipped ones if left out" };

    /// <summary>Describes the verb.</summary>
    public static Command Create()
    {
        var command = new Command("classify", "Understand texts. Example: listener classify --file mentions.tsv") { FileOption, Lang, Models };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        try
        {
            ITextClassifier classifier = TextClassifier.Load(ModelFolders.Find(parsed.GetValue(Models)));
            using TextReader reader = parsed.GetValue(FileOption) is { } file
                ? new StreamReader(file)
                : new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
            using var writer = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };
            int count = 0;
            foreach ((string id, ClassificationInput input) in ClassifyInput.Read(reader, parsed.GetValue(Lang)))
            {
                writer.WriteLine(ClassificationJson.Write(id, classifier.Classify(input)));
                count++;
            }

            return count == 0 ? ExitCode.NothingToDo : ExitCode.Done;
        }
        catch (Exception e) when (e is IOException or FormatException or ModelFileException or UnauthorizedAccessException or JsonException)
        {
            Console.Error.WriteLine(e.Message);
            return ExitCode.Failed;
        }
    }
}

/// <summary>Reads what <c>classify</c> is given: TSV with a header, JSON Lines, or plain lines; told by the first line.</summary>
internal static class ClassifyInput
{
    public static IEnumerable<(string Id, ClassificationInput Input)> Read(TextReader reader, string? language)
    {
        string? first = reader.ReadLine()?.TrimStart('\uFEFF');
        if (first is null)
            return [];
        string[] header = [.. first.Split('\t').Select(h => h.Trim().ToLowerInvariant())];
        if (header.Contains("text", StringComparer.Ordinal))
            return Table(reader, header, language);
        IEnumerable<string> lines = Lines(reader, first);
        return first.StartsWith('{') ? Json(lines, language) : Plain(lines, language);
    }

    private static IEnumerable<string> Lines(TextReader reader, string first)
    {
        yield return first;
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    private static IEnumerable<(string Id, ClassificationInput Input)> Plain(IEnumerable<string> lines, string? language) =>
        lines.Select((line, i) => (Number(i), new ClassificationInput(line, language)));

    private static IEnumerable<(string Id, ClassificationInput Input)> Table(TextReader reader, string[] header, string? language)
    {
        int number = 0;
        while (reader.ReadLine() is { } line)
        {
            string[] cells = line.Split('\t');
            string? Cell(string name)
            {
                int column = Array.IndexOf(header, name);
                return column >= 0 && column < cells.Length && cells[column].Length > 0 ? cells[column] : null;
            }

            yield return (Cell("id") ?? Number(number), Make(Cell("text"), Cell("lang") ?? language, Cell("channel"), Cell("stars")));
            number++;
        }
    }

    private static IEnumerable<(string Id, ClassificationInput Input)> Json(IEnumerable<string> lines, string? language)
    {
        int number = 0;
        foreach (string line in lines.Where(l => !string.IsNullOrWhiteSpace(l)))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            string? Cell(string name) => root.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : null;
            yield return (Cell("id") ?? Number(number), Make(Cell("text"), Cell("lang") ?? language, Cell("channel"), Cell("stars")));
            number++;
        }
    }

    private static ClassificationInput Make(string? text, string? language, string? channel, string? stars) => new(
        text ?? "", language, channel,
        double.TryParse(stars, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value is >= 1 and <= 5 ? (int)Math.Round(value) : null);

    private static string Number(int index) => (index + 1).ToString(CultureInfo.InvariantCulture);
}
