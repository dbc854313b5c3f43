using System.Text.RegularExpressions;

namespace Listener.Worker.Web.Text;

/// <summary>What happened to a run of words.</summary>
public enum DiffKind { Same, Removed, Added }

/// <summary>A run of words of a comparison.</summary>
public sealed record DiffRun(DiffKind Kind, string Text);

/// <summary>Compares two short texts word by word (longest common subsequence).</summary>
public static partial class TextDiff
{
    // Above this the table would grow too large; the whole text is then shown as replaced.
    private const int MaxWords = 1500;

    /// <summary>Runs that turn <paramref name="before"/> into <paramref name="after"/>.</summary>
    public static IReadOnlyList<DiffRun> Of(string before, string after)
    {
        var a = Split(before);
        var b = Split(after);
        if (a.Length > MaxWords || b.Length > MaxWords)
            return [new DiffRun(DiffKind.Removed, before), new DiffRun(DiffKind.Added, after)];
        return Merge(Walk(a, b, Table(a, b)));
    }

    private static int[,] Table(string[] a, string[] b)
    {
        var lengths = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
        {
            for (var j = b.Length - 1; j >= 0; j--)
                lengths[i, j] = a[i] == b[j] ? lengths[i + 1, j + 1] + 1 : Math.Max(lengths[i + 1, j], lengths[i, j + 1]);
        }
        return lengths;
    }

    private static IEnumerable<DiffRun> Walk(string[] a, string[] b, int[,] lengths)
    {
        var (i, j) = (0, 0);
        while (i < a.Length || j < b.Length)
        {
            if (i < a.Length && j < b.Length && a[i] == b[j])
            {
                yield return new DiffRun(DiffKind.Same, a[i++]);
                j++;
            }
            else if (j >= b.Length || (i < a.Length && lengths[i + 1, j] >= lengths[i, j + 1]))
            {
                yield return new DiffRun(DiffKind.Removed, a[i++]);
            }
            else
            {
                yield return new DiffRun(DiffKind.Added, b[j++]);
            }
        }
    }

    private static List<DiffRun> Merge(IEnumerable<DiffRun> words)
    {
        var runs = new List<DiffRun>();
        foreach (var word in words)
        {
            if (runs.Count > 0 && runs[^1].Kind == word.Kind)
                runs[^1] = runs[^1] with { Text = runs[^1].Text + word.Text };
            else
                runs.Add(word);
        }
        return runs;
    }

    private static string[] Split(string text) => [.. Words().Matches(text).Select(m => m.Value)];

    [GeneratedRegex(@"\s+|\w+|[^\s\w]", RegexOptions.NonBacktracking)]
    private static partial Regex Words();
}
