namespace Listener.Worker.Channels;

/// <summary>A secret that is given in the settings or in a file of its own, such as a mounted credential.</summary>
public static class SecretText
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>The secret: the file's text if a file is named, else the text itself; null if the file cannot be read.</summary>
    /// <param name="text">Secret in the settings; may be empty.</param>
    /// <param name="file">Path of a file with the secret; empty for none.</param>
    public static string? Read(string text, string file)
    {
        if (file.Length == 0)
            return text;
        try
        {
            return new FileInfo(file).Length > MaxBytes ? null : File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // Named as a wrong setting by the caller.
            return null;
        }
    }
}
