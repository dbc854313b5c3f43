using System.Net;
using Listener.Worker.Api;
using Listener.Worker.Cli;
using Listener.Worker.Pipeline;
using Listener.Worker.Schedules;
using Listener.Worker.Storage;
using Listener.Worker.Web;
using Microsoft.AspNetCore.HttpOverrides;
using Serilog;

namespace Listener.Worker.Hosting;

/// <summary>Builds and runs the service.</summary>
public static class ListenerHost
{
    /// <summary>Time in which a send is finished or given back after the service is told to stop.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(25);

    /// <summary>Runs until it is told to stop; returns the exit code.</summary>
    /// <param name="demo">True runs on a throw-away store with a made-up network.</param>
    /// <param name="url">Address to listen on instead of the settings' one; null keeps it.</param>
    /// <param name="token">Stops the service.</param>
    public static async Task<int> RunAsync(bool demo, string? url, CancellationToken token)
    {
        using var throwAway = demo ? DemoSetup.Create() : null;
        var settings = throwAway?.Settings(url) ?? ListenerSettings.Load(url is null ? [] : new Dictionary<string, string?> { ["Listener:Url"] = url });
        if (settings.Faults.Count > 0)
        {
            await Console.Error.WriteLineAsync(settings.Describe());
            return ListenerSettings.BadSettingsExitCode;
        }
        var folder = new DataFolder(settings.DataFolder);
        try
        {
            folder.Create();
        }
        catch (StoreException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return ExitCode.Failed;
        }
        var problem = folder.PrepareLogs();
        await using var logger = LoggingSetup.Create(settings.Configuration, problem is null ? folder.Logs : null, toError: false);
        // No reason to be silent to customers.
        if (problem is not null)
            logger.Error("No log files are written, only these lines, because {Folder} cannot be used: {Problem} Give the service's account the right to write there and start again.", folder.Logs, problem);
        return await RunAsync(settings, throwAway, logger, token);
    }

    private static async Task<int> RunAsync(ListenerSettings settings, DemoSetup? demo, Serilog.ILogger logger, CancellationToken token)
    {
        try
        {
            // Starting is work for two cores: the models are read, then the disk is waited for, while the service is put together.
            var models = Task.Run(() => ModelsReport.Read(settings), token);
            await using var app = Register(settings, logger, services =>
            {
                services.AddSingleton(_ => models.GetAwaiter().GetResult());
                demo?.Register(services);
            });
            var store = Task.Run(() => OpenStoreAsync(app.Services, token), token);
            Map(app, settings);
            await store;
            var page = Task.Run(() => FirstPage.PrepareAsync(app), token);
            if (demo is not null)
                await demo.FillAsync(app.Services, token);
            await app.StartAsync(token);
            await AnnounceAsync(app, demo, token);
            await page;
            await app.WaitForShutdownAsync(token);
            // A part that failed stops the service; the supervisor shall start it again.
            return app.Services.GetServices<IHostedService>().OfType<BackgroundService>().Any(s => s.ExecuteTask is { IsFaulted: true }) ? ExitCode.Failed : ExitCode.Done;
        }
        catch (StoreException e)
        {
            logger.Fatal("The store cannot be used: {Problem}", e.Message);
            return e is StoreLockedException ? ExitCode.TryLater : ExitCode.Failed;
        }
        catch (IOException e) when (e.InnerException is System.Net.Sockets.SocketException or Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            logger.Fatal("{Url} cannot be listened on: {Problem} Set Listener:Url to a free address, or stop the program that holds it.", settings.Options.Url, e.Message);
            return ExitCode.Failed;
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            return ExitCode.Done;
        }
    }

    private static async Task OpenStoreAsync(IServiceProvider services, CancellationToken token)
    {
        await services.GetRequiredService<IStoreAdministration>().OpenAsync(forService: true, token);
        await services.GetRequiredService<RecoverReplies>().RunAsync(token);
    }

    /// <summary>Builds the service without starting it.</summary>
    /// <param name="settings">Checked settings.</param>
    /// <param name="logger">Log.</param>
    /// <param name="replace">Replaces services after all were registered; null for none.</param>
    public static WebApplication Build(ListenerSettings settings, Serilog.ILogger logger, Action<IServiceCollection>? replace = null)
    {
        var app = Register(settings, logger, replace);
        Map(app, settings);
        return app;
    }

    private static WebApplication Register(ListenerSettings settings, Serilog.ILogger logger, Action<IServiceCollection>? replace)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddConfiguration(settings.Configuration);
        builder.Logging.ClearProviders().AddSerilog(logger);
        builder.WebHost.UseUrls(settings.Options.Url);
        builder.WebHost.ConfigureKestrel(server => server.AddServerHeader = false);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopLimit);
        builder.Services.AddListener(settings).AddConsole()
            .AddListenerSchedules(TimeZoneInfo.FindSystemTimeZoneById(settings.Options.Brand.TimeZone));
        builder.Services.AddListenerHealth().AddSingleton<SystemdNotifier>().AddHostedService<WarmUp>().AddHostedService<SystemdWatchdog>();
        replace?.Invoke(builder.Services);
        return builder.Build();
    }

    private static void Map(WebApplication app, ListenerSettings settings)
    {
        UseTrustedProxies(app, settings.Options.TrustedProxies);
        app.UseRouting();
        app.MapListenerHealth();
        var secret = DataFolder.NewSecret();
        LocalService.Map(app, secret);
        app.Lifetime.ApplicationStarted.Register(() => app.Services.GetRequiredService<DataFolder>().WriteLocalToken(app.Urls.First(), secret));
        app.MapConsole();
        app.UseEndpoints(_ => { });
    }

    private static void UseTrustedProxies(WebApplication app, IList<string> proxies)
    {
        if (proxies.Count == 0)
            return;
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto };
        foreach (var proxy in proxies)
            options.KnownProxies.Add(IPAddress.Parse(proxy));
        app.UseForwardedHeaders(options);
    }

    private static async Task AnnounceAsync(WebApplication app, DemoSetup? demo, CancellationToken token)
    {
        var address = app.Urls.First().TrimEnd('/');
        app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Listener").LogInformation("Listener runs at {Address}", address);
        if (demo is not null)
            await demo.AnnounceAsync(app.Services, address, token);
        // Printed, not logged: the token opens the first set-up.
        else if (await FirstAccount.PrepareAsync(app.Services, address, token) is { } setup)
            await Console.Out.WriteLineAsync($"No account yet. Set Listener up at {setup}".AsMemory(), token);
    }
}
