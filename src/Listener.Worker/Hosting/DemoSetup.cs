using System.Diagnostics;
using System.Globalization;
using Listener.Worker.Channels.Demo;
using Listener.Worker.Storage.Sqlite;
using Listener.Worker.Web.Security;

namespace Listener.Worker.Hosting;

/// <summary>The throw-away store and the made-up networks of <c>--demo</c>.</summary>
internal sealed class DemoSetup : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("listener-demo-");
    private readonly DemoClock clock = new();
    private string password = "";

    /// <summary>Makes an empty folder for the store.</summary>
    public static DemoSetup Create() => new();

    /// <summary>Folder of the store; gone after <see cref="Dispose"/>.</summary>
    public string Folder => folder.FullName;

    /// <summary>
    /// Settings of the demonstration. Address, models and logging are taken from the ordinary settings; nothing else is, so that no
    /// real channel is read, no reply of the demonstration reaches a real network and no mail is sent.
    /// </summary>
    /// <param name="url">Address to listen on; null for that of the ordinary settings.</param>
    public ListenerSettings Settings(string? url)
    {
        var real = ListenerSettings.Load(new Dictionary<string, string?>());
        var ordinary = real.Configuration;
        var own = new Dictionary<string, string?>
        {
            ["Listener:Url"] = url ?? ordinary["Listener:Url"],
            ["Listener:ModelsFolder"] = ordinary["Listener:ModelsFolder"],
            ["Listener:DataFolder"] = folder.FullName,
            ["Listener:Brand:Name"] = DemoNetwork.Us.DisplayName,
            ["Listener:Brand:TimeZone"] = DemoTimes.Zone.Id,
            ["Listener:Brand:HelpUrl"] = "https://morgenkessel.example/help",
            ["Listener:Brand:Contact"] = "hello@morgenkessel.example",
            ["Serilog:MinimumLevel"] = "Warning",
        };
        foreach (var flavour in DemoFlavour.All)
        {
            own[$"Listener:Channels:{flavour.Name}:Type"] = DemoChannel.Type.Name;
            own[$"Listener:Channels:{flavour.Name}:Network"] = flavour.Name;
            own[$"Listener:Channels:{flavour.Name}:PollInterval"] = "00:00:03";
        }
        return ListenerSettings.Check(new ConfigurationBuilder().AddInMemoryCollection(own.Where(p => p.Value is not null)).Build(), real.Faults.Where(f => f.IsSettingsFile));
    }

    /// <summary>Replaces the clock, so that the past can be replayed, and the store's care for power cuts, which a throw-away store does not need.</summary>
    public void Register(IServiceCollection services)
    {
        services.AddSingleton<TimeProvider>(clock);
        services.AddSqliteStore(_ => new SqliteStoreOptions(folder.FullName) { SurvivesPowerCut = false });
        services.AddSingleton(new DemoWorld(clock)).AddSingleton(clock);
        services.AddSingleton<DemoTeam>().AddSingleton<DemoHistory>().AddSingleton<DemoDigests>();
    }

    /// <summary>Fills the open store; to be called before the service takes requests, because the clock is set back meanwhile.</summary>
    public async Task FillAsync(IServiceProvider services, CancellationToken token)
    {
        password = await services.GetRequiredService<DemoTeam>().HireAsync(clock.GetUtcNow().AddDays(-70), token);
        await services.GetRequiredService<DemoHistory>().ReplayAsync(token);
        await services.GetRequiredService<DemoDigests>().BuildAsync(token);
#pragma warning disable S1215 // Nine weeks in two seconds leave a heap that a quiet demonstration would keep for hours.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
#pragma warning restore S1215
    }

    /// <summary>A link that signs in once.</summary>
    public static string LinkTo(IServiceProvider services, string address) =>
        $"{address}/login/link?token={services.GetRequiredService<LoginLinks>().Create(DemoThread.Lead)}";

    /// <summary>Prints the link that signs in.</summary>
    public async Task AnnounceAsync(IServiceProvider services, string address, CancellationToken token)
    {
        var seconds = (TimeProvider.System.GetUtcNow() - new DateTimeOffset(Process.GetCurrentProcess().StartTime)).TotalSeconds;
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"Listener demo, ready after {seconds:0.0} s: open {LinkTo(services, address)} (good once; later sign in as {DemoThread.Lead} with {password}). Ctrl+C ends it and removes its data.");
        await Console.Out.WriteLineAsync(line.AsMemory(), token);
        await Console.Out.FlushAsync(token);
    }

    /// <summary>Removes the store.</summary>
    public void Dispose()
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"{folder.FullName} could not be removed: {e.Message} It holds made-up data only and may be deleted.");
        }
    }
}
