using Listener.Worker.Domain;
using Listener.Worker.Storage;

namespace Listener.Worker.Tests.Storage;

/// <summary>
/// What every store engine keeps to; each engine inherits this fixture. Situations by file: Ingest, Edits, Understanding, Lists, Search, Work,
/// Drafts, Approvals, Delivery, OwnPosts, Claims, Operations, Changes, Erasure.
/// </summary>
public abstract partial class StoreContract
{
    private protected IMentionStore Mentions { get; private set; } = null!;

    private protected IReplyStore Replies { get; private set; } = null!;

    private protected IOperationsStore Operations { get; private set; } = null!;

    private protected IStoreAdministration Administration { get; private set; } = null!;

    private protected IChangeFeed Changes { get; private set; } = null!;

    /// <summary>Creates an empty, open store that implements all interfaces.</summary>
    protected abstract Task<object> CreateAsync();

    /// <summary>Removes what <see cref="CreateAsync"/> made.</summary>
    protected abstract Task RemoveAsync();

    [SetUp]
    public async Task Open()
    {
        var store = await CreateAsync();
        Mentions = (IMentionStore)store;
        Replies = (IReplyStore)store;
        Operations = (IOperationsStore)store;
        Administration = (IStoreAdministration)store;
        Changes = (IChangeFeed)store;
    }

    [TearDown]
    public async Task Stay_sound()
    {
        try
        {
            Assert.That(await Administration.VerifyAsync(default), Is.Empty, "the store after the test");
        }
        finally
        {
            await RemoveAsync();
        }
    }

    /// <summary>A mention with an approved reply, due at once.</summary>
    private protected async Task<(StoredMention Mention, Draft Draft, ReplyRecord Reply)> ApprovedAsync(string id = "m1", DateTimeOffset? sendAfter = null)
    {
        var mention = await Mentions.OneAsync(id);
        var draft = await Replies.SaveDraftAsync(Given.Draft(mention.Number), default);
        var reply = await ApproveAsync(mention, draft, sendAfter);
        return (mention, draft, reply);
    }

    private protected Task<ReplyRecord> ApproveAsync(StoredMention mention, Draft draft, DateTimeOffset? sendAfter = null, string by = "ann", bool byHand = false) =>
        Replies.ApproveAsync(
            Reply.To(mention, new ReplyId(Guid.NewGuid()), draft.Text, draft.Language, Given.Noon), draft.Id, draft.Version, mention.Mention.Version,
            new Decision(by, Given.Noon), sendAfter ?? Given.Noon, byHand, default);

    /// <summary>An approved reply whose first attempt was begun.</summary>
    private protected async Task<ReplyRecord> SendingAsync(string id = "m1")
    {
        await ApprovedAsync(id);
        var leased = (await Replies.LeaseDueAsync(Given.Noon, TimeSpan.FromMinutes(1), 10, [], default)).Single(r => r.Reply.Answers.NativeId == id);
        return (await Replies.BeginAttemptAsync(leased.Reply.Id, leased.Fence, Given.Noon, Given.Noon.AddMinutes(1), default))!;
    }
}
