using System.Globalization;
using Listener.Worker.Channels.Demo;

namespace Listener.Bench;

/// <summary>Rows for benchmarks: the project's own authored texts in six languages, each made different from all others.</summary>
internal static class BenchTexts
{
    /// <summary>Rows of id, text, author, time; the same for the same count.</summary>
    public static IReadOnlyList<string[]> Make(int count)
    {
        var texts = Authored().Select(t => t.Text).ToArray();
        var start = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        return
        [
            .. Enumerable.Range(0, count).Select(i => new[]
            {
                string.Create(CultureInfo.InvariantCulture, $"b{i}"),
                string.Create(CultureInfo.InvariantCulture, $"{texts[(int)((uint)i * 2_654_435_761 % (uint)texts.Length)]} {i}"),
                string.Create(CultureInfo.InvariantCulture, $"author{i % 9973}"),
                start.AddSeconds(i * 20).ToString("O", CultureInfo.InvariantCulture),
            }),
        ];
    }

    /// <summary>The authored texts with their intents, by file and line.</summary>
    public static IEnumerable<(string Text, string Intent)> Authored() =>
        Directory.GetFiles(Path.Combine(RepositoryFolder(), "models", "authored"), "*.tsv").Order(StringComparer.Ordinal)
            .SelectMany(f => File.ReadLines(f).Skip(1)).Select(l => l.Split('\t')).Select(c => (c[2], c[3]));

    /// <summary>Short texts of six languages: the authored ones and those of the demo network.</summary>
    public static string[] Short() =>
        [.. Authored().Select(t => t.Text), .. DemoContent.Load().SelectMany(s => s.Turns.Select(t => t.Text).Prepend(s.Text)).Where(t => t.Length > 0)];

    /// <summary>The folder of the shipped models.</summary>
    public static string Models() => Path.Combine(RepositoryFolder(), "models");

    /// <summary>Root of this repository.</summary>
    public static string RepositoryFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Listener.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("Run this inside the repository.");
    }
}
