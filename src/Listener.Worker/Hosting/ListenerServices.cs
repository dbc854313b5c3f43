using Listener.Sentiment;
using Listener.Sentiment.Learning;
using Listener.Worker.Channels;
using Listener.Worker.Digests;
using Listener.Worker.Pipeline;
using Listener.Worker.Replies;
using Listener.Worker.Replies.Guards;
using Listener.Worker.Storage.Sqlite;
using Microsoft.AspNetCore.DataProtection;
using Serilog;

namespace Listener.Worker.Hosting;

/// <summary>Registers the product: store, channels, classifier, line.</summary>
public static class ListenerServices
{
    /// <summary>Services of a command line verb: everything but the web server and the schedules.</summary>
    public static ServiceProvider CreateForVerb(ListenerSettings settings)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddSerilog(LoggingSetup.Create(settings.Configuration, logFolder: null, toError: true)));
        services.AddListener(settings);
        return services.BuildServiceProvider();
    }

    /// <summary>Adds the product.</summary>
    public static IServiceCollection AddListener(this IServiceCollection services, ListenerSettings settings)
    {
        var folder = new DataFolder(settings.DataFolder);
        services.AddSingleton(settings).AddSingleton(settings.Options).AddSingleton(folder);
        services.AddSingleton(Microsoft.Extensions.Options.Options.Create(settings.Options));
        services.AddSingleton(TimeProvider.System);
        services.AddDataProtection().SetApplicationName("Listener").PersistKeysToFileSystem(new DirectoryInfo(folder.Keys));
        services.AddSqliteStore(_ => new SqliteStoreOptions(folder.Path));
        services.AddSingleton<ISessionVault, ProtectedSessionVault>();
        services.AddChannels();
        services.AddSingleton(provider => new OpenChannels(Open(provider, settings)));
        services.AddSingleton(provider => new ModelStore(folder.Models, settings.ModelsFolder, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(_ => new FrozenSet(Path.Combine(settings.ModelsFolder, "frozen.tsv")));
        services.AddSingleton(_ => ModelsReport.Read(settings));
        services.AddSingleton<ITextClassifier>(provider => provider.GetRequiredService<ModelsReport>().Classifier);
        services.AddDigests(LineRules.Digest(settings.Options), LineRules.Mail(settings.Options.Mail));
        return services.AddLine(settings);
    }

    private static IServiceCollection AddLine(this IServiceCollection services, ListenerSettings settings)
    {
        services.AddSingleton(LineRules.Polling(settings)).AddSingleton(LineRules.Routing(settings.Options))
            .AddSingleton(LineRules.Delivery(settings.Options)).AddSingleton(LineRules.Drafting(settings.Options));
        services.AddSingleton(_ => TemplateLibrary.Load()).AddSingleton<TemplateDrafter>().AddSingleton<CannedAnswers>().AddSingleton<CheckDraft>().AddSingleton(_ => new ReplyGuards(RuleBooks.Load()));
        services.AddSingleton<PollWatch>().AddSingleton<RehearsePoll>().AddSingleton<ClassifyMention>().AddSingleton<RouteMention>().AddSingleton<DraftReply>();
        services.AddSingleton<ProcessMentions>().AddSingleton<ApprovalRights>().AddSingleton<EditDraft>().AddSingleton<ApproveDraft>().AddSingleton<DecideDoubt>();
        services.AddSingleton<CheckBeforeSending>().AddSingleton<DeliverReply>().AddSingleton<WakeSnoozed>().AddSingleton<RecoverReplies>().AddSingleton<LearnFromPeople>();
        return services.AddSingleton<ListeningPipeline>();
    }

    private static IEnumerable<IChannel> Open(IServiceProvider provider, ListenerSettings settings) =>
        from pair in settings.Channels
        where pair.Value.Enabled && !settings.Faults.Any(f => f.Key.StartsWith($"Listener:Channels:{pair.Key}:", StringComparison.Ordinal))
        orderby pair.Key.Value
        select ChannelCatalog.Find(pair.Value.Type)!.Create(provider, pair.Key, pair.Value);
}
