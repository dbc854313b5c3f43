using Listener.Worker.Channels;
using Listener.Worker.Domain;

namespace Listener.Worker.Tests.Support;

/// <summary>A network in memory: pages to read are queued, posts are kept, every call can be scripted.</summary>
public sealed class FakeChannel : IMentionSource, IReplyPoster
{
    private readonly Queue<Func<CancellationToken, Task<MentionPage>>> _pages = new();

    public FakeChannel(ChannelKey? key = null, ChannelTraits? traits = null, params Watch[] watches)
    {
        Key = key ?? Builders.Key;
        Traits = traits ?? Builders.Traits();
        Watches = watches.Length > 0 ? watches : [new Watch("mentions", "notifications", "")];
    }

    public ChannelKey Key { get; }

    public ChannelTraits Traits { get; }

    public IReadOnlyList<Watch> Watches { get; }

    /// <summary>Replies that stand on the network, in order.</summary>
    public List<Reply> Posts { get; } = [];

    /// <summary>Cursors it was asked with, in order.</summary>
    public List<PollCursor?> Asked { get; } = [];

    /// <summary>Names of the watches read, in order.</summary>
    public List<string> WatchesRead { get; } = [];

    /// <summary>Watches that cannot be read, by name.</summary>
    public Dictionary<string, ChannelFault> Faults { get; } = [];

    public Func<Reply, TargetReport> OnInspect { get; set; } = _ => new TargetReport(TargetState.Present);

    /// <summary>Called instead of a plain post; null keeps the post and acknowledges it.</summary>
    public Func<Reply, CancellationToken, Task<PostResult>>? OnPost { get; set; }

    /// <summary>Called instead of a plain look; null looks into <see cref="Posts"/>.</summary>
    public Func<Reply, LookResult>? OnFind { get; set; }

    public int Looks { get; private set; }

    public FakeChannel Offer(MentionPage page)
    {
        _pages.Enqueue(_ => Task.FromResult(page));
        return this;
    }

    public FakeChannel Fail(Exception error)
    {
        _pages.Enqueue(_ => Task.FromException<MentionPage>(error));
        return this;
    }

    public FakeChannel Answer(Func<CancellationToken, Task<MentionPage>> answer)
    {
        _pages.Enqueue(answer);
        return this;
    }

    public Task<ConnectionReport> TestAsync(CancellationToken token) => Task.FromResult(new ConnectionReport(true, "Reached the fake network."));

    public Task<MentionPage> ReadAsync(Watch watch, PollCursor? cursor, CancellationToken token)
    {
        Asked.Add(cursor);
        WatchesRead.Add(watch.Name);
        if (Faults.TryGetValue(watch.Name, out var fault))
            return Task.FromException<MentionPage>(new ChannelException(fault));
        return _pages.TryDequeue(out var page) ? page(token) : Task.FromResult(MentionPage.Empty(cursor ?? new PollCursor("start")));
    }

    public Task<TargetReport> InspectAsync(Reply reply, CancellationToken token) => Task.FromResult(OnInspect(reply));

    public Task<PostResult> PostAsync(Reply reply, CancellationToken token)
    {
        if (OnPost is not null)
            return OnPost(reply, token);
        Posts.Add(reply);
        return Task.FromResult<PostResult>(new PostResult.Delivered("native-" + reply.Id, null));
    }

    public Task<LookResult> FindAsync(Reply reply, CancellationToken token)
    {
        Looks++;
        if (OnFind is not null)
            return Task.FromResult(OnFind(reply));
        return Task.FromResult<LookResult>(Posts.Any(p => p.Id == reply.Id) ? new LookResult.Found("native-" + reply.Id, null) : new LookResult.NotFound());
    }

    /// <summary>A fault as channels report it.</summary>
    public static ChannelFault Fault(ChannelFaultKind kind, DateTimeOffset? retryAt = null) => new(kind, "the network stumbled", "fake", "Wait.", retryAt);
}
