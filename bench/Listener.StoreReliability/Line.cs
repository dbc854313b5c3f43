using System.Globalization;
using Listener.Worker.Channels;
using Listener.Worker.Digests;
using Listener.Worker.Domain;
using Listener.Worker.Hosting;
using Listener.Worker.Pipeline;
using Listener.Worker.Storage;
using Listener.Worker.Storage.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Listener.StoreReliability;

/// <summary>The real line on a real store, with a clock and a network of the campaign's own.</summary>
internal sealed class Line : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private Line(ServiceProvider services) => _services = services;

    public ListeningPipeline Pipeline => _services.GetRequiredService<ListeningPipeline>();

    public IMentionStore Mentions => _services.GetRequiredService<IMentionStore>();

    public IReplyStore Replies => _services.GetRequiredService<IReplyStore>();

    public IOperationsStore Operations => _services.GetRequiredService<IOperationsStore>();

    public IStoreAdministration Store => _services.GetRequiredService<IStoreAdministration>();

    public ApproveDraft Approve => _services.GetRequiredService<ApproveDraft>();

    /// <summary>Opens one.</summary>
    /// <param name="folder">Data folder.</param>
    /// <param name="clock">Clock of everything.</param>
    /// <param name="network">The only network.</param>
    /// <param name="zone">Zone of the digest.</param>
    /// <param name="mail">Takes the digest's mails.</param>
    /// <param name="survivesPowerCut">False for campaigns that are not about the disk.</param>
    public static async Task<Line> OpenAsync(string folder, TimeProvider clock, IChannel network, string zone, IMailSender mail, bool survivesPowerCut)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddListener(Settings(folder, zone));
        services.AddSingleton(clock).AddSingleton(new OpenChannels([network])).AddSingleton(mail);
        services.AddSqliteStore(_ => new SqliteStoreOptions(folder) { SurvivesPowerCut = survivesPowerCut });
        services.AddSingleton(new PollRules { MaxPages = 100 });
        services.AddSingleton(new DeliveryRules { MaxRepliesPerChannelAndHour = 10_000 });
        var line = new Line(services.BuildServiceProvider());
        await line.Store.OpenAsync(forService: true, default);
        return line;
    }

    /// <summary>Settings without channels.</summary>
    public static ListenerSettings Settings(string folder, string zone)
    {
        var settings = ListenerSettings.Check(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Listener:DataFolder"] = folder,
            ["Listener:Url"] = "http://127.0.0.1:0",
            ["Listener:Brand:Name"] = "Kupferkessel",
            ["Listener:Brand:TimeZone"] = zone,
            ["Listener:Digest:Recipients:0"] = "team@example.org",
            ["Listener:Mail:From"] = "listener@example.org",
            ["Listener:Mail:PickupFolder"] = folder,
            ["Serilog:MinimumLevel"] = "Error",
        }).Build());
        return settings.Faults.Count == 0 ? settings : throw new InvalidOperationException(settings.Describe());
    }

    /// <summary>What the jobs do when they come round.</summary>
    public async Task TickAsync()
    {
        await Pipeline.PollAsync(force: false, only: null, default);
        await Pipeline.UnderstandAsync(default);
        await Pipeline.DeliverAsync(default);
        await Pipeline.WakeAsync(default);
        if (await _services.GetRequiredService<DigestService>().BuildDueAsync(default) is { } week)
            await _services.GetRequiredService<DigestMailer>().SendAsync(week, force: false, default);
    }

    /// <summary>Approves a mention's open draft, to be sent at once.</summary>
    /// <returns>The reply; null if there is nothing to approve or a guard minds.</returns>
    public async Task<ReplyRecord?> ApproveAsync(MentionNumber mention)
    {
        var draft = (await Replies.DraftsAsync(mention, default)).FirstOrDefault(d => d.State is DraftState.Proposed or DraftState.Edited);
        if (draft is null)
            return null;
        var outcome = await Approve.RunAsync(new ApprovalRequest(draft.Id, draft.Version, "ana", Role.Admin, UndoWindow: TimeSpan.Zero), default);
        return (outcome as ApprovalOutcome.Approved)?.Reply;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}

/// <summary>A network that speaks at an even pace and keeps what is posted to it.</summary>
internal sealed class SteadyNetwork(TimeProvider clock, DateTimeOffset start, TimeSpan pace, IReadOnlyList<string> texts, TimeSpan shortestPoll) : IMentionSource, IReplyPoster
{
    private const int PageSize = 500;

    private readonly Lock _gate = new();

    public ChannelKey Key { get; } = new("steady-main");

    public ChannelTraits Traits { get; } = new()
    {
        Network = "steady",
        DisplayName = "Steady",
        CanReply = true,
        TextLimits = [],
        Delivery = DeliveryClass.ClientChosenId,
        ShortestPollInterval = shortestPoll,
        VendorPage = new Uri("https://steady.example"),
    };

    public IReadOnlyList<Watch> Watches { get; } = [new Watch("mentions", "notifications", "")];

    /// <summary>Monotonic times of all polls.</summary>
    public List<long> Polls { get; } = [];

    /// <summary>How often each reply was posted.</summary>
    public Dictionary<ReplyId, int> Posts { get; } = [];

    /// <summary>The next poll fails.</summary>
    public bool Fail { get; set; }

    public Task<ConnectionReport> TestAsync(CancellationToken token) => Task.FromResult(new ConnectionReport(true, "steady"));

    public Task<MentionPage> ReadAsync(Watch watch, PollCursor? cursor, CancellationToken token)
    {
        lock (_gate)
            Polls.Add(clock.GetTimestamp());
        if (Fail)
        {
            Fail = false;
            throw new ChannelException(new ChannelFault(ChannelFaultKind.Transient, "the network stumbled", Key.Value, "It is tried again."));
        }
        var from = cursor is null ? 0 : long.Parse(cursor.Value, CultureInfo.InvariantCulture);
        // The network's own time: how long it has been speaking, whatever the clock on the wall says.
        var upTo = pace == TimeSpan.Zero ? 1 : clock.GetElapsedTime(0).Ticks / pace.Ticks;
        var to = Math.Min(upTo, from + PageSize);
        var page = new List<Mention>();
        for (var i = from; i < to; i++)
            page.Add(Make(i));
        return Task.FromResult(new MentionPage(page, new PollCursor(Math.Max(from, to).ToString(CultureInfo.InvariantCulture)), to < upTo, [], [], null));
    }

    public Task<TargetReport> InspectAsync(Reply reply, CancellationToken token) => Task.FromResult(new TargetReport(TargetState.Present));

    public Task<PostResult> PostAsync(Reply reply, CancellationToken token)
    {
        lock (_gate)
            Posts[reply.Id] = Posts.GetValueOrDefault(reply.Id) + 1;
        return Task.FromResult<PostResult>(new PostResult.Delivered("native-" + reply.Id, null));
    }

    public Task<LookResult> FindAsync(Reply reply, CancellationToken token)
    {
        lock (_gate)
            return Task.FromResult<LookResult>(Posts.ContainsKey(reply.Id) ? new LookResult.Found("native-" + reply.Id, null) : new LookResult.NotFound());
    }

    private Mention Make(long number)
    {
        var id = number.ToString(CultureInfo.InvariantCulture);
        return new Mention
        {
            Id = new MentionId(Key, id),
            Watch = "mentions",
            Kind = MentionKind.Post,
            Author = new Author("u" + (number % 9_973), "user" + (number % 9_973), "User " + (number % 9_973), 100),
            Text = $"{texts[(int)((uint)number * 2_654_435_761 % (uint)texts.Count)]} {id}",
            PostedAt = start + (number * pace),
            Conversation = new ConversationRef(Key, id, id, Audience.Public),
            Eligibility = ReplyEligibility.Allowed,
        };
    }
}

/// <summary>Counts mails.</summary>
internal sealed class CountedMail : IMailSender
{
    public int Sent { get; private set; }

    public Task SendAsync(OutgoingMail mail, CancellationToken token)
    {
        Sent++;
        return Task.CompletedTask;
    }
}
