using Listener.Worker.Channels;
using Listener.Worker.Channels.Bluesky;
using Listener.Worker.Domain;
using Listener.Worker.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Listener.Worker.Tests.Channels.Bluesky;

/// <summary>
/// The channel against the network's own software. Situations: a mention in and one reply out however often it is posted;
/// search; a thread; limits; a damaged session; a wrong password; a deleted, gated or already answered target; a reply of
/// ours that comes back through a search.
/// </summary>
[Category("bluesky")]
public sealed class BlueskyLiveTests
{
    private readonly HttpClient client = new();
    private BlueskyNetwork network = null!;
    private MemorySessionVault vault = null!;
    private BlueskyChannel channel = null!;
    private string mark = "";

    [OneTimeSetUp]
    public async Task Start()
    {
        network = await BlueskyNetwork.StartAsync();
        vault = new MemorySessionVault();
    }

    [OneTimeTearDown]
    public void Stop() => client.Dispose();

    [SetUp]
    public void Open()
    {
        mark = $"m{Guid.NewGuid():n}"[..12];
        channel = Build(mark);
    }

    [TearDown]
    public void Close() => channel.Dispose();

    [Test]
    public async Task Reply_posted_twice_stands_once_under_the_mention()
    {
        await network.Customer.PostAsync($"Grüße 👋 @{network.Brand.Handle} my kettle leaks {mark}", network.Brand);
        var mention = await MentionAsync();
        var reply = Replies.To(mention, $"Sorry @{network.Customer.Handle} 😢! See https://example.com/help ({mark}).", approvedAt: DateTimeOffset.UtcNow);

        var before = await channel.InspectAsync(reply, default);
        var first = await channel.PostAsync(reply, default);
        var second = await channel.PostAsync(reply, default);
        var found = await channel.FindAsync(reply, default);
        var seen = await BlueskyNetwork.EventuallyAsync(async () => await network.Customer.RepliesAsync(mention.Id.NativeId) is { Count: > 0 } r ? r : null, "the reply");

        Assert.Multiple(() =>
        {
            Assert.That(before.State, Is.EqualTo(TargetState.Present));
            Assert.That(first, Is.TypeOf<PostResult.Delivered>());
            Assert.That(second, Is.EqualTo(first));
            Assert.That(found, Is.EqualTo(new LookResult.Found(((PostResult.Delivered)first).NativeId, ((PostResult.Delivered)first).Permalink)));
            Assert.That(seen, Has.Count.EqualTo(1));
            Assert.That(seen[0]["record"]!["text"]!.GetValue<string>(), Is.EqualTo(reply.Text));
            Assert.That(seen[0]["record"]!["facets"]!.AsArray(), Has.Count.EqualTo(2));
        });
    }

    [Test]
    public async Task Mention_carries_what_routing_and_answering_need()
    {
        var post = await network.Customer.PostAsync($"@{network.Brand.Handle} where is my order {mark}", network.Brand);

        var mention = await MentionAsync();

        Assert.Multiple(() =>
        {
            Assert.That(mention.Id.NativeId, Is.EqualTo(post.Uri));
            Assert.That(mention.Version, Is.EqualTo(post.Cid));
            Assert.That(mention.Author.UserName, Is.EqualTo(network.Customer.Handle));
            Assert.That(mention.Author.Followers, Is.EqualTo(0));
            Assert.That(mention.LanguageHint, Is.EqualTo("en"));
            Assert.That(mention.Eligibility.Kind, Is.EqualTo(EligibilityKind.Allowed));
            Assert.That(mention.Permalink!.AbsoluteUri, Does.StartWith($"https://bsky.app/profile/{network.Customer.Did}/post/"));
        });
    }

    [Test]
    public async Task Second_reading_of_the_same_notifications_brings_nothing()
    {
        await network.Customer.PostAsync($"@{network.Brand.Handle} once {mark}", network.Brand);
        await MentionAsync();
        var watch = channel.Watches[0];
        var first = await channel.ReadAsync(watch, null, default);

        var second = await channel.ReadAsync(watch, first.Next, default);

        Assert.That(second.Mentions.Count(m => first.Mentions.Any(f => f.Id == m.Id)), Is.Zero);
    }

    [Test]
    public async Task Reply_in_a_thread_keeps_the_threads_root()
    {
        var root = await network.Customer.PostAsync($"My kettle story {mark}");
        var question = await network.Customer.PostAsync($"@{network.Brand.Handle} why? {mark}", network.Brand, root);
        var mention = await MentionAsync();

        await channel.PostAsync(Replies.To(mention, $"Because. {mark}", approvedAt: DateTimeOffset.UtcNow), default);
        var seen = await BlueskyNetwork.EventuallyAsync(async () => await network.Customer.RepliesAsync(question.Uri) is { Count: > 0 } r ? r : null, "the reply");

        Assert.Multiple(() =>
        {
            Assert.That(mention.Kind, Is.EqualTo(MentionKind.Reply));
            Assert.That(mention.Conversation.ThreadId, Is.EqualTo(root.Uri));
            Assert.That(seen[0]["record"]!["reply"]!["root"]!["uri"]!.GetValue<string>(), Is.EqualTo(root.Uri));
        });
    }

    [Test]
    public async Task Own_reply_comes_back_marked_with_what_it_answered()
    {
        await network.Customer.PostAsync($"@{network.Brand.Handle} hello {mark}", network.Brand);
        var mention = await MentionAsync();
        await channel.PostAsync(Replies.To(mention, $"Hello back {mark}", approvedAt: DateTimeOffset.UtcNow), default);

        var own = await BlueskyNetwork.EventuallyAsync(
            async () => (await channel.ReadAsync(channel.Watches[1], null, default)).Mentions.SingleOrDefault(m => m.IsOwn), "our reply in the search");

        Assert.That(own.Conversation.ParentId, Is.EqualTo(mention.Id.NativeId));
    }

    [Test]
    public async Task Reply_that_is_too_long_is_refused_without_being_sent()
    {
        var mention = await SearchedAsync($"A post {mark}");

        var result = await channel.PostAsync(Replies.To(mention, new string('a', 301), approvedAt: DateTimeOffset.UtcNow), default);

        Assert.That(result, Is.TypeOf<PostResult.Refused>());
        Assert.That(((PostResult.Refused)result).Fault.What, Does.Contain("1 over"));
    }

    [Test]
    public async Task Session_that_is_no_longer_accepted_is_renewed_while_reading()
    {
        var mention = await SearchedAsync($"A post {mark}");
        var good = (await vault.LoadAsync(channel.Key, default))!;
        await vault.SaveAsync(channel.Key, Damage(good, "accessJwt"), default);
        using var restarted = Build(mark);

        var page = await restarted.ReadAsync(restarted.Watches[1], null, default);

        Assert.That(page.Mentions.Select(m => m.Id), Does.Contain(mention.Id));
        Assert.That(await vault.LoadAsync(channel.Key, default), Is.Not.EqualTo(Damage(good, "accessJwt")));
    }

    [Test]
    public async Task Post_with_a_session_that_is_no_longer_accepted_waits_and_then_stands_once()
    {
        var mention = await SearchedAsync($"A post {mark}");
        var good = (await vault.LoadAsync(channel.Key, default))!;
        await vault.SaveAsync(channel.Key, Damage(Damage(good, "accessJwt"), "refreshJwt"), default);
        using var restarted = Build(mark);
        var reply = Replies.To(mention, $"Answer {mark}", approvedAt: DateTimeOffset.UtcNow);

        var first = await restarted.PostAsync(reply, default);
        var second = await restarted.PostAsync(reply, default);

        Assert.That(first, Is.TypeOf<PostResult.RetryLater>());
        Assert.That(second, Is.TypeOf<PostResult.Delivered>());
    }

    [Test]
    public async Task Wrong_password_is_named_with_its_full_key()
    {
        using var wrong = Build(mark, o => o.AppPassword = "wrong");

        var report = await wrong.TestAsync(default);

        Assert.That(report.Ok, Is.False);
        Assert.That(report.Summary, Does.Contain("Listener:Channels:bluesky-main:AppPassword").And.Not.Contain("wrong"));
    }

    [Test]
    public async Task Connection_test_says_who_signed_in()
    {
        var report = await channel.TestAsync(default);

        Assert.That(report, Is.EqualTo(new ConnectionReport(true, report.Summary)));
        Assert.That(report.Summary, Does.Contain("@brand.test"));
    }

    [Test]
    public async Task Deleted_post_is_gone_and_its_reply_is_not_found()
    {
        var mention = await SearchedAsync($"Soon gone {mark}");
        var reply = Replies.To(mention, "Too late", approvedAt: DateTimeOffset.UtcNow);
        await network.Customer.DeleteAsync(mention.Id.NativeId);

        var report = await BlueskyNetwork.EventuallyAsync(async () => await channel.InspectAsync(reply, default) is { State: TargetState.Gone } r ? r : null, "the deletion");

        Assert.That(report.State, Is.EqualTo(TargetState.Gone));
        Assert.That(await channel.FindAsync(reply, default), Is.TypeOf<LookResult.NotFound>());
    }

    [Test]
    public async Task Post_closed_to_replies_is_locked()
    {
        var mention = await SearchedAsync($"No answers please {mark}");
        await network.Customer.ForbidRepliesAsync(mention.Id.NativeId);
        var reply = Replies.To(mention, "Hello?", approvedAt: DateTimeOffset.UtcNow);

        var report = await BlueskyNetwork.EventuallyAsync(async () => await channel.InspectAsync(reply, default) is { State: TargetState.Locked } r ? r : null, "the gate");
        var page = await channel.ReadAsync(channel.Watches[1], null, default);

        Assert.That(report.Detail, Does.Contain("limits who may reply"));
        Assert.That(page.Mentions.Single(m => m.Id == mention.Id).Eligibility.Kind, Is.EqualTo(EligibilityKind.NotAllowed));
    }

    [Test]
    public async Task Answer_of_a_colleague_in_the_app_is_seen()
    {
        var mention = await SearchedAsync($"Anybody there {mark}");
        var target = (mention.Id.NativeId, mention.Version!);
        var colleague = await network.Brand.PostAsync("Yes!", null, target);
        var reply = Replies.To(mention, "Yes, we are.", approvedAt: DateTimeOffset.UtcNow);

        var report = await BlueskyNetwork.EventuallyAsync(async () => await channel.InspectAsync(reply, default) is { Answers.Count: > 0 } r ? r : null, "the answer");

        Assert.That(report.Answers, Is.EqualTo(new[] { colleague.Uri }));
    }

    private BlueskyChannel Build(string search, Action<BlueskyOptions>? change = null)
    {
        var options = new BlueskyOptions { Type = "bluesky", Service = network.Service.AbsoluteUri, Handle = network.Brand.Handle, AppPassword = network.Brand.Password };
        options.Searches.Add(new WatchOptions { Name = "words", Query = search });
        change?.Invoke(options);
        return new BlueskyChannel(new ChannelKey("bluesky-main"), options, client, vault, TimeProvider.System, NullLogger<BlueskyChannel>.Instance);
    }

    private Task<Mention> MentionAsync() => BlueskyNetwork.EventuallyAsync(
        async () => (await channel.ReadAsync(channel.Watches[0], null, default)).Mentions.SingleOrDefault(m => m.Text.Contains(mark, StringComparison.Ordinal)), "the mention");

    private async Task<Mention> SearchedAsync(string text)
    {
        var post = await network.Customer.PostAsync(text);
        return await BlueskyNetwork.EventuallyAsync(
            async () => (await channel.ReadAsync(channel.Watches[1], null, default)).Mentions.SingleOrDefault(m => m.Id.NativeId == post.Uri), "the post in the search");
    }

    // A token whose signature does not fit: the network answers InvalidToken.
    private static string Damage(string session, string name)
    {
        var json = System.Text.Json.Nodes.JsonNode.Parse(session)!;
        var jwt = json[name]!.GetValue<string>();
        json[name] = jwt[..^6] + (jwt.EndsWith("AAAAAA", StringComparison.Ordinal) ? "BBBBBB" : "AAAAAA");
        return json.ToJsonString();
    }
}
