namespace Listener.Sentiment.Tests.Support;

/// <summary>Finds files of the repository from the folder the tests run in.</summary>
internal static class RepositoryFiles
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The shipped models.</summary>
    public static string Models => Path.Combine(Root, "models");

    /// <summary>Texts written for this project in one language.</summary>
    public static string Authored(string language) => Path.Combine(Models, "authored", language + ".tsv");

    /// <summary>A file of texts written for measuring.</summary>
    public static string Sample(string file) => Path.Combine(Root, "tests", "Listener.Sentiment.Tests", "Samples", file);

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(TestContext.CurrentContext.TestDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Listener.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("Listener.sln was not found above the test folder.");
    }
}
