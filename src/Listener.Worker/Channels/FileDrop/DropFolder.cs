using System.IO.Enumeration;
using System.Security.Cryptography;

namespace Listener.Worker.Channels.FileDrop;

/// <summary>The folder: which file is next, and where finished ones go.</summary>
internal sealed class DropFolder(FileDropOptions options, TimeProvider clock)
{
    /// <summary>End of the name of the report beside a file.</summary>
    public const string ReportSuffix = ".rejected.csv";

    private static readonly string[] Unfinished = [".tmp", ".part", ".partial", ".crdownload", ".filepart", ".writing", ReportSuffix];
    private readonly string[] patterns = options.Pattern.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Path of a file in the folder.</summary>
    public string PathOf(string name) => Path.Combine(options.Folder, Path.GetFileName(name));

    /// <summary>
    /// Name of the oldest file that is finished: its name fits, it is no link, it was left alone for the settle time and nobody
    /// holds it open for writing. Null if there is none.
    /// </summary>
    public string? NextFile()
    {
        var latest = clock.GetUtcNow() - options.SettleTime;
        return new DirectoryInfo(options.Folder).EnumerateFiles()
            .Where(f => Fits(f.Name) && f.LinkTarget is null && f.LastWriteTimeUtc <= latest.UtcDateTime)
            .OrderBy(f => f.LastWriteTimeUtc).ThenBy(f => f.Name, StringComparer.Ordinal)
            .FirstOrDefault(f => CanBeRead(f.FullName))?.Name;
    }

    /// <summary>Mark of a file, to notice that it was replaced: its length, its time and a hash of its first 4 KB.</summary>
    public static string MarkOf(FileStream file)
    {
        var head = new byte[(int)Math.Min(4096, file.Length)];
        file.Position = 0;
        file.ReadExactly(head);
        var time = File.GetLastWriteTimeUtc(file.SafeFileHandle).Ticks;
        return $"{file.Length}-{time}-{Convert.ToHexStringLower(SHA256.HashData(head).AsSpan(0, 8))}";
    }

    /// <summary>Opens a file for reading; others may read it, nobody may write it.</summary>
    public static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1, FileOptions.SequentialScan);

    /// <summary>Moves a finished file and its report into a subfolder. May be repeated after a crash.</summary>
    public void Finish(string name, string subfolder)
    {
        var from = PathOf(name);
        var folder = Directory.CreateDirectory(Path.Combine(options.Folder, subfolder)).FullName;
        var to = Free(folder, name);
        // The report goes first: a crash in between leaves the file here, and this runs again.
        if (File.Exists(from + ReportSuffix))
            File.Move(from + ReportSuffix, to + ReportSuffix, overwrite: true);
        if (File.Exists(from))
            File.Move(from, to);
    }

    private static string Free(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        var n = 1;
        while (File.Exists(path))
        {
            n++;
            path = Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(name)}-{n}{Path.GetExtension(name)}");
        }
        return path;
    }

    private bool Fits(string name) =>
        name[0] is not ('.' or '~') && !name.EndsWith('~')
        && !Array.Exists(Unfinished, end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase))
        && Array.Exists(patterns, p => FileSystemName.MatchesSimpleExpression(p, name));

    private static bool CanBeRead(string path)
    {
        try
        {
            using var file = Open(path);
            return true;
        }
        catch (IOException)
        {
            // Still being written, or gone since; its turn comes.
            return false;
        }
    }
}
