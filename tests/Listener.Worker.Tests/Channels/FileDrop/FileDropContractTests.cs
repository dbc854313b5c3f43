using System.Globalization;
using System.Text.Json;
using Listener.Worker.Channels;

namespace Listener.Worker.Tests.Channels.FileDrop;

/// <summary>The contract on a folder with JSON Lines.</summary>
public sealed class FileDropContractTests : ChannelContract
{
    private DropFolderFixture drop = null!;
    private int files;

    protected override IMentionSource Source => drop.Channel;

    [SetUp]
    public void Open() => drop = new DropFolderFixture(Clock);

    [TearDown]
    public void Close() => drop.Dispose();

    protected override void Restart() => drop.Restart();

    protected override void NetworkHas(params Sample[] samples) => NetworkAdds(samples);

    protected override void NetworkAdds(params Sample[] samples) =>
        drop.Put($"file{++files}.jsonl", string.Concat(samples.Select(Line)));

    protected override string NativeIdOf(string id) => id;

    private static string Line(Sample s) => s.Broken
        ? "{\"id\": broken\n"
        : JsonSerializer.Serialize(new { id = s.Id, text = s.Text, author = "Dana", postedAt = s.At.ToString("o", CultureInfo.InvariantCulture) }) + "\n";
}
