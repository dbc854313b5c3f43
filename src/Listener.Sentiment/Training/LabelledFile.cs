namespace Listener.Sentiment.Training;

/// <summary>Reads data files: TSV, UTF-8, with a header that names at least <c>text</c> and <c>label</c>.</summary>
public static class LabelledFile
{
    /// <summary>Reads all rows of a file, in its order.</summary>
    /// <param name="path">The file.</param>
    /// <param name="labelColumn">Column to take the label from, <c>label</c> as a rule.</param>
    /// <exception cref="FormatException">A column is missing, in the header or in a row; the message names the file and the column or line.</exception>
    public static IEnumerable<LabelledText> Read(string path, string labelColumn = "label")
    {
        using var reader = new StreamReader(path);
        foreach (LabelledText row in Read(reader, path, labelColumn))
            yield return row;
    }

    /// <summary>Reads all rows of an open file; <paramref name="name"/> is used in messages and as id of rows without one.</summary>
    public static IEnumerable<LabelledText> Read(TextReader reader, string name, string labelColumn = "label")
    {
        string[] header = (reader.ReadLine() ?? "").TrimStart('\uFEFF').Split('\t');
        int text = Column("text"), label = Column(labelColumn);
        if (text < 0 || label < 0)
            throw new FormatException($"{name}: the header needs the columns 'text' and '{labelColumn}'.");
        int id = Column("id"), language = Column("lang"), source = Column("source");
        int number = 1;
        while (reader.ReadLine() is { } line)
        {
            number++;
            string[] cells = line.Split('\t');
            if (line.Length == 0)
                continue;
            if (cells.Length <= Math.Max(text, label))
                throw new FormatException($"{name} line {number}: has {cells.Length} columns, the header names {header.Length}. A text must hold no tab and no line break.");
            yield return new LabelledText(
                Cell(cells, id) ?? $"{Path.GetFileNameWithoutExtension(name)}-{number}",
                Cell(cells, language) ?? "", cells[text], cells[label].Trim(), Cell(cells, source) ?? "");
        }

        int Column(string wanted) => Array.FindIndex(header, h => h.Trim().Equals(wanted, StringComparison.OrdinalIgnoreCase));
    }

    private static string? Cell(string[] cells, int column) => column >= 0 && column < cells.Length ? cells[column] : null;
}
