using Listener.Worker.Channels;
using Listener.Worker.Domain;

namespace Listener.Worker.Tests.Support;

/// <summary>
/// A network that keeps posts and misbehaves by a seeded plan, within what the delivery classes promise: it stores at the latest one
/// minute after a request and lists at the latest five minutes after storing, so the second look, ten minutes later, sees all.
/// </summary>
public sealed class DisturbedNetwork(DeliveryClass delivery, TimeProvider clock, Random random)
{
    private readonly List<Stored> _posts = [];

    /// <summary>How often the reply stands on the network, seen or not yet.</summary>
    public int Standing => _posts.Count;

    public int Next(int max) => random.Next(max);

    /// <summary>Takes a post; a second one only where the network has no protection of its own left.</summary>
    public void Accept(Reply reply)
    {
        var at = clock.GetUtcNow() + TimeSpan.FromSeconds(random.Next(3) == 0 ? random.Next(60) : 0);
        if (_posts.Any(p => IsSame(p, reply, at)))
            return;
        _posts.Add(new Stored(reply.Id, at, at + TimeSpan.FromSeconds(random.Next(2) == 0 ? random.Next(300) : 0)));
    }

    /// <summary>True if a reader would see the post now.</summary>
    public bool Shows(Reply reply) => _posts.Any(p => p.Id == reply.Id && p.VisibleAt <= clock.GetUtcNow());

    // A key is kept for an hour and sometimes stored too late to help (mastodon/mastodon#21840).
    private bool IsSame(Stored post, Reply reply, DateTimeOffset at) => post.Id == reply.Id && delivery switch
    {
        DeliveryClass.ClientChosenId or DeliveryClass.Upsert => true,
        DeliveryClass.KeyAndReadBack => at - post.At < TimeSpan.FromHours(1) && random.Next(10) > 0,
        _ => false,
    };

    private sealed record Stored(ReplyId Id, DateTimeOffset At, DateTimeOffset VisibleAt);
}

/// <summary>One process's connection to a disturbed network.</summary>
public sealed class DisturbedChannel(ChannelTraits traits, DisturbedNetwork network, Deathbed deathbed) : IReplyPoster
{
    public ChannelKey Key => Builders.Key;

    public ChannelTraits Traits => traits;

    public IReadOnlyList<Watch> Watches { get; } = [new Watch("mentions", "notifications", "")];

    public Task<ConnectionReport> TestAsync(CancellationToken token) => Task.FromResult(new ConnectionReport(true, ""));

    public async Task<TargetReport> InspectAsync(Reply reply, CancellationToken token)
    {
        deathbed.Step();
        await Task.CompletedTask;
        if (network.Next(10) == 0)
            throw new ChannelException(FakeChannel.Fault(ChannelFaultKind.Transient));
        deathbed.Step();
        return network.Shows(reply) ? new TargetReport(TargetState.AnsweredByUs) : new TargetReport(TargetState.Present);
    }

    public async Task<PostResult> PostAsync(Reply reply, CancellationToken token)
    {
        deathbed.Step();
        await Task.CompletedTask;
        switch (network.Next(12))
        {
            case 0: // lost on the way
                return new PostResult.Unknown(FakeChannel.Fault(ChannelFaultKind.Transient));
            case 1: // stored, yet 5xx
                network.Accept(reply);
                return new PostResult.Unknown(FakeChannel.Fault(ChannelFaultKind.Transient));
            case 2: // stored, answer lost
                network.Accept(reply);
                throw new HttpRequestException("connection reset");
            case 3: // stored, no answer in time
                network.Accept(reply);
                throw new OperationCanceledException();
            case 4:
                return new PostResult.RetryLater(Builders.Now, FakeChannel.Fault(ChannelFaultKind.RateLimited));
            case 5 when network.Standing == 0 && network.Next(4) == 0:
                return new PostResult.Refused(FakeChannel.Fault(ChannelFaultKind.Refused));
            default:
                network.Accept(reply);
                deathbed.Step(); // stored, and the process dies before it hears of it
                return new PostResult.Delivered("n-" + reply.Id, null);
        }
    }

    public async Task<LookResult> FindAsync(Reply reply, CancellationToken token)
    {
        deathbed.Step();
        await Task.CompletedTask;
        if (network.Next(6) == 0)
            return new LookResult.CannotTell(FakeChannel.Fault(ChannelFaultKind.Transient));
        deathbed.Step();
        return network.Shows(reply) ? new LookResult.Found("n-" + reply.Id, null) : new LookResult.NotFound();
    }
}
