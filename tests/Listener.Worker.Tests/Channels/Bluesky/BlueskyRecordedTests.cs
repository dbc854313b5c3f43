using Listener.Worker.Channels;
using Listener.Worker.Channels.Bluesky;
using Listener.Worker.Domain;
using Microsoft.Extensions.Logging.Abstractions;

namespace Listener.Worker.Tests.Channels.Bluesky;

/// <summary>
/// Bluesky's own ways, on recorded answers. Situations: session kept, renewed, refused; limits by header; lone surrogates;
/// deep nesting; a deleted and a closed post; a bot; a full key; settings that are wrong.
/// </summary>
public sealed class BlueskyRecordedTests
{
    private const string Notifications = "/xrpc/app.bsky.notification.listNotifications";
    private const string SignIn = "/xrpc/com.atproto.server.createSession";
    private const string Refresh = "/xrpc/com.atproto.server.refreshSession";
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private RecordedHttp http = null!;
    private HttpClient client = null!;
    private MemorySessionVault vault = null!;
    private BlueskyChannel channel = null!;

    [SetUp]
    public void Open()
    {
        http = new RecordedHttp();
        client = new HttpClient(http) { Timeout = Timeout.InfiniteTimeSpan };
        vault = new MemorySessionVault();
        channel = Build();
    }

    [TearDown]
    public void Close()
    {
        channel.Dispose();
        client.Dispose();
        http.Dispose();
        http.CheckAllRecorded();
    }

    [Test]
    public async Task Session_outlives_a_restart_without_another_sign_in()
    {
        BlueskyWireSamples.AllowSignIn(http);
        http.On("GET", Notifications, 200, """{"notifications":[]}""");
        await ReadAsync();

        channel.Dispose();
        channel = Build();
        await ReadAsync();

        Assert.That(http.Requests.Count(r => r.Address.AbsolutePath == SignIn), Is.EqualTo(1));
    }

    [TestCase(400, "ExpiredToken")]
    [TestCase(400, "InvalidToken")]
    [TestCase(401, "AuthMissing")]
    public async Task Refused_token_is_renewed_and_the_call_repeated(int status, string error)
    {
        BlueskyWireSamples.AllowSignIn(http);
        http.On("GET", Notifications, status, $$"""{"error":"{{error}}","message":"Token"}""").On("GET", Notifications, 200, """{"notifications":[]}""");
        http.On("POST", Refresh, 200, BlueskyWireSamples.Session("access-2", "refresh-2"));

        await ReadAsync();

        Assert.That(http.Requests.Single(r => r.Address.AbsolutePath == Refresh).Headers["Authorization"], Is.EqualTo("Bearer refresh-1"));
        Assert.That(http.Requests[^1].Headers["Authorization"], Is.EqualTo("Bearer access-2"));
    }

    [Test]
    public async Task Refresh_token_that_is_spent_leads_to_a_new_sign_in()
    {
        BlueskyWireSamples.AllowSignIn(http);
        http.On("GET", Notifications, 400, """{"error":"ExpiredToken"}""").On("GET", Notifications, 200, """{"notifications":[]}""");
        http.On("POST", Refresh, 400, """{"error":"ExpiredToken","message":"Token has been revoked"}""");

        await ReadAsync();

        Assert.That(http.Requests.Count(r => r.Address.AbsolutePath == SignIn), Is.EqualTo(2));
    }

    [Test]
    public async Task Token_that_ends_soon_is_renewed_before_it_is_refused()
    {
        var soon = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($$"""{"exp":{{Now.AddSeconds(30).ToUnixTimeSeconds()}}}""")).TrimEnd('=');
        http.On("POST", SignIn, 200, BlueskyWireSamples.Session($"h.{soon}.s", "refresh-1"));
        http.On("POST", Refresh, 200, BlueskyWireSamples.Session("access-2", "refresh-2"));
        http.On("GET", Notifications, 200, """{"notifications":[]}""");
        await ReadAsync();

        await ReadAsync();

        Assert.That(http.Requests[^1].Headers["Authorization"], Is.EqualTo("Bearer access-2"));
    }

    [Test]
    public async Task Wrong_password_is_a_fault_that_names_both_settings_and_no_secret()
    {
        http.On("POST", SignIn, 401, """{"error":"AuthenticationRequired","message":"Invalid identifier or password"}""");

        var fault = await FaultAsync();

        Assert.That(fault.Kind, Is.EqualTo(ChannelFaultKind.Unauthorised));
        Assert.That(fault.ToString(), Does.Contain("Listener:Channels:bsky:AppPassword").And.Contain("Listener:Channels:bsky:Handle").And.Not.Contain("app-pass-word"));
    }

    [TestCase("{\"error\":\"RecordNotFo")]
    [TestCase("")]
    public async Task Refusal_that_was_cut_off_on_its_way_is_not_taken_for_a_final_no(string body)
    {
        BlueskyWireSamples.AllowSignIn(http);
        http.On("GET", Notifications, 400, body);

        Assert.That((await FaultAsync()).Kind, Is.EqualTo(ChannelFaultKind.Unknown));
    }

    [Test]
    public async Task Sign_in_limit_waits_until_the_time_of_the_reset_header()
    {
        http.On("POST", SignIn, 429, """{"error":"RateLimitExceeded"}""", $"RateLimit-Reset: {Now.AddMinutes(4).ToUnixTimeSeconds()}", "RateLimit-Remaining: 0");

        Assert.That((await FaultAsync()).RetryAt, Is.EqualTo(Now.AddMinutes(4)));
    }

    [Test]
    public async Task Post_while_sign_in_fails_may_be_tried_again()
    {
        http.On("POST", SignIn, 429, "{}", "Retry-After: 60");
        var reply = Reply.Restore(
            new ReplyId(Guid.NewGuid()), new MentionNumber(1),
            new ConversationRef(channel.Key, "t", "p", Audience.Public, """{"root":{"uri":"a","cid":"b"},"parent":{"uri":"a","cid":"b"},"people":{}}"""),
            new MentionId(channel.Key, "p"), "text", "en", null, Now);

        var result = await channel.PostAsync(reply, default);

        Assert.That(result, Is.InstanceOf<PostResult.RetryLater>().With.Property("At").EqualTo(Now.AddSeconds(60)));
    }

    [Test]
    public async Task Half_a_surrogate_pair_and_nul_become_replacement_characters()
    {
        ServeItems("""{"uri":"at://did:plc:dana/app.bsky.feed.post/1","cid":"b1","author":{"did":"did:plc:dana","handle":"dana.example"},"record":{"text":"a\ud83d b\u0000 \ud83d\ude00"},"indexedAt":"2026-11-20T11:00:00.000Z"}""");

        Assert.That((await ReadAsync()).Mentions.Single().Text, Is.EqualTo("a\uFFFD b\uFFFD 😀"));
    }

    [TestCase("""{"uri":5}""")]
    [TestCase("null")]
    [TestCase("[[[]]]")]
    [TestCase("""{"uri":"https://example.com","cid":"b","author":{"did":"d","handle":"h"},"record":{"text":"x"},"indexedAt":"2026-11-20T11:00:00Z"}""")]
    [TestCase("""{"uri":"at://did:plc:dana/app.bsky.feed.post/2","cid":"b","author":{"did":"d","handle":"h"},"record":{"text":"x"},"indexedAt":"last Friday"}""")]
    [TestCase("""{"uri":"at://did:plc:dana/app.bsky.feed.post/2","cid":"b","author":{"did":null,"handle":"h"},"record":{"text":"x"},"indexedAt":"2026-11-20T11:00:00Z"}""")]
    public async Task Odd_item_is_set_aside_once_and_its_neighbour_arrives(string odd)
    {
        ServeItems(odd, """{"uri":"at://did:plc:dana/app.bsky.feed.post/1","cid":"b1","author":{"did":"did:plc:dana","handle":"dana.example"},"record":{"text":"good"},"indexedAt":"2026-11-20T11:00:00.000Z"}""");

        var page = await ReadAsync();
        var again = await channel.ReadAsync(channel.Watches[0], page.Next, default);

        Assert.That(page.Mentions.Select(m => m.Text), Is.EqualTo(new[] { "good" }));
        Assert.That(page.Quarantined, Has.Count.EqualTo(1));
        Assert.That(again, Has.Property("Quarantined").Empty.And.Property("Next").EqualTo(page.Next));
    }

    [Test]
    public async Task Item_nested_too_deep_is_set_aside()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 200)) + string.Concat(Enumerable.Repeat("]", 200));
        ServeItems($$"""{"uri":"at://did:plc:dana/app.bsky.feed.post/2","cid":"b","x":{{deep}}}""", """{"uri":"at://did:plc:dana/app.bsky.feed.post/1","cid":"b1","author":{"did":"did:plc:dana","handle":"dana.example"},"record":{"text":"good"},"indexedAt":"2026-11-20T11:00:00.000Z"}""");

        var page = await ReadAsync();

        Assert.That((page.Mentions.Count, page.Quarantined.Count), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task Answer_over_eight_megabytes_is_refused()
    {
        BlueskyWireSamples.AllowSignIn(http);
        http.On("GET", Notifications, 200, $$"""{"notifications":[],"x":"{{new string('x', 9_000_000)}}"}""");

        Assert.That((await FaultAsync()).What, Does.Contain("larger than"));
    }

    [Test]
    public async Task Failing_look_at_followers_loses_nothing()
    {
        ServeItems("""{"uri":"at://did:plc:dana/app.bsky.feed.post/1","cid":"b1","author":{"did":"did:plc:dana","handle":"dana.example","labels":[{"src":"did:plc:dana","val":"bot"}]},"record":{"text":"good","langs":["pt-BR"]},"indexedAt":"2026-11-20T11:00:00.000Z"}""");
        http.Forget("GET", "/xrpc/app.bsky.actor.getProfiles").On("GET", "/xrpc/app.bsky.actor.getProfiles", 429, "{}");

        var mention = (await ReadAsync()).Mentions.Single();

        Assert.That((mention.Author.Followers, mention.Author.IsBot, mention.LanguageHint), Is.EqualTo(((long?)null, true, "pt")));
    }

    [Test]
    public async Task Post_deleted_before_it_was_read_is_reported_as_removed()
    {
        ServeItems("""{"uri":"at://did:plc:dana/app.bsky.feed.post/1","cid":"b1","author":{"did":"did:plc:dana","handle":"dana.example"},"record":{"text":"oops"},"indexedAt":"2026-11-20T11:00:00.000Z"}""");
        http.Forget("GET", "/xrpc/app.bsky.feed.getPosts").On("GET", "/xrpc/app.bsky.feed.getPosts", 200, """{"posts":[]}""");

        var page = await ReadAsync();

        Assert.That((page.Mentions.Count, page.Removed.Single()), Is.EqualTo((0, "at://did:plc:dana/app.bsky.feed.post/1")));
    }

    /// <summary>The AppView notifies of a post before it can show it; taken for deleted, the question would never be seen.</summary>
    [Test]
    public async Task Post_that_the_network_does_not_show_yet_is_read_when_it_does()
    {
        var item = """{"uri":"at://did:plc:dana/app.bsky.feed.post/1","cid":"b1","author":{"did":"did:plc:dana","handle":"dana.example"},"record":{"text":"Where is my parcel?"},"indexedAt":"2026-11-20T11:59:00.000Z"}""";
        ServeItems(item);
        http.Forget("GET", "/xrpc/app.bsky.feed.getPosts").On("GET", "/xrpc/app.bsky.feed.getPosts", 200, """{"posts":[]}""");

        var first = await ReadAsync();
        http.Forget("GET", "/xrpc/app.bsky.feed.getPosts").On("GET", "/xrpc/app.bsky.feed.getPosts", 200, $$"""{"posts":[{{item}}]}""");
        var second = await channel.ReadAsync(channel.Watches[0], first.Next, default);
        var third = await channel.ReadAsync(channel.Watches[0], second.Next, default);

        Assert.That((first.Mentions.Count, first.Removed.Count, third.Mentions.Count), Is.EqualTo((0, 0, 0)));
        Assert.That(second.Mentions.Single().Text, Is.EqualTo("Where is my parcel?"));
    }

    [Test]
    public async Task Backlog_beyond_fifty_pages_is_reported_as_a_gap()
    {
        BlueskyWireSamples.AllowSignIn(http);
        var page = 0;
        http.On("GET", Notifications, _ => RecordedHttp.Answer(200, $$"""{"cursor":"{{++page}}","notifications":[{"uri":"at://did:plc:dana/app.bsky.feed.post/{{page}}","cid":"b","author":{"did":"did:plc:dana","handle":"dana.example"},"record":{"text":"x"},"indexedAt":"{{Now.AddMinutes(-page):yyyy-MM-dd'T'HH:mm:ss'Z'}}"}]}"""));
        http.On("GET", "/xrpc/app.bsky.feed.getPosts", 200, """{"posts":[]}""");
        http.On("GET", "/xrpc/app.bsky.actor.getProfiles", 200, """{"profiles":[]}""");

        var read = await ReadAsync();

        Assert.That(page, Is.EqualTo(50));
        Assert.That(read.Gap!.To, Is.EqualTo(Now.AddMinutes(-50)));
    }

    [Test]
    public void Wrong_settings_are_all_named_at_once()
    {
        var options = new BlueskyOptions { Service = "ftp://x", Handle = "@dana", AppPassword = "", AppView = "here", Notifications = false, Timeout = TimeSpan.Zero, FirstReadBack = TimeSpan.FromDays(99), PollInterval = TimeSpan.Zero };
        options.Searches.Add(new WatchOptions { Name = "A B", Query = "" });
        options.Searches.Add(new WatchOptions { Name = "notifications", Query = "x" });

        var keys = options.Check().Select(f => f.Key);

        Assert.That(keys, Is.EquivalentTo(new[] { "PollInterval", "Service", "Handle", "AppPassword", "AppView", "FirstReadBack", "Timeout", "Searches:0:Name", "Searches:0:Query", "Searches:1:Name" }));
    }

    private void ServeItems(params string[] items)
    {
        BlueskyWireSamples.AllowSignIn(http);
        http.On("GET", Notifications, 200, $$"""{"notifications":[{{string.Join(',', items)}}]}""");
        http.On("GET", "/xrpc/app.bsky.feed.getPosts", 200, $$"""{"posts":[{{items[^1]}}]}""");
        http.On("GET", "/xrpc/app.bsky.actor.getProfiles", 200, """{"profiles":[{"did":"did:plc:dana","handle":"dana.example","followersCount":3}]}""");
    }

    private BlueskyChannel Build() => new(new ChannelKey("bsky"), BlueskyWireSamples.Options(), client, vault, new FastClock(Now), NullLogger<BlueskyChannel>.Instance);

    private Task<MentionPage> ReadAsync() => channel.ReadAsync(channel.Watches[0], null, default);

    private async Task<ChannelFault> FaultAsync() => (await Assert.ThrowsAsync<ChannelException>(async () => await ReadAsync()))!.Fault;
}
