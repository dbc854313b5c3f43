using Listener.Worker.Channels;
using Listener.Worker.Domain;

namespace Listener.Worker.Tests.Support;

/// <summary>What a network does wrong with a post.</summary>
public enum PostFault
{
    None, LostOnTheWay, FailedBefore, StoredThenFailed, StoredThenReset, StoredThenTimedOut, Truncated, HalfClosed, Limited, ConnectionRefused, TakenTwice, ThrewSomethingOdd, RefusedForGood,
}

/// <summary>
/// A network that keeps posts and misbehaves by a seeded plan, within what the delivery classes promise: it stores at the latest one
/// minute after a request and lists at the latest five minutes after storing, so the second look, ten minutes later, sees all. Until
/// then some readers see a post and some do not.
/// </summary>
public sealed class DisturbedNetwork(DeliveryClass delivery, TimeProvider clock, Random random)
{
    private readonly List<Stored> _posts = [];
    private int _limitedLeft;

    /// <summary>How often the reply stands on the network, seen or not yet.</summary>
    public int Standing => _posts.Count;

    /// <summary>Faults so far.</summary>
    public HashSet<PostFault> Faults { get; } = [];

    public int Next(int max) => random.Next(max);

    /// <summary>Fault of the next post: half of all go well.</summary>
    public PostFault NextFault()
    {
        var fault = Draw();
        Faults.Add(fault);
        return fault;
    }

    /// <summary>Takes a post; a second one only where the network has no protection of its own left.</summary>
    public void Accept(Reply reply)
    {
        var at = clock.GetUtcNow() + TimeSpan.FromSeconds(random.Next(3) == 0 ? random.Next(60) : 0);
        if (_posts.Any(p => IsSame(p, reply, at)))
            return;
        var seen = at + TimeSpan.FromSeconds(random.Next(2) == 0 ? random.Next(300) : 0);
        _posts.Add(new Stored(reply.Id, at, seen, seen + ((at + TimeSpan.FromSeconds(300) - seen) * random.NextDouble())));
    }

    /// <summary>True if the reader asked now sees the post.</summary>
    public bool Shows(Reply reply)
    {
        var now = clock.GetUtcNow();
        return _posts.Any(p => p.Id == reply.Id && (p.SeenByAllAt <= now || (p.SeenAt <= now && random.Next(2) == 0)));
    }

    private PostFault Draw()
    {
        if (_limitedLeft > 0)
        {
            _limitedLeft--;
            return PostFault.Limited;
        }
        var fault = (PostFault)random.Next(2 * (int)PostFault.RefusedForGood);
        if (fault == PostFault.Limited)
            _limitedLeft = random.Next(4);
        if (fault > PostFault.RefusedForGood || (fault == PostFault.RefusedForGood && Standing > 0))
            return PostFault.None;
        return fault;
    }

    // A key is kept for an hour and sometimes stored too late to help (mastodon/mastodon#21840).
    private bool IsSame(Stored post, Reply reply, DateTimeOffset at) => post.Id == reply.Id && delivery switch
    {
        DeliveryClass.ClientChosenId or DeliveryClass.Upsert => true,
        DeliveryClass.KeyAndReadBack => at - post.At < TimeSpan.FromHours(1) && random.Next(10) > 0,
        _ => false,
    };

    private sealed record Stored(ReplyId Id, DateTimeOffset At, DateTimeOffset SeenAt, DateTimeOffset SeenByAllAt);
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
        deathbed.Step("before InspectAsync");
        await Task.CompletedTask;
        if (network.Next(10) == 0)
            throw new ChannelException(FakeChannel.Fault(ChannelFaultKind.Transient));
        var report = new TargetReport(TargetState.Present) { Answers = network.Shows(reply) ? ["n-" + reply.Id] : [] };
        deathbed.Step("after InspectAsync");
        return report;
    }

    public async Task<PostResult> PostAsync(Reply reply, CancellationToken token)
    {
        deathbed.Step("before PostAsync");
        await Task.CompletedTask;
        // As every channel does: a time-out that passed while the process stood still stops the post before the first byte.
        token.ThrowIfCancellationRequested();
        var result = Send(reply);
        deathbed.Step("after PostAsync");
        return result;
    }

    public async Task<LookResult> FindAsync(Reply reply, CancellationToken token)
    {
        deathbed.Step("before FindAsync");
        await Task.CompletedTask;
        if (network.Next(6) == 0)
            return new LookResult.CannotTell(FakeChannel.Fault(ChannelFaultKind.Transient));
        LookResult look = network.Shows(reply) ? new LookResult.Found("n-" + reply.Id, null) : new LookResult.NotFound();
        deathbed.Step("after FindAsync");
        return look;
    }

    private PostResult Send(Reply reply)
    {
        var fault = network.NextFault();
        if (fault is not (PostFault.LostOnTheWay or PostFault.FailedBefore or PostFault.Limited or PostFault.ConnectionRefused or PostFault.RefusedForGood))
            network.Accept(reply);
        switch (fault)
        {
            case PostFault.StoredThenReset:
                throw new HttpRequestException("connection reset");
            case PostFault.HalfClosed:
                throw new IOException("the answer ended early");
            case PostFault.StoredThenTimedOut:
                throw new OperationCanceledException();
            case PostFault.ThrewSomethingOdd:
                throw new InvalidOperationException("nobody foresaw this");
            case PostFault.Limited or PostFault.ConnectionRefused:
                return new PostResult.RetryLater(Builders.Now, FakeChannel.Fault(ChannelFaultKind.RateLimited));
            case PostFault.RefusedForGood:
                return new PostResult.Refused(FakeChannel.Fault(ChannelFaultKind.Refused));
            case PostFault.LostOnTheWay or PostFault.FailedBefore or PostFault.StoredThenFailed or PostFault.Truncated:
                return new PostResult.Unknown(FakeChannel.Fault(ChannelFaultKind.Transient));
            case PostFault.TakenTwice when traits.Delivery is DeliveryClass.ClientChosenId or DeliveryClass.Upsert:
                // A proxy on the way repeats the request; without a lever of the network nobody could help that.
                network.Accept(reply);
                break;
        }
        return new PostResult.Delivered("n-" + reply.Id, null);
    }
}
