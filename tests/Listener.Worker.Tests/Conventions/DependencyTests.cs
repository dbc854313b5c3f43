using System.Text.RegularExpressions;

namespace Listener.Worker.Tests.Conventions;

/// <summary>Who may know whom, read from the using lines of the product.</summary>
public sealed partial class DependencyTests
{
    private static readonly string Product = Path.Combine(Root(), "src", "Listener.Worker");

    // A folder and what no file in it may use.
    private static readonly (string Folder, string Forbidden)[] Walls =
    [
        ("Domain", "Listener.Worker.Channels"), ("Domain", "Listener.Worker.Storage"), ("Domain", "Listener.Worker.Pipeline"), ("Domain", "Listener.Worker.Web"),
        ("Domain", "Microsoft."), ("Domain", "Dapper"), ("Domain", "Quartz"),
        ("Channels", "Listener.Worker.Storage"), ("Channels", "Listener.Worker.Pipeline"), ("Channels", "Listener.Worker.Web"), ("Channels", "Listener.Worker.Hosting"),
        ("Storage/Sqlite", "Listener.Worker.Pipeline"), ("Storage/Sqlite", "Listener.Worker.Web"), ("Storage/Sqlite", "Listener.Worker.Channels.Bluesky"),
        ("Pipeline", "Listener.Worker.Web"), ("Pipeline", "Listener.Worker.Hosting"), ("Pipeline", "Listener.Worker.Cli"), ("Pipeline", "Listener.Worker.Schedules"),
        ("Replies", "Listener.Worker.Web"), ("Replies", "Listener.Worker.Hosting"),
    ];

    // A package and the one folder that sees it.
    private static readonly (string Package, string[] Folders)[] Owners =
    [
        ("Quartz", ["Schedules"]), ("Polly", ["Channels"]), ("Microsoft.Data.Sqlite", ["Storage"]), ("Dapper", ["Storage"]),
        ("Serilog", ["Hosting"]), ("System.CommandLine", ["Cli"]), ("Spectre.Console", ["Cli"]), ("CsvHelper", ["Channels", "Cli"]), ("AngleSharp", ["Channels"]),
    ];

    [TestCaseSource(nameof(Walls))]
    public void A_folder_does_not_know_what_it_must_not((string Folder, string Forbidden) wall)
    {
        var guilty = Usings(wall.Folder).Where(u => u.Name.StartsWith(wall.Forbidden, StringComparison.Ordinal)).Select(u => u.File);

        Assert.That(guilty, Is.Empty);
    }

    [TestCaseSource(nameof(Owners))]
    public void A_package_is_seen_by_its_folder_only((string Package, string[] Folders) owner)
    {
        var guilty = Usings("").Where(u => u.Name == owner.Package || u.Name.StartsWith(owner.Package + ".", StringComparison.Ordinal))
            .Where(u => !owner.Folders.Any(f => u.File.StartsWith(f + "/", StringComparison.Ordinal))).Select(u => u.File);

        Assert.That(guilty, Is.Empty);
    }

    [Test]
    public void No_channel_knows_another()
    {
        var channels = Directory.GetDirectories(Path.Combine(Product, "Channels")).Select(Path.GetFileName).ToList();
        var guilty = channels.SelectMany(c => Usings($"Channels/{c}").Where(u => channels.Exists(o => o != c && u.Name.StartsWith($"Listener.Worker.Channels.{o}", StringComparison.Ordinal))));

        Assert.That(guilty.Select(u => u.File), Is.Empty);
    }

    private static IEnumerable<(string File, string Name)> Usings(string folder) =>
        from file in Directory.EnumerateFiles(Path.Combine(Product, folder), "*.cs", SearchOption.AllDirectories)
        let name = Path.GetRelativePath(Product, file).Replace('\\', '/')
        where !name.StartsWith("obj/", StringComparison.Ordinal) && !name.StartsWith("bin/", StringComparison.Ordinal)
        from Match match in UsingLine().Matches(File.ReadAllText(file))
        select (name, match.Groups["name"].Value);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Listener.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The repository was not found above the tests.");
    }

    [GeneratedRegex(@"^using (?:static )?(?:\w+ = )?(?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex UsingLine();
}
