using System.Text.Json.Nodes;
using Listener.Worker.Channels;
using Listener.Worker.Channels.Mastodon;
using Listener.Worker.Domain;
using Microsoft.Extensions.Logging.Abstractions;

namespace Listener.Worker.Tests.Channels.Mastodon;

/// <summary>
/// What is Mastodon's own. Situations: visibility and content warning carried over, the person addressed, the server's limits,
/// a target that is gone, edited, answered or narrowed; finding a reply by source and by HTML; hashtags; rate headers; errors;
/// threads; bots and own posts.
/// </summary>
public sealed class MastodonTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Posted = Now.AddHours(-1);
    private readonly FastClock clock = new(Now);
    private RecordedHttp http = null!;
    private HttpClient client = null!;
    private MastodonChannel channel = null!;

    [SetUp]
    public void Begin()
    {
        http = new RecordedHttp();
        client = new HttpClient(http) { Timeout = Timeout.InfiniteTimeSpan };
        http.On("GET", "/api/v1/accounts/verify_credentials", 200, MastodonSamples.Own());
        channel = Build();
    }

    [TearDown]
    public void End()
    {
        client.Dispose();
        http.CheckAllRecorded();
    }

    [TestCase("public", Audience.Public, MentionKind.Post)]
    [TestCase("unlisted", Audience.Unlisted, MentionKind.Post)]
    [TestCase("private", Audience.Followers, MentionKind.Post)]
    [TestCase("direct", Audience.Direct, MentionKind.DirectMessage)]
    public async Task Reply_has_the_visibility_of_the_mention(string visibility, Audience audience, MentionKind kind)
    {
        var mention = await MentionAsync(s => s["visibility"] = visibility);
        Accept();

        await channel.PostAsync(Replies.To(mention, "Hello"), default);

        Assert.That((mention.Conversation.Audience, mention.Kind), Is.EqualTo((audience, kind)));
        Assert.That(Sent()["visibility"]!.GetValue<string>(), Is.EqualTo(visibility));
    }

    [Test]
    public async Task Visibility_nobody_documented_is_left_to_a_person()
    {
        var mention = await MentionAsync(s => s["visibility"] = "local");

        var result = await channel.PostAsync(Replies.To(mention, "Hello"), default);

        Assert.That(mention.Conversation.Audience, Is.EqualTo(Audience.Direct));
        Assert.That(mention.Eligibility.Kind, Is.EqualTo(EligibilityKind.ManualOnly));
        Assert.That(result, Is.TypeOf<PostResult.Refused>());
    }

    [Test]
    public async Task Reply_addresses_its_author_and_carries_warning_parent_language_and_key()
    {
        var mention = await MentionAsync(s => s["spoiler_text"] = "kettles");
        var reply = Replies.To(mention, "Sorry to hear that.", new Guid("11111111-2222-3333-4444-555555555555"));
        Accept();

        await channel.PostAsync(reply, default);

        Assert.That(mention.Title, Is.EqualTo("kettles"));
        Assert.That(Sent().ToJsonString(), Is.EqualTo(
            """{"status":"@dana@kettles.example Sorry to hear that.","in_reply_to_id":"1155","visibility":"public","spoiler_text":"kettles","language":"en"}"""));
        Assert.That(http.Requests[^1].Headers["Idempotency-Key"], Is.EqualTo("listener-11111111222233334444555555555555"));
        Assert.That(http.Requests[^1].Headers["Authorization"], Is.EqualTo("Bearer secret-token"));
    }

    [Test]
    public async Task Reply_that_addresses_its_author_itself_is_left_alone()
    {
        var mention = await MentionAsync();
        Accept();

        await channel.PostAsync(Replies.To(mention, "@dana@kettles.example hello"), default);

        Assert.That(Sent()["status"]!.GetValue<string>(), Is.EqualTo("@dana@kettles.example hello"));
    }

    // "@dana " counts 6, the server of the name and the length of a link do not.
    [TestCase(494, "", true)]
    [TestCase(495, "", false)]
    [TestCase(484, "kettles!!!", true)]
    [TestCase(485, "kettles!!!", false)]
    public async Task Server_limit_counts_the_name_and_the_warning(int length, string warning, bool fits)
    {
        var mention = await MentionAsync(s => s["spoiler_text"] = warning);
        Accept();

        var result = await channel.PostAsync(Replies.To(mention, new string('a', length)), default);

        Assert.That(result, fits ? Is.TypeOf<PostResult.Delivered>() : Is.TypeOf<PostResult.Refused>());
    }

    [Test]
    public async Task Limits_are_the_servers_own()
    {
        http.On("GET", "/api/v2/instance", 200, MastodonSamples.Instance(1_000, 50));
        var mention = await MentionAsync();
        Accept();
        var link = $"https://example.com/{new string('x', 300)}";

        var fits = await channel.PostAsync(Replies.To(mention, $"{link} {new string('a', 943)}"), default);
        var isTooLong = await channel.PostAsync(Replies.To(mention, $"{link} {new string('a', 944)}"), default);

        Assert.That(channel.Traits.TextLimits, Is.EqualTo(new[] { new TextLimit(CountingRule.Mastodon, 968) }));
        Assert.That(fits, Is.TypeOf<PostResult.Delivered>());
        Assert.That(isTooLong, Is.TypeOf<PostResult.Refused>());
    }

    [Test]
    public async Task Server_that_states_no_limits_has_the_usual_ones()
    {
        http.On("GET", "/api/v2/instance", 404, "{\"error\":\"Not Found\"}");

        await MentionAsync();

        Assert.That(channel.Traits.TextLimits[0].Maximum, Is.EqualTo(468));
    }

    [TestCase(404)]
    [TestCase(410)]
    public async Task Deleted_post_is_gone(int status)
    {
        var reply = Replies.To(await MentionAsync(), "Hello");
        http.On("GET", "/api/v1/statuses/1155", status, "{\"error\":\"Record not found\"}");

        Assert.That((await channel.InspectAsync(reply, default)).State, Is.EqualTo(TargetState.Gone));
    }

    [Test]
    public async Task Untouched_post_is_present()
    {
        Assert.That((await InspectAsync()).State, Is.EqualTo(TargetState.Present));
    }

    [Test]
    public async Task Edited_post_is_noticed()
    {
        Assert.That((await InspectAsync(s => s["edited_at"] = "2026-11-20T11:30:00.000Z")).State, Is.EqualTo(TargetState.Edited));
    }

    [Test]
    public async Task Post_whose_visibility_changed_is_locked()
    {
        Assert.That((await InspectAsync(s => s["visibility"] = "unlisted")).State, Is.EqualTo(TargetState.Locked));
    }

    [Test]
    public async Task Answer_of_ours_under_the_post_is_seen()
    {
        var strangers = MastodonSamples.Status("60", "<p>me too</p>", Now, change: s => s["in_reply_to_id"] = "1155");
        var deeper = MastodonSamples.Status("61", "<p>elsewhere</p>", Now, own: true, s => s["in_reply_to_id"] = "60");
        var ours = MastodonSamples.Status("62", "<p>hello</p>", Now, own: true, s => s["in_reply_to_id"] = "1155");

        var without = await InspectAsync(null, strangers.DeepClone(), deeper.DeepClone());
        var with = await InspectAsync(null, strangers, deeper, ours);

        Assert.That(without.State, Is.EqualTo(TargetState.Present));
        Assert.That((with.State, string.Join(' ', with.Answers)), Is.EqualTo((TargetState.Present, "62")));
    }

    [Test]
    public async Task Reply_is_found_by_its_source()
    {
        var reply = Replies.To(await MentionAsync(), "See https://example.com/a-very-long-address-of-a-page & more");
        OwnPosts(Own("70", "<p>whatever the server made of it</p>", "1155"));
        http.On("GET", "/api/v1/statuses/70/source", 200, """{"id":"70","text":"@dana@kettles.example See https://example.com/a-very-long-address-of-a-page & more","spoiler_text":""}""");

        var found = await channel.FindAsync(reply, default);

        Assert.That(found, Is.EqualTo(new LookResult.Found("70", new Uri("https://kettles.example/@dana/70"))));
    }

    [Test]
    public async Task Reply_is_found_by_its_html_where_the_server_gives_no_source()
    {
        var reply = Replies.To(await MentionAsync(), "See https://example.com/a-very-long-address-of-a-page\n\nBye & thanks");
        OwnPosts(Own("70", """<p><span class="h-card"><a href="https://kettles.example/@dana" class="u-url mention">@<span>dana</span></a></span> See <a href="https://example.com/a-very-long-address-of-a-page"><span class="invisible">https://</span><span class="ellipsis">example.com/a-very</span><span class="invisible">-long-address-of-a-page</span></a></p><p>Bye &amp; thanks</p>""", "1155"));
        http.On("GET", "/api/v1/statuses/70/source", 404, "{\"error\":\"Not Found\"}");

        Assert.That(await channel.FindAsync(reply, default), Is.TypeOf<LookResult.Found>());
    }

    [TestCase("1155", "Something else")]
    [TestCase("1156", "Hello")]
    public async Task Another_post_of_ours_is_not_the_reply(string parent, string text)
    {
        var reply = Replies.To(await MentionAsync(), "Hello");
        OwnPosts(Own("70", $"<p>@dana {text}</p>", parent));
        http.On("GET", "/api/v1/statuses/70/source", 404, "");

        Assert.That(await channel.FindAsync(reply, default), Is.TypeOf<LookResult.NotFound>());
    }

    [Test]
    public async Task Look_that_fails_cannot_tell()
    {
        var reply = Replies.To(await MentionAsync(), "Hello");
        http.On("GET", "/api/v1/accounts/2/statuses", 503, "");

        Assert.That(await channel.FindAsync(reply, default), Is.TypeOf<LookResult.CannotTell>());
    }

    [Test]
    public async Task Hashtag_is_read_and_our_own_post_in_it_settles_by_text()
    {
        http.On("GET", "/api/v2/instance", 200, MastodonSamples.Instance());
        http.On("GET", "/api/v1/timelines/tag/k%C3%A4nnchen", 200, MastodonSamples.List(
            MastodonSamples.Status("81", "<p><span class=\"h-card\"><a class=\"u-url mention\" href=\"https://kettles.example/@dana\">@<span>dana</span></a></span> Thank you!</p>", Posted.AddMinutes(1), own: true, s => s["in_reply_to_id"] = "80"),
            MastodonSamples.Status("80", "<p>My kettle <a href=\"https://social.example/tags/x\" class=\"mention hashtag\">#<span>kännchen</span></a></p>", Posted)), "Link: <https://social.example/x?min_id=81>; rel=\"prev\"");
        http.On("GET", "/api/v1/statuses/81/context", 200, MastodonSamples.Context([MastodonSamples.Status("80", "", Posted)], []));

        var page = await channel.ReadAsync(channel.Watches[1], null, default);

        Assert.That(page.Mentions.Select(m => (m.Text, m.IsOwn, m.Conversation.ThreadId)), Is.EqualTo(new[] { ("My kettle #kännchen", false, "80"), ("Thank you!", true, "80") }));
        Assert.That(page.Mentions[1].Conversation.ParentId, Is.EqualTo("80"));
    }

    /// <summary>A second reply to a mention whose first one stands.</summary>
    [TestCase("edited_at", "2026-11-20T11:30:00.000Z", TargetState.Edited)]
    [TestCase("visibility", "unlisted", TargetState.Locked)]
    public async Task Change_of_the_post_is_seen_behind_answers_of_ours(string field, string value, TargetState state)
    {
        var report = await InspectAsync(s => s[field] = value, Own("62", "<p>x</p>", "1155"), Own("101", "<p>y</p>", "1155"));

        Assert.That((report.State, string.Join(' ', report.Answers)), Is.EqualTo((state, "62 101")));
    }

    [Test]
    public async Task Mentions_that_the_server_filters_are_asked_for()
    {
        await MentionAsync();

        Assert.That(http.Requests.First(r => r.Address.AbsolutePath == "/api/v1/notifications").Query("include_filtered"), Is.EqualTo("true"));
    }

    [TestCase("direct", "Ask @Ben@kettles.example about it", typeof(PostResult.Refused))]
    [TestCase("private", "Ask @ben about it", typeof(PostResult.Refused))]
    [TestCase("public", "Ask @ben about it", typeof(PostResult.Delivered))]
    [TestCase("direct", "@Dana@kettles.example write to info@shop.example", typeof(PostResult.Delivered))]
    public async Task Private_reply_names_nobody_who_could_not_read_it(string visibility, string text, Type result)
    {
        var mention = await MentionAsync(s => s["visibility"] = visibility);
        Accept();

        Assert.That(await channel.PostAsync(Replies.To(mention, text), default), Is.TypeOf(result));
    }

    [Test]
    public async Task Thread_goes_by_its_first_post()
    {
        http.On("GET", "/api/v1/statuses/1155/context", 200, MastodonSamples.Context([MastodonSamples.Status("1100", "", Posted), MastodonSamples.Status("1101", "", Posted)], []));

        var mention = await MentionAsync(s => s["in_reply_to_id"] = "1101");

        Assert.That((mention.Kind, mention.Conversation.ThreadId, mention.Conversation.ParentId), Is.EqualTo((MentionKind.Reply, "1100", "1155")));
    }

    [Test]
    public async Task Thread_that_cannot_be_read_costs_no_mention()
    {
        http.On("GET", "/api/v1/statuses/1155/context", 403, "{}");

        var mention = await MentionAsync(s => s["in_reply_to_id"] = "1101");

        Assert.That(mention.Conversation.ThreadId, Is.EqualTo("1101"));
    }

    /// <summary>A page has a minute; one thread that hangs for three tries of 20 s would take it all, each time.</summary>
    [Test]
    public async Task Thread_that_hangs_is_given_up_before_the_page_is()
    {
        const string context = "/api/v1/statuses/1155/context";
        http.Hang("GET", context);

        var mention = await MentionAsync(s => s["in_reply_to_id"] = "1101");

        Assert.That(mention.Conversation.ThreadId, Is.EqualTo("1101"));
        Assert.That(http.Requests.Count(r => r.Address.AbsolutePath == context), Is.EqualTo(1));
    }

    [Test]
    public async Task Bot_and_boost_are_marked()
    {
        var bot = await MentionAsync(s =>
        {
            s["account"]!["bot"] = true;
            s["reblog"] = MastodonSamples.Status("5", "", Posted);
        });

        Assert.That((bot.Author.IsBot, bot.IsRepost, bot.Author.Followers), Is.EqualTo((true, true, 12L)));
    }

    [TestCase("X-RateLimit-Reset: 2026-11-20T12:04:00.000000Z", 240)]
    [TestCase("X-RateLimit-Reset: 1795176240", 240)] // Unix seconds
    [TestCase("X-RateLimit-Reset: 240", 240)]
    [TestCase("X-RateLimit-Reset: 2026-11-20T11:00:00Z", 0)] // past: at once
    [TestCase("X-RateLimit-Reset: 2027-11-20T11:00:00Z", 86_400)] // never more than a day
    public async Task Pause_is_read_in_every_form_servers_use(string header, int seconds)
    {
        http.On("GET", "/api/v1/notifications", 429, "{\"error\":\"Too many requests\"}", header);

        var fault = (await Assert.ThrowsAsync<ChannelException>(async () => await channel.ReadAsync(channel.Watches[0], null, default)))!.Fault;

        Assert.That((fault.Kind, fault.RetryAt), Is.EqualTo((ChannelFaultKind.RateLimited, (DateTimeOffset?)Now.AddSeconds(seconds))));
    }

    [TestCase(401, ChannelFaultKind.Unauthorised, "AccessToken")]
    [TestCase(403, ChannelFaultKind.Unauthorised, "AccessToken")]
    [TestCase(404, ChannelFaultKind.Refused, "Server")]
    [TestCase(410, ChannelFaultKind.Refused, "Server")]
    [TestCase(422, ChannelFaultKind.Refused, "too cold")]
    [TestCase(503, ChannelFaultKind.Transient, "503")]
    public async Task Error_says_what_to_do_and_no_secret(int status, ChannelFaultKind kind, string words)
    {
        http.On("GET", "/api/v1/notifications", status, "{\"error\":\"too cold\"}");

        var fault = (await Assert.ThrowsAsync<ChannelException>(async () => await channel.ReadAsync(channel.Watches[0], null, default)))!.Fault;

        Assert.That(fault.Kind, Is.EqualTo(kind));
        Assert.That(fault.ToString(), Does.Contain(words).And.Not.Contain("secret-token"));
    }

    [TestCase(404)]
    [TestCase(422)]
    public async Task Post_to_a_deleted_post_is_refused(int status)
    {
        var reply = Replies.To(await MentionAsync(), "Hello");
        http.On("POST", "/api/v1/statuses", status, "{\"error\":\"Validation failed\"}");

        Assert.That(await channel.PostAsync(reply, default), Is.TypeOf<PostResult.Refused>());
    }

    [Test]
    public async Task Connection_test_says_who_signed_in()
    {
        http.On("GET", "/api/v2/instance", 200, MastodonSamples.Instance(5_000));
        http.On("GET", "/api/v1/notifications", 200, "[]");

        var report = await channel.TestAsync(default);

        Assert.That(report.Ok, Is.True);
        Assert.That(report.Summary, Does.Contain("@acme").And.Contain("5000"));
    }

    [TestCase("<p>a<br>b</p><p>c</p>", "a\nb\n\nc")]
    [TestCase("<p>x &lt;3 &amp; y</p>", "x <3 & y")]
    [TestCase("plain", "plain")]
    [TestCase("<p><a href=\"https://example.com/abc\"><span class=\"invisible\">https://</span>example.com/…</a></p>", "https://example.com/abc")]
    [TestCase("<p><a href=\"javascript:alert(1)\">click</a></p>", "click")]
    [TestCase("", "")]
    public void Html_becomes_text(string html, string text)
    {
        Assert.That(MastodonText.FromHtml(html), Is.EqualTo(text));
    }

    [TestCase("@dana thank you", ExpectedResult = "@dana thank you")]
    [TestCase("@Dana: thank you", ExpectedResult = "@Dana: thank you")]
    [TestCase("thank you", ExpectedResult = "@dana thank you")]
    [TestCase("@dana@other.example wrote the same", ExpectedResult = "@dana @dana@other.example wrote the same")]
    [TestCase("@danas shop", ExpectedResult = "@dana @danas shop")]
    public string The_customer_is_addressed_and_nobody_of_a_like_name(string text) => MastodonText.Compose(text, "dana");

    [TestCase("<https://s.example/n?limit=80&max_id=12>; rel=\"next\", <https://s.example/n?min_id=99>; rel=\"prev\"", "12", "99")]
    [TestCase("<https://s.example/n?min_id=99>; rel=\"prev\"", null, "99")]
    [TestCase("nonsense", null, null)]
    [TestCase(null, null, null)]
    public void Ids_come_from_the_link_header(string? header, string? older, string? newer)
    {
        Assert.That(MastodonApi.Linked(header, "next", "max_id"), Is.EqualTo(older));
        Assert.That(MastodonApi.Linked(header, "prev", "min_id"), Is.EqualTo(newer));
    }

    private MastodonChannel Build()
    {
        var options = MastodonSamples.Options();
        options.Hashtags.Add(new WatchOptions { Name = "tag", Query = "kännchen" });
        return new MastodonChannel(new ChannelKey("mastodon-main"), options, client, clock, NullLogger<MastodonChannel>.Instance);
    }

    private async Task<Mention> MentionAsync(Action<JsonObject>? change = null)
    {
        var status = MastodonSamples.Status("1155", "<p><span class=\"h-card\">@acme</span> my kettle leaks</p>", Posted, change: change);
        http.On("GET", "/api/v1/notifications", 200, MastodonSamples.List(MastodonSamples.Notification("310", status, Posted)));
        http.On("GET", "/api/v1/notifications", 200, "[]");
        http.On("GET", "/api/v2/instance", 200, MastodonSamples.Instance());
        return (await channel.ReadAsync(channel.Watches[0], null, default)).Mentions.Single();
    }

    private async Task<TargetReport> InspectAsync(Action<JsonObject>? change = null, params JsonNode[] descendants)
    {
        var reply = Replies.To(await MentionAsync(), "Hello");
        http.Forget("GET", "/api/v1/statuses/1155").On("GET", "/api/v1/statuses/1155", 200, MastodonSamples.Status("1155", "<p>x</p>", Posted, change: change).ToJsonString());
        http.Forget("GET", "/api/v1/statuses/1155/context").On("GET", "/api/v1/statuses/1155/context", 200, MastodonSamples.Context([], descendants));
        http.Forget("GET", "/api/v1/notifications");
        return await channel.InspectAsync(reply, default);
    }

    private static JsonObject Own(string id, string html, string parent) => MastodonSamples.Status(id, html, Now, own: true, s => s["in_reply_to_id"] = parent);

    private void OwnPosts(params JsonNode[] posts)
    {
        http.On("GET", "/api/v1/accounts/2/statuses", 200, MastodonSamples.List(posts));
        http.On("GET", "/api/v1/accounts/2/statuses", 200, "[]");
    }

    private void Accept() => http.On("POST", "/api/v1/statuses", 200, MastodonSamples.Status("77", "<p>x</p>", Now, own: true).ToJsonString());

    private JsonNode Sent() => JsonNode.Parse(http.Requests.Last(r => r.Method == "POST").Body)!;
}
