using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Listener.Sentiment;

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
        Lang.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<string>() is { } code && !(code.Length is 2 or 3 && code.All(char.IsAsciiLetterLower)))
                result.AddError($"--lang {code} is no language code; expected two or three small letters, for example de.");
        });
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
            foreach ((string id, ClassificationInput input) in ClassifyInput.Read(reader, parsed.GetValue(FileOption) ?? "standard input", parsed.GetValue(Lang), Console.Error))
            {
                writer.WriteLine(ClassificationJson.Write(id, classifier.Classify(input)));
                count++;
            }

            return count == 0 ? ExitCode.NothingToDo : ExitCode.Done;
        }
        catch (Exception e) when (VerbFaults.IsInput(e))
        {
            Console.Error.WriteLine(VerbFaults.Describe(e));
            return ExitCode.Failed;
        }
    }
}

/// <summary>Reads what <c>classify</c> is given: TSV with a header, JSON Lines, or plain lines; told by the first line.</summary>
internal static class ClassifyInput
{
    /// <param name="reader">The input.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="language">Expected language; null if unknown.</param>
    /// <param name="notes">Told when the form of the input is not certain.</param>
    /// <exception cref="FormatException">A line of JSON is broken; the message names it.</exception>
    public static IEnumerable<(string Id, ClassificationInput Input)> Read(TextReader reader, string name, string? language, TextWriter notes)
    {
        string? first = reader.ReadLine()?.TrimStart('\uFEFF');
        if (first is null)
            return [];
        string[] header = [.. first.Split('\t').Select(h => h.Trim().ToLowerInvariant())];
        if (header.Contains("text", StringComparer.Ordinal))
            return Table(reader, header, language);
        IEnumerable<string> lines = Lines(reader, first);
        if (first.StartsWith('{'))
            return Json(lines, name, language);
        if (header.Length > 1)
            notes.WriteLine($"{name}: the first line names no column 'text', so every line is read as one text. A table needs a header with 'text', and may have id, lang, stars and channel.");
        return Plain(lines, language);
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

    private static IEnumerable<(string Id, ClassificationInput Input)> Json(IEnumerable<string> lines, string name, string? language)
    {
        int number = 0, at = 0;
        foreach (string line in lines)
        {
            at++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            using JsonDocument document = Parse(line, $"{name} line {at}");
            JsonElement root = document.RootElement;
            string? Cell(string name) => root.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : null;
            yield return (Cell("id") ?? Number(number), Make(Cell("text"), Cell("lang") ?? language, Cell("channel"), Cell("stars")));
            number++;
        }
    }

    private static JsonDocument Parse(string line, string place)
    {
        const string wanted = "expected one object a line, for example {\"id\":\"7\",\"text\":\"Where is my parcel?\"}.";
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 32 });
        }
        catch (JsonException e)
        {
            throw new FormatException($"{place}: is no JSON (position {e.BytePositionInLine}); {wanted}", e);
        }
        if (document.RootElement.ValueKind == JsonValueKind.Object)
            return document;
        document.Dispose();
        throw new FormatException($"{place}: is no JSON object; {wanted}");
    }

    private static ClassificationInput Make(string? text, string? language, string? channel, string? stars) => new(
        text ?? "", language, channel,
        double.TryParse(stars, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value is >= 1 and <= 5 ? (int)Math.Round(value) : null);

    private static string Number(int index) => (index + 1).ToString(CultureInfo.InvariantCulture);
}
