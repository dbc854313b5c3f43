using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Storage;

namespace Listener.Worker.Pipeline;

/// <summary>What storing an item would do.</summary>
public enum RehearsedFate { New, Changed, Known, OwnPost, Repost }

/// <summary>One item of a rehearsal.</summary>
/// <param name="Mention">As read.</param>
/// <param name="Fate">What storing it would do.</param>
public sealed record RehearsedItem(Mention Mention, RehearsedFate Fate);

/// <summary>What one reading of a watch would store.</summary>
/// <param name="Channel">Channel.</param>
/// <param name="Watch">Watch.</param>
/// <param name="Items">Items of the first page, oldest first.</param>
/// <param name="Quarantined">Items that could not be read.</param>
/// <param name="More">True if another page waits behind it.</param>
/// <param name="Fault">Why nothing could be read; null if it could.</param>
public sealed record Rehearsal(
    ChannelKey Channel, string Watch, IReadOnlyList<RehearsedItem> Items, IReadOnlyList<QuarantinedItem> Quarantined, bool More, ChannelFault? Fault)
{
    /// <summary>How many items would meet this fate.</summary>
    public int Count(RehearsedFate fate) => Items.Count(i => i.Fate == fate);
}

/// <summary>Reads a watch as the first stage would and stores nothing: neither mentions nor cursor nor health.</summary>
public sealed class RehearsePoll(IMentionStore mentions, PollRules rules, TimeProvider clock)
{
    /// <summary>Reads one page of a watch, also of a paused channel.</summary>
    public async Task<Rehearsal> RunAsync(IMentionSource source, Watch watch, CancellationToken token)
    {
        using var timeout = new CancellationTokenSource(rules.PageTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, timeout.Token);
        try
        {
            var cursor = await mentions.ReadCursorAsync(source.Key, watch.Name, token);
            var page = await source.ReadAsync(watch, cursor, either.Token);
            var items = new List<RehearsedItem>(page.Mentions.Count);
            foreach (var mention in page.Mentions)
                items.Add(new RehearsedItem(mention, await FateOfAsync(mention, token)));
            return new Rehearsal(source.Key, watch.Name, items, page.Quarantined, page.More, null);
        }
        catch (ChannelException refused) when (!token.IsCancellationRequested)
        {
            return Failed(refused.Fault);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return Failed(new ChannelFault(ChannelFaultKind.Transient, $"no answer within {rules.PageTimeout.TotalSeconds:0} s", watch.Name, "Try again later."));
        }

        Rehearsal Failed(ChannelFault fault) => new(source.Key, watch.Name, [], [], false, fault);
    }

    private async Task<RehearsedFate> FateOfAsync(Mention mention, CancellationToken token)
    {
        if (mention.IsOwn)
            return RehearsedFate.OwnPost;
        if (mention.IsRepost)
            return RehearsedFate.Repost;
        if (await mentions.FindAsync(mention.Id, token) is not { } known)
            return RehearsedFate.New;
        var isSame = known.Mention.Text == mention.Text && (mention.Version is null || mention.Version == known.Mention.Version);
        return isSame ? RehearsedFate.Known : RehearsedFate.Changed;
    }
}
