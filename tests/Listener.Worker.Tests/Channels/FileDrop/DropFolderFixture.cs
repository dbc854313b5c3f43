using System.Text;
using Listener.Worker.Channels;
using Listener.Worker.Channels.FileDrop;
using Listener.Worker.Domain;

namespace Listener.Worker.Tests.Channels.FileDrop;

/// <summary>A temporary drop folder with a channel on it.</summary>
public sealed class DropFolderFixture : IDisposable
{
    /// <summary>Makes the folder.</summary>
    public DropFolderFixture(TimeProvider clock)
    {
        Clock = clock;
        Folder = Directory.CreateTempSubdirectory("listener-drop-").FullName;
        Restart();
    }

    /// <summary>Path of the folder.</summary>
    public string Folder { get; }

    /// <summary>Channel on it.</summary>
    public FileDropChannel Channel { get; private set; } = null!;

    private TimeProvider Clock { get; }

    /// <summary>Makes the channel anew.</summary>
    public void Restart() => Channel = new FileDropChannel(new ChannelKey("under-test"), new FileDropOptions { Type = "filedrop", Folder = Folder }, Clock);

    /// <summary>Puts a finished file into the folder, a minute old by the clock.</summary>
    public string Put(string name, string content) => Put(name, Encoding.UTF8.GetBytes(content));

    /// <summary>Puts a finished file into the folder, a minute old by the clock.</summary>
    public string Put(string name, byte[] content)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, content);
        File.SetLastWriteTimeUtc(path, Clock.GetUtcNow().AddMinutes(-1).UtcDateTime);
        return path;
    }

    /// <summary>One reading.</summary>
    public Task<MentionPage> ReadAsync(PollCursor? cursor) => Channel.ReadAsync(Channel.Watches[0], cursor, default);

    /// <summary>Readings until nothing more waits.</summary>
    public async Task<(List<Mention> Mentions, List<QuarantinedItem> Bad, PollCursor Cursor)> ReadAllAsync(PollCursor? cursor = null)
    {
        var mentions = new List<Mention>();
        var bad = new List<QuarantinedItem>();
        for (var turn = 0; turn < 10_000; turn++)
        {
            var page = await ReadAsync(cursor);
            mentions.AddRange(page.Mentions);
            bad.AddRange(page.Quarantined);
            cursor = page.Next;
            if (!page.More)
                return (mentions, bad, cursor);
        }
        throw new NUnit.Framework.AssertionException("The channel says for ever that more is waiting.");
    }

    /// <summary>Names of the files in a subfolder, in order.</summary>
    public string[] Names(string subfolder) =>
        Directory.Exists(Path.Combine(Folder, subfolder)) ? [.. Directory.GetFiles(Path.Combine(Folder, subfolder)).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)] : [];

    /// <summary>The report beside a finished file.</summary>
    public string Report(string name, string subfolder = "done") => File.ReadAllText(Path.Combine(Folder, subfolder, name + ".rejected.csv"));

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
