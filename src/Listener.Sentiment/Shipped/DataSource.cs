using Listener.Sentiment.Text;
using Listener.Sentiment.Training;

namespace Listener.Sentiment.Shipped;

/// <summary>One data file used for a shipped model.</summary>
/// <param name="Path">File below the data folder, or below the folder of authored texts if it starts with <c>authored/</c>.</param>
/// <param name="Licence">Licence as written into the model's card.</param>
/// <param name="Weight">How much a row counts.</param>
/// <param name="Share">Share of the rows that is used, 0-1, chosen by hash.</param>
internal sealed record DataSource(string Path, string Licence, float Weight = 1, double Share = 1)
{
    /// <summary>Only rows of this language; null for all.</summary>
    public string? Language { get; init; }

    /// <summary>Label to ours; null leaves the row out.</summary>
    public Func<string, string?> Map { get; init; } = label => label;

    /// <summary>Column of the label.</summary>
    public string Column { get; init; } = "label";

    /// <summary>Reads the rows, in file order.</summary>
    public IEnumerable<LabelledText> Read(ShippedFolders folders)
    {
        foreach (LabelledText row in LabelledFile.Read(folders.Find(Path), Column))
        {
            if (Language is not null && row.Language != Language)
                continue;
            if (Share < 1 && Hashing.Of(row.Text) % 1000 >= Share * 1000)
                continue;
            if (Map(row.Label) is { } label)
                yield return row with { Label = label, Weight = Weight };
        }
    }
}

/// <summary>Where data lies.</summary>
/// <param name="Data">Folder of public data sets.</param>
/// <param name="Authored">Folder of the texts written for this project.</param>
internal sealed record ShippedFolders(string Data, string Authored)
{
    private const string AuthoredPrefix = "authored/";

    public string Find(string path) => path.StartsWith(AuthoredPrefix, StringComparison.Ordinal)
        ? Path.Combine(Authored, path[AuthoredPrefix.Length..])
        : Path.Combine(Data, path);
}
