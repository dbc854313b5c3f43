using System.Security.Cryptography;
using Listener.Worker.Storage.Sqlite;
using System.Text;
using Listener.Worker.Storage;

namespace Listener.Worker.Hosting;

/// <summary>Files the service keeps beside its store. Everything secret is readable by its owner only.</summary>
/// <param name="Path">Absolute path of the folder.</param>
public sealed record DataFolder(string Path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Keys that protect sign-in cookies and network sessions.</summary>
    public string Keys => System.IO.Path.Combine(Path, "keys");

    /// <summary>Log files.</summary>
    public string Logs => System.IO.Path.Combine(Path, "logs");

    /// <summary>Own versions of the models.</summary>
    public string Models => System.IO.Path.Combine(Path, "models");

    /// <summary>Token by which the command line talks to the running service.</summary>
    public string LocalTokenFile => System.IO.Path.Combine(Path, "local-token");

    /// <summary>Creates the folders the service cannot do without, closed to other users.</summary>
    /// <exception cref="StoreException">The place cannot be written; the message says what to do.</exception>
    public void Create()
    {
        try
        {
            foreach (var folder in new[] { Path, Keys })
                CreateClosed(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The data folder {Path} cannot be used: {error.Message} Give the service's account the right to write there, or set Listener:DataFolder to another place.", error);
        }
    }

    /// <summary>Makes the folder of the logs ready to be written.</summary>
    /// <returns>Why it cannot be written; null if it can.</returns>
    public string? PrepareLogs()
    {
        try
        {
            CreateClosed(Logs);
            new FileStream(System.IO.Path.Combine(Logs, $".probe-{Guid.NewGuid():n}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose).Dispose();
            // The newest file is the one written on, and may be somebody else's: left by a start as another user.
            if (Directory.GetFiles(Logs, "*.log").MaxBy(File.GetLastWriteTimeUtc) is { } newest)
                File.OpenHandle(newest, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete).Dispose();
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error.Message;
        }
    }

    private static void CreateClosed(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
    }

    /// <summary>A fresh secret of 256 bits, small hexadecimal digits.</summary>
    public static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>Tells the command line of this user where the service listens and how to prove itself.</summary>
    public void WriteLocalToken(string address, string secret) => WriteSecret(LocalTokenFile, $"{address}\n{secret}\n");

    /// <summary>Writes a file that only its owner can read, replacing an older one in one step that a power cut cannot halve.</summary>
    public static void WriteSecret(string file, string text)
    {
        var fresh = file + ".new";
        File.Delete(fresh);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using (var stream = new FileStream(fresh, options))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }
        File.Move(fresh, file, overwrite: true);
        StoreFiles.FlushFolder(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(file))!);
    }
}
