using Listener.Sentiment;
using Listener.Worker.Channels;
using Listener.Worker.Digests;
using Listener.Worker.Domain;
using Listener.Worker.Hosting;
using Listener.Worker.Pipeline;
using Listener.Worker.Replies;
using Listener.Worker.Replies.Guards;
using Listener.Worker.Storage;
using Listener.Worker.Storage.Sqlite;
using Listener.Worker.Web;
using Listener.Worker.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Listener.Worker.Tests.Support.Web;

/// <summary>The console on a free loopback port over a real SQLite store in a folder of its own, with a network in memory.</summary>
public sealed class ConsoleHost : IAsyncDisposable
{
    /// <summary>Password of every account of the host.</summary>
    public const string Password = "correct horse battery";

    // One hash for all accounts of all tests: hashing is slow on purpose.
    private static readonly Lazy<string> Hash = new(() => PasswordHashing.Hash(Password));

    private readonly WebApplication app;
    private readonly string folder;

    private ConsoleHost(WebApplication app, string folder, FakeChannel channel)
    {
        this.app = app;
        this.folder = folder;
        Channel = channel;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>Address of the console.</summary>
    public Uri Address { get; }

    /// <summary>The only channel.</summary>
    public FakeChannel Channel { get; }

    /// <summary>Data folder.</summary>
    public string Folder => folder;

    public IMentionStore Mentions => app.Services.GetRequiredService<IMentionStore>();

    public IReplyStore Replies => app.Services.GetRequiredService<IReplyStore>();

    public IOperationsStore Operations => app.Services.GetRequiredService<IOperationsStore>();

    public IServiceProvider Services => app.Services;

    /// <summary>Starts a host.</summary>
    /// <param name="withUsers">False leaves the store without any user, as on a first start.</param>
    /// <param name="undo">Undo window.</param>
    /// <param name="channel">Channel; a plain fake one if null.</param>
    /// <param name="prepare">Puts something into the data folder before the store is opened; null for nothing.</param>
    public static async Task<ConsoleHost> StartAsync(bool withUsers = true, TimeSpan? undo = null, FakeChannel? channel = null, Func<SqliteStoreOptions, Task>? prepare = null)
    {
        var folder = Path.Combine(Path.GetTempPath(), "listener-web-" + Guid.NewGuid().ToString("n"));
        Directory.CreateDirectory(folder);
        if (prepare is not null)
            await prepare(new SqliteStoreOptions(folder));
        var network = channel ?? new FakeChannel(new ChannelKey("fake-main"));
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        Register(builder.Services, folder, network, undo ?? TimeSpan.FromSeconds(60));
        var app = builder.Build();
        await app.Services.GetRequiredService<IStoreAdministration>().OpenAsync(true, CancellationToken.None);
        app.MapConsole();
        await app.StartAsync();
        var host = new ConsoleHost(app, folder, network);
        if (withUsers)
            await host.AddUsersAsync();
        return host;
    }

    /// <summary>Sends what is due, as the job would.</summary>
    public Task<int> DeliverAsync() => app.Services.GetRequiredService<DeliverReply>().RunAsync(CancellationToken.None);

    /// <summary>Adds an account with <see cref="Password"/>.</summary>
    public Task AddUserAsync(string name, string displayName, Role role) => Operations.SaveUserAsync(
        new User(name, displayName, role, Hash.Value, UserAccounts.NewStamp(), false, DateTimeOffset.UtcNow, null, null), CancellationToken.None);

    /// <summary>Stores mentions, understood and with a draft each where one is given.</summary>
    public async Task<IReadOnlyList<MentionNumber>> AddAsync(params SeededMention[] seeds)
    {
        var page = new MentionPage([.. seeds.Select(s => s.Mention)], new PollCursor(Guid.NewGuid().ToString("n")), false, [], [], null);
        var saved = await Mentions.SaveBatchAsync(Channel.Key, "mentions", page, DateTimeOffset.UtcNow, CancellationToken.None);
        var understood = new List<UnderstoodMention>();
        foreach (var number in saved.Added)
        {
            var stored = (await Mentions.FindAsync(number, CancellationToken.None))!;
            var seed = seeds.First(s => s.Mention.Id == stored.Mention.Id);
            var draft = seed.Draft is null ? null : Builders.Draft(number, seed.Draft) with { Language = seed.Labels.Language, CreatedAt = DateTimeOffset.UtcNow };
            understood.Add(new UnderstoodMention(number, seed.Labels, seed.Routing, draft));
        }
        await Mentions.SaveUnderstoodAsync(understood, CancellationToken.None);
        return saved.Added;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task AddUsersAsync()
    {
        await AddUserAsync("ana", "Ana Lopez", Role.Admin);
        await AddUserAsync("ben", "Ben Kask", Role.Approver);
        await AddUserAsync("wim", "Wim de Boer", Role.Writer);
        await AddUserAsync("vera", "Vera Popa", Role.Viewer);
    }

    private static void Register(IServiceCollection services, string folder, FakeChannel channel, TimeSpan undo)
    {
        services.Configure<ListenerOptions>(options =>
        {
            options.DataFolder = folder;
            options.Brand.TimeZone = "Europe/Tallinn";
            options.Delivery.UndoWindow = undo;
        });
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Listener:Brand:Language"] = "et" }).Build();
        services.AddSingleton(new ListenerSettings(new ListenerOptions(), new Dictionary<ChannelKey, ChannelOptions>(), [], configuration));
        services.AddSingleton(TimeProvider.System);
        services.AddSqliteStore(_ => new SqliteStoreOptions(folder));
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddChannels();
        services.AddSingleton(new OpenChannels([channel]));
        services.AddSingleton<ITextClassifier, QuietClassifier>();
        services.AddSingleton(new DraftingRules()).AddSingleton(new RoutingRules()).AddSingleton(new DeliveryRules());
        services.AddSingleton<RouteMention>().AddSingleton(_ => new ReplyGuards(RuleBooks.Load())).AddSingleton<CheckDraft>().AddSingleton<EditDraft>();
        services.AddSingleton<ApprovalRights>().AddSingleton<ApproveDraft>().AddSingleton<DecideDoubt>();
        services.AddSingleton<CheckBeforeSending>().AddSingleton<DeliverReply>();
        services.AddSingleton(new PollRules()).AddSingleton<PollWatch>().AddSingleton<RehearsePoll>();
        services.AddSingleton<ClassifyMention>().AddSingleton(_ => TemplateLibrary.Load()).AddSingleton<TemplateDrafter>().AddSingleton<CannedAnswers>().AddSingleton<DraftReply>();
        services.AddSingleton<ProcessMentions>().AddSingleton<WakeSnoozed>().AddSingleton<ListeningPipeline>();
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Tallinn");
        services.AddDigests(new DigestRules { Brand = "Nordwind", Zone = zone, Recipients = ["team@example.org"] }, MailRules.None with { From = "listener@example.org", PickupFolder = Path.Combine(folder, "mail") });
        services.AddConsole().AddListenerHealth();
    }
}

/// <summary>A mention to put into a host.</summary>
/// <param name="Mention">As read.</param>
/// <param name="Labels">Its classification.</param>
/// <param name="Routing">Its routing.</param>
/// <param name="Draft">Text of its draft; null for none.</param>
public sealed record SeededMention(Mention Mention, Classification Labels, Routing Routing, string? Draft);

/// <summary>Recognises nothing, so that guards judge the stated language only.</summary>
public sealed class QuietClassifier : ITextClassifier
{
    public string Model => "quiet";

    public ClassificationResult Classify(ClassificationInput input) => new(
        ClassificationResult.UnknownLanguage, 0, new SentimentScore("neutral", 0, 1, 0, true),
        new IntentScore(Intents.Other, new Dictionary<string, double>(), [], true),
        new Dictionary<string, double>(), new Dictionary<string, double>(), 0, 0, "quiet", false);

    public IReadOnlyList<Evidence> Explain(ClassificationInput input, int top = 8) => [new Evidence("parcel", 1.2), new Evidence("thank you", -0.4)];
}
