using System.Text.Json.Nodes;
using Listener.Worker.Channels;
using Listener.Worker.Channels.X;
using Listener.Worker.Domain;

namespace Listener.Worker.Tests.Channels.X;

/// <summary>
/// What is X's own. Situations: whom we may answer; both generations of field names; edits; short links and entities; errors
/// beside data; looks through our own posts; a duplicate; limits and spending caps; searches older than a week.
/// </summary>
public sealed class XTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Posted = Now.AddHours(-1);
    private FastClock clock = null!;
    private RecordedHttp http = null!;
    private HttpClient client = null!;
    private XChannel channel = null!;

    [SetUp]
    public void Begin()
    {
        clock = new FastClock(Now);
        http = new RecordedHttp();
        client = new HttpClient(http) { Timeout = Timeout.InfiniteTimeSpan };
        channel = Build();
    }

    [TearDown]
    public void End()
    {
        channel.Dispose();
        client.Dispose();
        http.CheckAllRecorded();
    }

    [Test]
    public async Task Mention_carries_author_link_and_language()
    {
        var mention = await MentionAsync();

        Assert.That((mention.Author.UserName, mention.Author.DisplayName, mention.Author.Followers, mention.LanguageHint), Is.EqualTo(("dana_example", "Dana", 12L, "en")));
        Assert.That(mention.Permalink!.AbsoluteUri, Is.EqualTo("https://x.com/dana_example/status/1155"));
        Assert.That(mention.Eligibility, Is.EqualTo(ReplyEligibility.Allowed));
    }

    [TestCase("""{"mentions":[{"username":"ACME","id":"42"}]}""", null, EligibilityKind.Allowed)]
    [TestCase("""{"mentions":[{"username":"somebody"}]}""", null, EligibilityKind.NotAllowed)]
    [TestCase("""{"urls":[{"url":"https://t.co/a","expanded_url":"https://x.com/Acme/status/9"}]}""", "quoted", EligibilityKind.Allowed)]
    [TestCase("""{"urls":[{"url":"https://t.co/a","expanded_url":"https://x.com/other/status/9"}]}""", "quoted", EligibilityKind.NotAllowed)]
    [TestCase("""{"urls":[{"url":"https://t.co/a","expanded_url":"https://x.com/acme/status/9"}]}""", null, EligibilityKind.NotAllowed)] // a link is no quote
    [TestCase(null, null, EligibilityKind.NotAllowed)]
    public async Task Only_authors_who_mentioned_or_quoted_us_may_be_answered(string? entities, string? reference, EligibilityKind kind)
    {
        var mention = await SearchedAsync(XSamples.Post("1155", "kettle", Posted, change: p =>
        {
            if (entities is not null)
                p["entities"] = JsonNode.Parse(entities);
            if (reference is not null)
                p["referenced_tweets"] = new JsonArray(new JsonObject { ["type"] = reference, ["id"] = "9" });
        }));

        Assert.That(mention.Eligibility.Kind, Is.EqualTo(kind));
        Assert.That(mention.Eligibility.Reason is not null, Is.EqualTo(kind == EligibilityKind.NotAllowed));
    }

    [Test]
    public async Task Quoted_post_that_came_along_tells_that_it_is_ours()
    {
        var includes = XSamples.Users();
        includes["tweets"] = new JsonArray(XSamples.Post("9", "ours", Posted, XSamples.OwnId));
        http.On("GET", XSamples.Search, 200, XSamples.List([XSamples.Post("1155", "look", Posted, change: p => p["referenced_tweets"] = new JsonArray(new JsonObject { ["type"] = "quoted", ["id"] = "9" }))], includes: includes));

        var page = await channel.ReadAsync(channel.Watches[1], null, default);

        Assert.That(page.Mentions.Single().Eligibility.Kind, Is.EqualTo(EligibilityKind.Allowed));
    }

    [Test]
    public async Task Plan_that_may_answer_anybody_answers_anybody()
    {
        channel.Dispose();
        channel = Build(o => o.AnswerAnybody = true);

        var mention = await SearchedAsync(XSamples.Post("1155", "kettle", Posted));

        Assert.That(mention.Eligibility.Kind, Is.EqualTo(EligibilityKind.Allowed));
    }

    [Test]
    public async Task New_field_names_are_taken_up_when_the_old_ones_are_refused()
    {
        http.On("GET", XSamples.Mentions, 400, """{"title":"Invalid Request","detail":"The query parameter [tweet.fields] is unknown","type":"https://api.x.com/2/problems/invalid-request","status":400}""");
        http.On("GET", XSamples.Mentions, 200, XSamples.List([XSamples.Post("1157", "still leaks", Posted, change: p =>
        {
            p.Remove("edit_history_tweet_ids");
            p["edit_history_post_ids"] = new JsonArray("1155", "1157");
            p["referenced_posts"] = new JsonArray(new JsonObject { ["type"] = "replied_to", ["id"] = "1100" });
        })]));

        var mention = (await channel.ReadAsync(channel.Watches[0], null, default)).Mentions.Single();

        Assert.That(http.Requests.Select(r => (r.Query("tweet.fields") is not null, r.Query("post.fields") is not null)), Is.EqualTo(new[] { (true, false), (false, true) }));
        Assert.That((mention.Id.NativeId, mention.Version, mention.Kind), Is.EqualTo(("1155", "1157", MentionKind.Reply)));
    }

    [Test]
    public async Task Edited_post_keeps_its_first_id_and_is_answered_at_its_last()
    {
        var mention = await MentionAsync(p =>
        {
            p["id"] = "1157";
            p["edit_history_tweet_ids"] = new JsonArray("1155", "1157");
        });

        Assert.That((mention.Id.NativeId, mention.Version, mention.Conversation.ParentId), Is.EqualTo(("1155", "1157", "1157")));
    }

    [Test]
    public async Task Text_is_decoded_and_short_links_are_replaced()
    {
        var mention = await MentionAsync(p =>
        {
            p["text"] = "@acme 1 &lt; 2 &amp; https://t.co/a";
            p["entities"] = JsonNode.Parse("""{"urls":[{"url":"https://t.co/a","expanded_url":"https://example.com/kettle"}]}""");
        });

        Assert.That(mention.Text, Is.EqualTo("@acme 1 < 2 & https://example.com/kettle"));
    }

    [Test]
    public async Task Long_post_is_read_whole()
    {
        var mention = await MentionAsync(p => p["note_tweet"] = new JsonObject { ["text"] = "the whole story" });

        Assert.That(mention.Text, Is.EqualTo("the whole story"));
    }

    [Test]
    public async Task Own_answer_and_repost_are_marked()
    {
        http.On("GET", XSamples.Search, 200, XSamples.List(
        [
            XSamples.Post("3", "RT", Posted, change: p => p["referenced_tweets"] = new JsonArray(new JsonObject { ["type"] = "retweeted", ["id"] = "1" })),
            XSamples.Post("2", "@dana_example Thank you", Posted, XSamples.OwnId, "1"),
        ]));

        var page = await channel.ReadAsync(channel.Watches[1], null, default);

        Assert.That(page.Mentions.Select(m => (m.IsOwn, m.IsRepost, m.Text)), Is.EqualTo(new[] { (true, false, "Thank you"), (false, true, "RT") }));
        Assert.That(page.Mentions[0].Conversation.ParentId, Is.EqualTo("1"));
    }

    [Test]
    public async Task Errors_beside_data_cost_no_posts()
    {
        var body = JsonNode.Parse(XSamples.List([XSamples.Post("1155", "hello", Posted)]))!;
        body["errors"] = JsonNode.Parse("""[{"title":"Not Found Error","type":"https://api.x.com/2/problems/resource-not-found","detail":"Could not find user"}]""");
        body["includes"] = JsonNode.Parse("""{"users":[{"id":7}]}""");
        http.On("GET", XSamples.Mentions, 200, body.ToJsonString());

        var page = await channel.ReadAsync(channel.Watches[0], null, default);

        Assert.That(page.Mentions.Single().Author.UserName, Is.EqualTo("77"));
    }

    [Test]
    public async Task Answer_is_sent_in_the_networks_form_and_signed()
    {
        var reply = Replies.To(await MentionAsync(), "Sorry!");
        http.On("POST", "/2/tweets", 201, """{"data":{"id":"1900","text":"@dana_example Sorry!"}}""");

        var result = await channel.PostAsync(reply, default);

        Assert.That(result, Is.EqualTo(new PostResult.Delivered("1900", new Uri("https://x.com/acme/status/1900"))));
        Assert.That(http.Requests[^1].Body, Is.EqualTo("""{"text":"Sorry!","reply":{"in_reply_to_tweet_id":"1155"}}"""));
        Assert.That(http.Requests[^1].Headers["Authorization"], Does.StartWith("OAuth oauth_consumer_key=\"consumer\"").And.Not.Contain("secret"));
    }

    [Test]
    public async Task Duplicate_may_be_this_very_reply()
    {
        var reply = Replies.To(await MentionAsync(), "Sorry!");
        http.On("POST", "/2/tweets", 403, """{"title":"Forbidden","detail":"You are not allowed to create a Tweet with duplicate content.","type":"about:blank","status":403}""");

        var result = await channel.PostAsync(reply, default);

        Assert.That(((PostResult.Unknown)result).Fault.What, Does.Contain("posted already"));
    }

    [Test]
    public async Task Reached_spending_limit_waits_for_a_day()
    {
        var reply = Replies.To(await MentionAsync(), "Sorry!");
        http.On("POST", "/2/tweets", 429, """{"title":"UsageCapExceeded","type":"https://api.x.com/2/problems/usage-capped","status":429}""");

        var result = await channel.PostAsync(reply, default);

        Assert.That(((PostResult.RetryLater)result).At, Is.EqualTo(Now.AddDays(1)));
    }

    [Test]
    public async Task Full_window_waits_until_it_ends()
    {
        http.On("GET", XSamples.Mentions, 429, "{}", $"x-rate-limit-reset: {Now.AddMinutes(7).ToUnixTimeSeconds()}");

        Assert.That((await FaultAsync()).RetryAt, Is.EqualTo(Now.AddMinutes(7)));
    }

    [TestCase(400, ChannelFaultKind.Refused, "too cold")]
    [TestCase(401, ChannelFaultKind.Unauthorised, "clock")]
    [TestCase(402, ChannelFaultKind.RateLimited, "credits")]
    [TestCase(403, ChannelFaultKind.Unauthorised, "AccessToken")]
    [TestCase(404, ChannelFaultKind.Refused, "deleted")]
    [TestCase(503, ChannelFaultKind.Transient, "503")]
    public async Task Error_says_what_to_do_and_no_secret(int status, ChannelFaultKind kind, string words)
    {
        http.On("GET", XSamples.Mentions, status, """{"title":"No","detail":"too cold","status":400}""");

        var fault = await FaultAsync();

        Assert.That(fault.Kind, Is.EqualTo(kind));
        Assert.That(fault.ToString(), Does.Contain(words).And.Not.Contain("token-secret"));
    }

    [Test]
    public async Task Deleted_or_hidden_post_is_gone_whether_it_comes_as_404_403_or_beside_a_200()
    {
        var reply = Replies.To(await MentionAsync(), "Sorry!");
        http.On("GET", "/2/tweets/1155", 404, "{}");
        http.On("GET", "/2/tweets/1155", 200, """{"errors":[{"title":"Not Found Error","type":"https://api.x.com/2/problems/resource-not-found"}]}""");
        http.On("GET", "/2/tweets/1155", 403, """{"title":"Forbidden","type":"https://api.x.com/2/problems/not-authorized-for-resource"}""");

        for (var look = 0; look < 3; look++)
            Assert.That((await channel.InspectAsync(reply, default)).State, Is.EqualTo(TargetState.Gone));
    }

    [TestCase("1155", TargetState.Present)]
    [TestCase("1158", TargetState.Edited)]
    public async Task Edit_is_seen_in_the_history(string last, TargetState state)
    {
        var reply = Replies.To(await MentionAsync(), "Sorry!");
        http.On("GET", "/2/tweets/1155", 200, new JsonObject { ["data"] = XSamples.Post("1155", "x", Posted, change: p => p["edit_history_tweet_ids"] = new JsonArray("1155", last)) }.ToJsonString());
        http.On("GET", "/2/tweets/1158", 200, new JsonObject { ["data"] = XSamples.Post("1158", "x, corrected", Posted, change: p => p["edit_history_tweet_ids"] = new JsonArray("1155", last)) }.ToJsonString());
        http.On("GET", XSamples.OwnPosts, 200, XSamples.List([]));

        var report = await channel.InspectAsync(reply, default);

        Assert.That(report.State, Is.EqualTo(state));
        Assert.That((report.Now?.Id.NativeId, report.Now?.Version, report.Now?.Text), Is.EqualTo(state == TargetState.Edited ? ("1155", last, "x, corrected") : (null, null, (string?)null)));
    }

    [Test]
    public async Task Answer_of_a_colleague_is_seen_among_our_own_posts()
    {
        var reply = Replies.To(await MentionAsync(), "Sorry!");
        http.On("GET", "/2/tweets/1155", 200, new JsonObject { ["data"] = XSamples.Post("1155", "x", Posted) }.ToJsonString());
        http.On("GET", XSamples.OwnPosts, 200, XSamples.List([XSamples.Post("1200", "@dana_example We do!", Posted, XSamples.OwnId, "1155")]));

        var report = await channel.InspectAsync(reply, default);

        Assert.That(report.State, Is.EqualTo(TargetState.Present));
        Assert.That(report.Answers, Is.EqualTo(new[] { "1200" }));
        Assert.That(http.Requests[^1].Query("since_id"), Is.EqualTo("1155"));
    }

    [TestCase("@dana_example See &amp; read https://t.co/a", "1155", 1, typeof(LookResult.Found))]
    [TestCase("@dana_example Something else", "1155", 1, typeof(LookResult.CannotTell))] // ours, but which?
    [TestCase("@dana_example Something else", "1155", -50, typeof(LookResult.NotFound))] // from before the approval
    [TestCase("@dana_example See &amp; read https://t.co/a", "9", 1, typeof(LookResult.NotFound))] // under another post
    public async Task Reply_is_looked_up_among_our_own_posts(string text, string parent, int minutes, Type result)
    {
        var reply = Replies.To(await MentionAsync(), "See & read https://example.com/help", approvedAt: Now);
        http.On("GET", XSamples.OwnPosts, 200, XSamples.List([XSamples.Post("1200", text, Now.AddMinutes(minutes), XSamples.OwnId, parent, p =>
            p["entities"] = JsonNode.Parse("""{"urls":[{"url":"https://t.co/a","expanded_url":"https://example.com/help"}]}"""))]));

        Assert.That(await channel.FindAsync(reply, default), Is.TypeOf(result));
    }

    [Test]
    public async Task Look_that_fails_cannot_tell()
    {
        var reply = Replies.To(await MentionAsync(), "Sorry!");
        http.On("GET", XSamples.OwnPosts, 503, "");

        Assert.That(await channel.FindAsync(reply, default), Is.TypeOf<LookResult.CannotTell>());
    }

    [TestCase(4, true, false)]
    [TestCase(8, false, true)]
    public async Task Search_after_more_than_a_week_goes_by_time_and_says_what_is_missing(int days, bool byId, bool isGap)
    {
        http.On("GET", XSamples.Search, 200, XSamples.List([XSamples.Post("1155", "kettle", Posted)]));
        http.On("GET", XSamples.Search, 200, XSamples.List([]));
        var first = await channel.ReadAsync(channel.Watches[1], null, default);
        clock.Now += TimeSpan.FromDays(days);

        var second = await channel.ReadAsync(channel.Watches[1], first.Next, default);

        Assert.That((http.Requests[^1].Query("since_id") is not null, http.Requests[^1].Query("start_time") is null, second.Gap is not null), Is.EqualTo((byId, byId, isGap)));
    }

    [Test]
    public async Task Token_of_another_account_is_noticed()
    {
        http.On("GET", XSamples.Mentions, 200, XSamples.List([]));
        http.On("GET", "/2/users/me", 200, """{"data":{"id":"42","username":"other"}}""");

        var report = await channel.TestAsync(default);

        Assert.That((report.Ok, report.Summary.Contains("Listener:Channels:x-main:Handle", StringComparison.Ordinal)), Is.EqualTo((false, true)));
    }

    private XChannel Build(Action<XOptions>? change = null)
    {
        var options = XSamples.Options();
        options.DailyReadBudget = 10;
        change?.Invoke(options);
        return new XChannel(new ChannelKey("x-main"), options, client, new MemorySessionVault(), clock);
    }

    private async Task<ChannelFault> FaultAsync() =>
        (await Assert.ThrowsAsync<ChannelException>(async () => await channel.ReadAsync(channel.Watches[0], null, default)))!.Fault;

    private async Task<Mention> MentionAsync(Action<JsonObject>? change = null)
    {
        http.On("GET", XSamples.Mentions, 200, XSamples.List([XSamples.Post("1155", "@acme my kettle leaks", Posted, change: change)]));
        return (await channel.ReadAsync(channel.Watches[0], null, default)).Mentions.Single();
    }

    private async Task<Mention> SearchedAsync(JsonNode post)
    {
        http.On("GET", XSamples.Search, 200, XSamples.List([post]));
        return (await channel.ReadAsync(channel.Watches[1], null, default)).Mentions.Single();
    }
}
