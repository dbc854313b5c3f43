namespace Listener.Worker.Cli;

/// <summary>Where the verbs look for models when they are not told.</summary>
internal static class ModelFolders
{
    /// <summary>The folder named, else <c>models</c> in the working folder, else the one beside the program.</summary>
    public static string Find(string? named)
    {
        if (!string.IsNullOrEmpty(named))
            return named;
        return Directory.Exists("models") ? "models" : Path.Combine(AppContext.BaseDirectory, "models");
    }

    /// <summary>Folder of the texts written for this project.</summary>
    public static string Authored() => Path.Combine(Find(null), "authored");
}
