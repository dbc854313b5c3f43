using Listener.Sentiment.Text;

namespace Listener.Sentiment.Rules;

/// <summary>One line of a rules file as written.</summary>
/// <param name="Line">Line number from 1.</param>
internal sealed record RuleLine(int Line, string Target, string Id, string Pattern, string Example);

/// <summary>Reads rules files: TSV <c>target id pattern example</c>, <c>#</c> starts a comment line.</summary>
internal static class RuleParser
{
    /// <summary>Splits a rules file into its lines; the header and comments are left out.</summary>
    /// <exception cref="FormatException">A line has not four columns.</exception>
    public static IEnumerable<RuleLine> ReadLines(TextReader reader)
    {
        int number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (line.Length == 0 || line.StartsWith("target\t", StringComparison.Ordinal) || line[0] == '#')
                continue;
            string[] cells = line.Split('\t');
            if (cells.Length < 4)
                throw new FormatException($"Rules line {number}: four columns expected, {cells.Length} found.");
            yield return new RuleLine(number, cells[0].Trim(), cells[1].Trim(), cells[2].Trim(), cells[3]);
        }
    }

    /// <summary>Compiles one line.</summary>
    /// <exception cref="FormatException">Unknown target, or nothing in the pattern to find it by.</exception>
    public static RulePattern Compile(RuleLine line)
    {
        int target = RuleTargets.IndexOf(line.Target);
        if (target < 0)
            throw new FormatException($"Rules line {line.Line}: unknown target '{line.Target}'.");
        RuleElement[] elements = [.. line.Pattern.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(Elements)];
        int anchor = BestAnchor(elements);
        if (anchor < 0)
            throw new FormatException($"Rules line {line.Line}: the pattern '{line.Pattern}' holds no word to find it by.");
        return new RulePattern(target, line.Id, elements, anchor);
    }

    private static IEnumerable<RuleElement> Elements(string token) => token switch
    {
        "_" => [new RuleElement(RuleElementKind.Any, [])],
        "..." => [new RuleElement(RuleElementKind.Gap, [])],
        "^" => [new RuleElement(RuleElementKind.Start, [])],
        "$" => [new RuleElement(RuleElementKind.End, [])],
        _ => WordElements(token),
    };

    private static IEnumerable<RuleElement> WordElements(string token)
    {
        List<RuleWord> words = [];
        foreach (string alternative in token.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            bool prefix = alternative.Length > 1 && alternative.EndsWith('*');
            string[] parts = Normalised(prefix ? alternative[..^1] : alternative);

            // A word that the normaliser parts ("e-mail") becomes several elements; only possible without alternatives.
            if (parts.Length > 1 && !token.Contains('|', StringComparison.Ordinal))
                return parts.Select((p, i) => new RuleElement(RuleElementKind.Words, [new RuleWord(p, prefix && i == parts.Length - 1)]));
            if (parts.Length == 1)
                words.Add(new RuleWord(parts[0], prefix));
        }

        return [new RuleElement(RuleElementKind.Words, [.. words])];
    }

    private static string[] Normalised(string word)
    {
        switch (word)
        {
            case RuleWord.AnyNumber:
                return [word];
            case "http":
                return [TextBuffer.UrlMark.ToString()];
            case "@user":
                return [TextBuffer.UserMark.ToString()];
            default:
                var buffer = new TextBuffer();
                Normaliser.Read(word, buffer);
                var parts = new string[buffer.TokenCount];
                for (int i = 0; i < parts.Length; i++)
                    parts[i] = buffer.TextOf(buffer.Tokens[i]).ToString();
                return parts;
        }
    }

    // The element whose shortest word is longest is met least often, so it is tried least often in vain.
    private static int BestAnchor(RuleElement[] elements)
    {
        int best = -1;
        int bestScore = 0;
        for (int i = 0; i < elements.Length; i++)
        {
            if (elements[i].Kind != RuleElementKind.Words || elements[i].Words.Length == 0 || Array.Exists(elements[i].Words, w => w.IsNumber))
                continue;
            int score = elements[i].Words.Min(w => w.Text.Length * 2 - (w.IsPrefix ? 1 : 0));
            if (score > bestScore)
                (best, bestScore) = (i, score);
        }

        return best;
    }
}
