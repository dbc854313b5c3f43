using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Pipeline;

namespace Listener.Worker.Tests.Support;

/// <summary>A store, a clock, a fake network and the stage that delivers, with one approved reply on the way.</summary>
public sealed class DeliveryBench : IDisposable
{
    public DeliveryBench(DeliveryRules? rules = null, DeliveryClass delivery = DeliveryClass.ReadBackOnly, FakeChannel? channel = null, params FakeChannel[] others)
    {
        Channel = channel ?? new FakeChannel(traits: Builders.Traits(delivery));
        var checks = new CheckBeforeSending(Store, Store, Store, rules ?? new DeliveryRules(), Clock, Log.For<CheckBeforeSending>());
        Deliver = new DeliverReply(Store, Builders.Open([Channel, .. others]), checks, rules ?? new DeliveryRules(), Clock, Log.For<DeliverReply>());
    }

    public InMemoryStore Store { get; } = new();

    public FakeClock Clock { get; } = new(Builders.Now);

    public FakeChannel Channel { get; }

    public LogGuard Log { get; } = new();

    public DeliverReply Deliver { get; }

    /// <summary>Stores a mention and approves a reply to it, due at once unless said otherwise.</summary>
    public async Task<ReplyId> ApproveAsync(Mention? mention = null, string text = "Hello Kadri, thank you.", long number = 1, DateTimeOffset? sendAfter = null)
    {
        var stored = Store.Add(Builders.Stored(mention ?? Builders.Mention($"m{number}"), number, Builders.Labels(), Builders.Routing()));
        var draft = await Store.SaveDraftAsync(Builders.Draft(stored.Number, text), default);
        var reply = Reply.To(stored, new ReplyId(Guid.CreateVersion7(Clock.GetUtcNow())), text, "en", Clock.GetUtcNow());
        await Store.ApproveAsync(reply, draft.Id, 1, stored.Mention.Version, new Decision("ana", Clock.GetUtcNow()), sendAfter ?? Clock.GetUtcNow(), false, default);
        return reply.Id;
    }

    /// <summary>Runs the stage after letting time pass.</summary>
    public async Task<ReplyRecord> RunAsync(ReplyId id, TimeSpan? after = null)
    {
        Clock.Advance(after ?? TimeSpan.Zero);
        await Deliver.RunAsync(default);
        return (await Store.FindReplyAsync(id, default))!;
    }

    public async Task<IReadOnlyList<ReplyState>> LifeAsync(ReplyId id) => [.. (await Store.LedgerAsync(id, default)).Select(e => e.State)];

    public void Dispose() => Log.Dispose();
}
