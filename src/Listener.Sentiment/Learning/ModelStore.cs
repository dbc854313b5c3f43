using System.Globalization;
using Listener.Sentiment.Models;

namespace Listener.Sentiment.Learning;

/// <summary>One version of the models.</summary>
/// <param name="Id">Name of its folder, or <c>shipped</c>.</param>
/// <param name="Folder">Where its files lie.</param>
/// <param name="IsCurrent">True for the one in use.</param>
public sealed record ModelVersion(string Id, string Folder, bool IsCurrent);

/// <summary>Versions of the models side by side, one of them in use; promotion and roll-back are one small atomic write.</summary>
/// <remarks>
/// <c>versions/{id}/</c> holds complete sets of model files, <c>current.txt</c> the id in use, <c>history.tsv</c> every change with its
/// time and reason. Without <c>current.txt</c> the shipped models are in use.
/// </remarks>
public sealed class ModelStore(string root, string shippedFolder, TimeProvider time)
{
    /// <summary>Id of the models that came with the product.</summary>
    public const string Shipped = "shipped";

    private string CurrentFile => Path.Combine(root, "current.txt");

    private string HistoryFile => Path.Combine(root, "history.tsv");

    private string VersionsFolder => Path.Combine(root, "versions");

    /// <summary>Id of the version in use.</summary>
    public string CurrentId => File.Exists(CurrentFile) && File.ReadAllText(CurrentFile).Trim() is { Length: > 0 } id ? id : Shipped;

    /// <summary>Folder of the version in use; the shipped one if that version is gone.</summary>
    public string CurrentFolder => Directory.Exists(FolderOf(CurrentId)) ? FolderOf(CurrentId) : shippedFolder;

    /// <summary>All versions, the shipped one first, then by id.</summary>
    public IReadOnlyList<ModelVersion> List()
    {
        string current = CurrentId;
        IEnumerable<string> ids = Directory.Exists(VersionsFolder)
            ? Directory.GetDirectories(VersionsFolder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)
            : [];
        return [.. ids.Prepend(Shipped).Select(id => new ModelVersion(id, FolderOf(id), id == current))];
    }

    /// <summary>A new, empty folder for a challenger; its id is the time, so ids sort by age.</summary>
    public ModelVersion NewVersion()
    {
        string second = time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        string id = second;
        int copy = 1;
        while (Directory.Exists(FolderOf(id)))
        {
            copy++;
            id = string.Create(CultureInfo.InvariantCulture, $"{second}-{copy}");
        }

        Directory.CreateDirectory(FolderOf(id));
        return new ModelVersion(id, FolderOf(id), false);
    }

    /// <summary>Puts a version in use.</summary>
    /// <exception cref="ModelFileException">There is no such version, or its files cannot be loaded.</exception>
    public void Promote(string id, string reason)
    {
        if (id != Shipped && (id != Path.GetFileName(id) || !Directory.Exists(FolderOf(id))))
            throw new ModelFileException($"There is no version '{id}'. 'listener models list' shows what there is.");
        ModelSet.Load(FolderOf(id));
        string before = CurrentId;
        Directory.CreateDirectory(root);
        PutInUse(id);
        Record("promote", before, id, reason);
    }

    /// <summary>Puts the version that was in use before back.</summary>
    /// <returns>The id now in use.</returns>
    /// <exception cref="ModelFileException">Nothing was promoted yet.</exception>
    public string RollBack()
    {
        string current = CurrentId;
        string[]? last = History().LastOrDefault(h => h[1] == "promote" && h[3] == current && Directory.Exists(FolderOf(h[2])));
        if (last is null)
            throw new ModelFileException($"There is nothing before '{current}' to roll back to.");
        PutInUse(last[2]);
        Record("rollback", current, last[2], "");
        return last[2];
    }

    /// <summary>Notes that a challenger was refused and why.</summary>
    public void Refuse(string id, string reason) => Record("refuse", CurrentId, id, reason);

    /// <summary>Every change, oldest first: time, what, before, after, reason.</summary>
    public IReadOnlyList<string[]> History() => File.Exists(HistoryFile)
        ? [.. File.ReadLines(HistoryFile).Select(l => l.Split('\t')).Where(c => c.Length == 5)]
        : [];

    // On disk before it is named in use: a power cut must not leave a name without its files.
    private void PutInUse(string id)
    {
        if (id != Shipped)
        {
            foreach (string file in Directory.GetFiles(FolderOf(id)))
            {
                using var written = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
                written.Flush(flushToDisk: true);
            }
        }

        string draft = CurrentFile + ".new";
        using (var stream = new FileStream(draft, FileMode.Create))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(id));
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, CurrentFile, overwrite: true);
    }

    private string FolderOf(string id) => id == Shipped ? shippedFolder : Path.Combine(VersionsFolder, id);

    private void Record(string what, string before, string after, string reason)
    {
        Directory.CreateDirectory(root);
        string at = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        string clean = reason.Replace('\t', ' ').Replace('\n', ' ').Replace('\r', ' ');
        File.AppendAllText(HistoryFile, string.Join('\t', at, what, before, after, clean) + "\n");
    }
}
