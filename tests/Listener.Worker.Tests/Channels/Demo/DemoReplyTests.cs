using Listener.Worker.Channels;
using Listener.Worker.Channels.Demo;
using Listener.Worker.Domain;

namespace Listener.Worker.Tests.Channels.Demo;

/// <summary>
/// Answers, edits and deletions. Situations: a post repeated, another text under the same key, our own answer read back, a target
/// gone, edited or locked, a review answered twice, a message too old, a text too long, a call given up.
/// </summary>
public sealed class DemoReplyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Id = new("0193d0f0-0000-7000-8000-000000000001");
    private FastClock clock = null!;
    private DemoWorld world = null!;

    [SetUp]
    public void Begin()
    {
        clock = new FastClock(Now);
        world = new DemoWorld(clock, DemoSchedule.Create([], Now, 1));
    }

    [Test]
    public async Task Reply_posted_twice_stands_once()
    {
        var (channel, reply) = await AnsweredAsync(DemoFlavour.Chirp);

        var first = await channel.PostAsync(reply, default);
        var again = await channel.PostAsync(reply, default);

        Assert.That(again, Is.EqualTo(first).And.TypeOf<PostResult.Delivered>());
        Assert.That((await channel.ReadAsync(channel.Watches[0], null, default)).Mentions.Count(m => m.IsOwn), Is.EqualTo(1));
    }

    [Test]
    public async Task Other_text_under_the_same_key_is_refused()
    {
        var (channel, reply) = await AnsweredAsync(DemoFlavour.Chirp);
        await channel.PostAsync(reply, default);

        var result = await channel.PostAsync(await ReplyAsync(channel, "another text"), default);

        Assert.That(result, Is.TypeOf<PostResult.Refused>());
    }

    [Test]
    public async Task Our_answer_comes_back_as_our_own_and_names_what_it_answers()
    {
        var (channel, reply) = await AnsweredAsync(DemoFlavour.Chirp);
        await channel.PostAsync(reply, default);

        var own = (await channel.ReadAsync(channel.Watches[0], null, default)).Mentions.Single(m => m.IsOwn);

        Assert.That(own.Conversation.ParentId, Is.EqualTo("m1"));
        Assert.That(own.Conversation.ThreadId, Is.EqualTo("m1"));
        Assert.That(own.Text, Is.EqualTo(reply.Text));
    }

    [Test]
    public async Task Standing_answer_is_found_and_a_missing_one_is_not()
    {
        var (channel, reply) = await AnsweredAsync(DemoFlavour.Chirp);
        var before = await channel.FindAsync(reply, default);
        await channel.PostAsync(reply, default);

        var after = await channel.FindAsync(reply, default);

        Assert.That(before, Is.TypeOf<LookResult.NotFound>());
        Assert.That(after, Is.EqualTo(new LookResult.Found(reply.IdempotencyKey, null)));
    }

    [Test]
    public async Task Deleted_text_is_reported_as_removed_and_takes_no_answer()
    {
        var (channel, reply) = await AnsweredAsync(DemoFlavour.Chirp);
        var cursor = (await channel.ReadAsync(channel.Watches[0], null, default)).Next;
        world.Happens(DemoFlavour.Chirp, new DemoEvent.Deleted(Now, "chirp", "m1"));

        var page = await channel.ReadAsync(channel.Watches[0], cursor, default);
        var target = await channel.InspectAsync(reply, default);
        var result = await channel.PostAsync(reply, default);

        Assert.That(page.Removed, Is.EqualTo(new[] { "m1" }));
        Assert.That(target.State, Is.EqualTo(TargetState.Gone));
        Assert.That(result, Is.TypeOf<PostResult.Refused>());
    }

    [Test]
    public async Task Edited_text_comes_again_in_a_new_version()
    {
        var (channel, reply) = await AnsweredAsync(DemoFlavour.Chirp);
        var before = await channel.ReadAsync(channel.Watches[0], null, default);
        world.Happens(DemoFlavour.Chirp, new DemoEvent.Edited(Now, "chirp", "m1", "my kettle leaks a lot"));

        var page = await channel.ReadAsync(channel.Watches[0], before.Next, default);
        var target = await channel.InspectAsync(reply, default);

        Assert.That(page.Mentions.Single().Text, Is.EqualTo("my kettle leaks a lot"));
        Assert.That(page.Mentions.Single().Version, Is.Not.EqualTo(before.Mentions.Single().Version));
        Assert.That(target.State, Is.EqualTo(TargetState.Edited));
    }

    [Test]
    public async Task Review_takes_one_answer_only()
    {
        var (channel, reply) = await AnsweredAsync(DemoFlavour.Stars);
        await channel.PostAsync(reply, default);

        var second = await channel.PostAsync(await ReplyAsync(channel, "one more thing", Guid.NewGuid()), default);

        Assert.That(second, Is.InstanceOf<PostResult.Refused>());
        Assert.That((await channel.InspectAsync(reply, default)).Answers, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Message_takes_no_answer_after_a_day()
    {
        var (channel, reply) = await AnsweredAsync(DemoFlavour.Letterbox);
        clock.Now = Now.AddHours(24);

        var target = await channel.InspectAsync(reply, default);
        var result = await channel.PostAsync(reply, default);

        Assert.That(target.State, Is.EqualTo(TargetState.Locked));
        Assert.That(result, Is.TypeOf<PostResult.Refused>());
    }

    [TestCase("chirp", 300)]
    [TestCase("stars", 350)]
    public async Task Text_at_the_limit_is_taken_and_one_more_character_is_not(string network, int limit)
    {
        var (channel, _) = await AnsweredAsync(DemoFlavour.Find(network)!);

        var over = await channel.PostAsync(await ReplyAsync(channel, new string('x', limit + 1)), default);
        var at = await channel.PostAsync(await ReplyAsync(channel, new string('x', limit)), default);

        Assert.That(over, Is.TypeOf<PostResult.Refused>());
        Assert.That(at, Is.TypeOf<PostResult.Delivered>());
    }

    [Test]
    public async Task Call_given_up_leaves_the_outcome_unknown()
    {
        var (channel, reply) = await AnsweredAsync(DemoFlavour.Chirp);

        var result = await channel.PostAsync(reply, new CancellationToken(true));

        Assert.That(result, Is.TypeOf<PostResult.Unknown>());
    }

    [Test]
    public void Wrong_network_is_named_with_its_key_and_the_choice()
    {
        var options = new DemoOptions { Network = "chrip" };

        var fault = options.Check().Single();

        Assert.That(fault.Key, Is.EqualTo("Network"));
        Assert.That(fault.Problem, Does.Contain("chirp, stars, letterbox"));
    }

    private async Task<(DemoChannel Channel, Reply Reply)> AnsweredAsync(DemoFlavour flavour)
    {
        world.Posted(flavour, "m1", Now, stars: flavour == DemoFlavour.Stars ? 2 : null);
        var channel = new DemoChannel(new ChannelKey("demo"), new DemoOptions { Network = flavour.Name }, world);
        return (channel, await ReplyAsync(channel, "we are sorry"));
    }

    private static async Task<Reply> ReplyAsync(DemoChannel channel, string text, Guid? id = null)
    {
        var page = await channel.ReadAsync(channel.Watches[0], null, default);
        return Replies.To(page.Mentions.Single(m => !m.IsOwn), text, id ?? Id);
    }
}
