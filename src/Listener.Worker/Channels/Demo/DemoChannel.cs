using System.Globalization;
using Listener.Worker.Domain;

namespace Listener.Worker.Channels.Demo;

/// <summary>An account on a made-up network inside this process. Nothing it does leaves the machine.</summary>
public sealed class DemoChannel : IMentionSource, IReplyPoster
{
    /// <summary>Most changes a reading takes.</summary>
    internal const int PageSize = 100;

    private readonly DemoWorld world;
    private readonly DemoFlavour flavour;

    /// <param name="key">Short name of the channel.</param>
    /// <param name="options">Checked settings.</param>
    /// <param name="world">The made-up networks.</param>
    public DemoChannel(ChannelKey key, DemoOptions options, DemoWorld world)
    {
        Key = key;
        this.world = world;
        flavour = DemoFlavour.Find(options.Network) ?? throw new ArgumentException($"'{options.Network}' is no made-up network.", nameof(options));
        Traits = TraitsOf(flavour);
    }

    /// <summary>Entry in the catalogue.</summary>
    internal static ChannelType Type { get; } = new("demo", typeof(DemoOptions), (services, key, options) =>
        new DemoChannel(key, (DemoOptions)options, services.GetRequiredService<DemoWorld>()));

    /// <inheritdoc/>
    public ChannelKey Key { get; }

    /// <inheritdoc/>
    public ChannelTraits Traits { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Watch> Watches { get; } = [new Watch("mentions", "mentions", "")];

    /// <inheritdoc/>
    public Task<ConnectionReport> TestAsync(CancellationToken token) =>
        Task.FromResult(new ConnectionReport(true, $"The made-up network {Traits.DisplayName} answers; nothing leaves this machine."));

    /// <inheritdoc/>
    public Task<MentionPage> ReadAsync(Watch watch, PollCursor? cursor, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        return Task.FromResult(world.Visit(flavour, (network, now) => Read(network, watch, cursor, now)));
    }

    /// <inheritdoc/>
    public Task<TargetReport> InspectAsync(Reply reply, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        return Task.FromResult(world.Visit(flavour, (network, now) => Inspect(network, reply, now)));
    }

    /// <inheritdoc/>
    public Task<PostResult> PostAsync(Reply reply, CancellationToken token) => Task.FromResult(
        token.IsCancellationRequested
            ? new PostResult.Unknown(NetworkFaults.Stopped("post"))
            : world.Visit(flavour, (network, now) => Post(network, reply, now)));

    /// <inheritdoc/>
    public Task<LookResult> FindAsync(Reply reply, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        return Task.FromResult(world.Visit<LookResult>(flavour, (network, _) =>
            network.Find(reply.IdempotencyKey) is { IsGone: false } post ? new LookResult.Found(post.Id, null) : new LookResult.NotFound()));
    }

    private MentionPage Read(DemoNetwork network, Watch watch, PollCursor? cursor, DateTimeOffset now)
    {
        var from = ReadCursor(cursor, network.Latest);
        var (posts, read) = network.ChangedAfter(from, PageSize);
        if (read == from && cursor is not null)
            return MentionPage.Empty(cursor);
        var next = new PollCursor(string.Create(CultureInfo.InvariantCulture, $"d1|{world.Schedule.Id}|{read}"));
        return new MentionPage(
            [.. posts.Where(p => p is { IsGone: false, IsBroken: false }).OrderBy(p => p.PostedAt).Select(p => DemoMention.From(p, Key, watch, flavour, now))],
            next,
            read < network.Latest,
            [.. posts.Where(p => p is { IsGone: false, IsBroken: true }).Select(p => new QuarantinedItem(p.Id, "the text is not valid UTF-8; the network has to mend it", p.Text))],
            [.. posts.Where(p => p.IsGone).Select(p => p.Id)],
            null);
    }

    // The world ends with its process: a cursor of an earlier one means nothing here, and reading starts anew.
    private int ReadCursor(PollCursor? cursor, int latest) =>
        cursor?.Value.Split('|') is ["d1", var id, var read] && id == world.Schedule.Id
            && int.TryParse(read, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= latest ? count : 0;

    private static TargetReport Inspect(DemoNetwork network, Reply reply, DateTimeOffset now)
    {
        if (network.Find(reply.Conversation.ParentId) is not { IsGone: false } target)
            return new TargetReport(TargetState.Gone, "the text was deleted");
        return StateOf(network, target, reply, now) with { Answers = network.AnswerTo(target.Id) is { } answer ? [answer.Id] : [] };
    }

    private static TargetReport StateOf(DemoNetwork network, DemoPost target, Reply reply, DateTimeOffset now)
    {
        if (network.WhyClosed(target, now) is { } why)
            return new TargetReport(TargetState.Locked, why);
        return reply.TargetVersion is null || reply.TargetVersion == DemoMention.VersionOf(target)
            ? new TargetReport(TargetState.Present)
            : new TargetReport(TargetState.Edited, "the text was changed after the reply was written");
    }

    private PostResult Post(DemoNetwork network, Reply reply, DateTimeOffset now)
    {
        if (network.Find(reply.IdempotencyKey) is { } known)
            return known.Text == reply.Text ? new PostResult.Delivered(known.Id, null) : Refused("another text stands under this reply's key", "Look at the thread and decide.");
        if (TextCounter.Excess(reply.Text, flavour.Limits) is > 0 and var excess)
            return Refused($"the text is {excess} characters too long", "Shorten the text and approve it again.");
        if (network.Find(reply.Conversation.ParentId) is not { IsGone: false } target)
            return Refused("the text to answer is gone", "Nothing is left to do.");
        if (network.WhyClosed(target, now) is { } why)
            return Refused(why, "Nothing is left to do.");
        return network.Answer(reply.IdempotencyKey, target.Id, reply.Text, now) is { } posted
            ? new PostResult.Delivered(posted.Id, null)
            : Refused("the text to answer is gone", "Nothing is left to do.");
    }

    private static PostResult.Refused Refused(string what, string next) => new(new ChannelFault(ChannelFaultKind.Refused, what, "post", next));

    private static ChannelTraits TraitsOf(DemoFlavour flavour) => new()
    {
        Network = flavour.Name,
        DisplayName = flavour.DisplayName,
        CanReply = true,
        TextLimits = flavour.Limits,
        Delivery = DeliveryClass.ClientChosenId,
        ShortestPollInterval = TimeSpan.FromSeconds(1),
        LookDelays = (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30)),
        VendorPage = new Uri($"https://{flavour.Name}.example/"),
    };
}
