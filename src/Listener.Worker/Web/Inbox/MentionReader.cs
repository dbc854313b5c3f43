using Listener.Sentiment;
using Listener.Worker.Domain;
using Listener.Worker.Pipeline;
using Listener.Worker.Storage;

namespace Listener.Worker.Web.Inbox;

/// <summary>Everything the page of one mention shows.</summary>
public sealed record MentionView
{
    public required StoredMention Stored { get; init; }
    public required ChannelFacts Channel { get; init; }
    public required IReadOnlyList<StoredMention> Thread { get; init; }

    /// <summary>Messages of the mention's author in the thread.</summary>
    public required int ByCustomer { get; init; }

    /// <summary>Replies to any message of the thread, oldest first.</summary>
    public required IReadOnlyList<ReplyRecord> ThreadReplies { get; init; }

    /// <summary>Replies to this mention, oldest first.</summary>
    public required IReadOnlyList<ReplyRecord> Replies { get; init; }

    /// <summary>Lives of <see cref="Replies"/>, newest reply first.</summary>
    public required IReadOnlyList<ReplyLife> Lives { get; init; }

    /// <summary>Replies of the thread that wait for a person because they may stand on the network.</summary>
    public required IReadOnlySet<ReplyId> Doubtful { get; init; }

    /// <summary>Replies of the thread that can still be stopped, because nothing of them can stand on the network.</summary>
    public required IReadOnlySet<ReplyId> Stoppable { get; init; }
    public required IReadOnlyList<Draft> Drafts { get; init; }
    public required IReadOnlyList<Note> Notes { get; init; }
    public required IReadOnlyList<StoredMention> History { get; init; }
    public required IReadOnlyList<User> People { get; init; }
    public required Claim? Claim { get; init; }
    public required InboxQuery Query { get; init; }

    /// <summary>Number of the newest change that is certainly in the page; a later one of this mention calls for drawing it anew.</summary>
    public required long Latest { get; init; }

    /// <summary>Changes that stop a reply, as English keys; empty if none.</summary>
    public IReadOnlyList<string> Stale { get; init; } = [];

    /// <summary>A fault to show above the composer, already in the reader's language; null if none.</summary>
    public string? Fault { get; init; }

    /// <summary>Text typed that is not stored; null if there is none.</summary>
    public string? Typed { get; init; }

    /// <summary>The mention.</summary>
    public Mention Mention => Stored.Mention;

    /// <summary>Newest draft that waits for a decision; null if none.</summary>
    public Draft? OpenDraft => Drafts.FirstOrDefault(d => d.State is DraftState.Proposed or DraftState.Edited);

    /// <summary>All drafts that wait for a decision, newest first.</summary>
    public IReadOnlyList<Draft> OpenDrafts => [.. Drafts.Where(d => d.State is DraftState.Proposed or DraftState.Edited)];

    /// <summary>Mark of what the reader sees now.</summary>
    public SeenMark Seen => SeenMark.Of(Stored, ByCustomer, Replies, Notes);

    /// <summary>A reply that is on its way or posted; another would answer the customer twice.</summary>
    public ReplyRecord? Answer => Replies.LastOrDefault(r => r.State is not (ReplyState.Cancelled or ReplyState.Refused));

    /// <summary>True if nothing known forbids to send this reply now: its mention is there as it was approved, and the network takes answers.</summary>
    public bool MayBeSent(ReplyRecord reply, DateTimeOffset now) =>
        Thread.Append(Stored).FirstOrDefault(m => m.Number == reply.Reply.Mention) is { GoneAt: null } target
        && target.Mention.Version == reply.Reply.TargetVersion && !(target.EditedAt > reply.Reply.ApprovedAt) && target.Mention.Eligibility.CanReply(now);

    /// <summary>True if the text of this reply, which ended without being posted, can be taken for a new one.</summary>
    public bool MayReuse(ReplyRecord reply, DateTimeOffset now) => reply.State is ReplyState.Refused or ReplyState.Cancelled
        && Replies.Count > 0 && Replies[^1].Reply.Id == reply.Reply.Id && OpenDraft is null && MayAnswer(now);

    /// <summary>True if a reply can be written: none is on its way or posted, the mention is there, and the network or a person's hand can answer.</summary>
    public bool MayAnswer(DateTimeOffset now) => Answer is null && Stored.GoneAt is null
        && (Mention.Eligibility.CanReply(now) || Mention.Eligibility.Kind == EligibilityKind.ManualOnly);

    /// <summary>True if somebody else has the right to write.</summary>
    public bool IsHeldByOther(string user) => Claim is not null && !string.Equals(Claim.By, user, StringComparison.OrdinalIgnoreCase);

    /// <summary>The row of the list.</summary>
    public MentionRow Row => new(Stored, OpenDraft?.State, Replies.Count == 0 ? null : Replies[^1].State, Claim);

    /// <summary>Name of a person for people.</summary>
    public string NameOf(string user) => People.FirstOrDefault(p => string.Equals(p.Name, user, StringComparison.OrdinalIgnoreCase))?.DisplayName ?? user;
}

/// <summary>Reads what the page of one mention shows.</summary>
public sealed class MentionReader(
    IMentionStore mentions, IReplyStore replies, IOperationsStore operations, IChangeFeed feed, ConsoleChannels channels, ConsoleVisit visit, IServiceProvider services)
{
    private const int MaxThreadReplies = 50;
    private const int MaxHistory = 8;
    private const int MaxLives = 5;

    /// <summary>One mention; null if unknown.</summary>
    public async Task<MentionView?> ReadAsync(MentionNumber number, InboxQuery query, CancellationToken token)
    {
        var latest = feed.Latest;
        if (await mentions.FindAsync(number, token) is not { } stored)
            return null;
        var mention = stored.Mention;
        // Counted before the thread is read: what comes in between is asked about once too often rather than not at all.
        var byCustomer = await mentions.CountByCustomerAsync(stored, null, null, token);
        var thread = await mentions.ThreadAsync(mention.Conversation, token);
        var own = await replies.RepliesAsync(number, token);
        var threadReplies = await ThreadRepliesAsync(thread, number, own, token);
        return new MentionView
        {
            Stored = stored,
            Channel = channels.Of(mention.Id.Channel),
            Thread = thread,
            ByCustomer = byCustomer,
            Replies = own,
            ThreadReplies = threadReplies,
            Doubtful = await DoubtfulAsync(threadReplies, token),
            Stoppable = await StoppableAsync(threadReplies, token),
            Lives = await LivesAsync(own, token),
            Drafts = await replies.DraftsAsync(number, token),
            Notes = await mentions.NotesAsync(number, token),
            History = [.. (await mentions.ByAuthorAsync(mention.Id.Channel, mention.Author.NativeId, MaxHistory + 1, token)).Where(m => m.Number != number).Take(MaxHistory)],
            People = [.. (await operations.UsersAsync(token)).Where(u => !u.Disabled)],
            Claim = await replies.ClaimOfAsync(number, visit.Now, token),
            Query = query,
            Latest = latest,
        };
    }

    /// <summary>Pieces of text that decided; empty if the classifier is not at hand.</summary>
    public IReadOnlyList<Evidence> Explain(StoredMention mention)
    {
        var classifier = services.GetService<ITextClassifier>();
        return classifier?.Explain(new ClassificationInput(mention.Mention.Text, mention.Classification?.Language, null, mention.Mention.Stars)) ?? [];
    }

    private async Task<IReadOnlyList<ReplyLife>> LivesAsync(IReadOnlyList<ReplyRecord> own, CancellationToken token)
    {
        var lives = new List<ReplyLife>();
        foreach (var reply in own.Reverse().Take(MaxLives))
            if (await replies.LifeAsync(reply.Reply.Id, token) is { } life)
                lives.Add(life);
        return lives;
    }

    private async Task<IReadOnlySet<ReplyId>> DoubtfulAsync(IReadOnlyList<ReplyRecord> all, CancellationToken token)
    {
        var doubtful = new HashSet<ReplyId>();
        foreach (var reply in all.Where(r => r.State == ReplyState.NeedsPerson))
            if (DecideDoubt.IsInDoubt(reply, await replies.LedgerAsync(reply.Reply.Id, token)))
                doubtful.Add(reply.Reply.Id);
        return doubtful;
    }

    private async Task<IReadOnlySet<ReplyId>> StoppableAsync(IReadOnlyList<ReplyRecord> all, CancellationToken token)
    {
        var stoppable = new HashSet<ReplyId>();
        foreach (var reply in all.Where(r => r.State is ReplyState.Approved or ReplyState.RetryLater))
            if (reply.Attempts == 0 || !AttemptHistory.MayStand(reply.Attempts, await replies.LedgerAsync(reply.Reply.Id, token)))
                stoppable.Add(reply.Reply.Id);
        return stoppable;
    }

    private async Task<IReadOnlyList<ReplyRecord>> ThreadRepliesAsync(
        IReadOnlyList<StoredMention> thread, MentionNumber number, IReadOnlyList<ReplyRecord> own, CancellationToken token)
    {
        var all = new List<ReplyRecord>(own);
        foreach (var other in thread.Where(m => m.Number != number).TakeLast(MaxThreadReplies))
            all.AddRange(await replies.RepliesAsync(other.Number, token));
        return [.. all.OrderBy(r => r.Reply.ApprovedAt)];
    }
}
