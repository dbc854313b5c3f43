using Listener.Reliability.Networks;
using Listener.Worker.Domain;

namespace Listener.Reliability.Campaigns;

/// <summary>Compares what the service believes with what stands on the networks.</summary>
public static class Truth
{
    /// <summary>States in which nothing more happens by itself.</summary>
    public static bool IsSettled(ReplyState state) =>
        state is ReplyState.Delivered or ReplyState.Refused or ReplyState.NeedsPerson or ReplyState.Cancelled or ReplyState.ManualHandOff;

    /// <summary>Holds at any moment: nothing stands twice, and nothing is called delivered that does not stand.</summary>
    /// <param name="networks">The networks.</param>
    /// <param name="replies">Replies as the store has them.</param>
    public static IEnumerable<string> AtAnyMoment(TestNetworks networks, IReadOnlyList<StoredReply> replies)
    {
        foreach (var network in networks.All)
        {
            var own = network.Own.Where(p => !p.ByColleague).ToList();
            foreach (var twice in own.GroupBy(p => p.Answers).Where(g => g.Count() > 1))
                yield return $"{network.Channel}: {twice.Count()} replies stand under {twice.Key}: {string.Join(", ", twice.Select(p => $"{p.Id} at {p.At:HH:mm:ss.fff}"))}";
            foreach (var reply in replies.Where(r => r.Channel == network.Channel && r.State == ReplyState.Delivered && !own.Any(p => p.Answers == r.ParentId && p.Id == r.PostedId)))
                yield return $"{network.Channel}: reply {reply.Id} to {reply.ParentId} is shown as sent ({reply.PostedId}) and does not stand";
            foreach (var answer in network.Overwritten)
                yield return $"{network.Channel}: a colleague's answer {answer} was overwritten";
        }
    }

    /// <summary>Holds at the end: every approved reply has come to a truthful end, and no mention was lost.</summary>
    /// <param name="networks">The networks.</param>
    /// <param name="replies">Replies as the store has them.</param>
    /// <param name="approved">Mentions whose approval was answered as done.</param>
    /// <param name="mentions">Native ids of the stored mentions.</param>
    public static IEnumerable<string> AtTheEnd(TestNetworks networks, IReadOnlyList<StoredReply> replies, IReadOnlyCollection<long> approved, HashSet<string> mentions)
    {
        var known = replies.Select(r => r.Mention).ToHashSet();
        foreach (var number in approved.Where(n => !known.Contains(n)))
            yield return $"the approved reply to mention {number} is lost: the store has none";
        foreach (var reply in replies)
        {
            var network = networks.All.Single(n => n.Channel == reply.Channel);
            // After an edit the same text may be approved anew: what stands then is the later reply's.
            var stands = network.Own.Any(p => p.Answers == reply.ParentId && !p.ByColleague && !replies.Any(other => other.Id != reply.Id && MayBe(other, p)));
            if (Fault(reply, stands, network.Stirred.ContainsKey(reply.ParentId)) is { } fault)
                yield return $"{reply.Channel}: reply {reply.Id} to {reply.ParentId} {fault} ({reply.State}, {reply.Attempts} attempts, {reply.Detail})";
        }
        foreach (var network in networks.All)
        {
            foreach (var lost in network.Customers.Where(c => !mentions.Contains(c.Id)))
                yield return $"{network.Channel}: mention {lost.Id} was never taken in";
            foreach (var post in network.Own.Where(p => !p.ByColleague && !replies.Any(r => r.Channel == network.Channel && r.ParentId == p.Answers)))
                yield return $"{network.Channel}: {post.Id} stands under {post.Answers} and nobody approved it";
            foreach (var call in network.UnknownCalls)
                yield return $"{network.Channel}: the test network does not know {call}";
        }
    }

    private static bool MayBe(StoredReply reply, OwnPost post) => reply.ParentId == post.Answers
        && (reply.State == ReplyState.Delivered ? reply.PostedId == post.Id : reply is { State: ReplyState.NeedsPerson, Attempts: > 0 });

    // Only what customers and colleagues did can stop a reply.
    private static string? Fault(StoredReply reply, bool stands, bool mayStop) => reply.State switch
    {
        ReplyState.Delivered or ReplyState.NeedsPerson => null,
        ReplyState.Refused => stands ? "is shown as refused and stands" : mayStop ? null : "was refused without cause",
        ReplyState.Cancelled or ReplyState.ManualHandOff => stands ? "is shown as stopped and stands" : mayStop ? null : "was stopped without cause",
        _ => "never came to an end",
    };
}
