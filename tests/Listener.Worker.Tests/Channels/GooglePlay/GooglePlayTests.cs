using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using Listener.Worker.Channels;
using Listener.Worker.Channels.GooglePlay;
using Listener.Worker.Domain;

namespace Listener.Worker.Tests.Channels.GooglePlay;

/// <summary>
/// What is Google Play's own. Situations: title and tab, stars, edits, translations; the token and its renewal; a week's
/// window with its alarm; an answer that is ours, somebody else's, or none; the limit; errors; settings.
/// </summary>
public sealed class GooglePlayTests
{
    private const string Review = $"{GooglePlaySamples.Reviews}/r-9";
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Posted = Now.AddHours(-1);
    private FastClock clock = null!;
    private RecordedHttp http = null!;
    private HttpClient client = null!;
    private GooglePlayChannel channel = null!;

    [SetUp]
    public void Begin()
    {
        clock = new FastClock(Now);
        http = new RecordedHttp();
        client = new HttpClient(http) { Timeout = Timeout.InfiniteTimeSpan };
        channel = new GooglePlayChannel(new ChannelKey("play-main"), GooglePlaySamples.Options(), client, clock);
    }

    [TearDown]
    public void End()
    {
        channel.Dispose();
        client.Dispose();
        http.CheckAllRecorded();
    }

    [TestCase("Bad kettle\tLeaks since the update", "Bad kettle", "Leaks since the update")]
    [TestCase("\tLeaks since the update", null, "Leaks since the update")]
    [TestCase("Leaks since the update", null, "Leaks since the update")]
    public async Task Title_stands_before_the_tab(string text, string? title, string body)
    {
        var mention = await MentionAsync(GooglePlaySamples.Review("r-9", text, Posted));

        Assert.That((mention.Title, mention.Text, mention.Stars, mention.LanguageHint), Is.EqualTo((title, body, 2, "en")));
        Assert.That(mention.Permalink!.AbsoluteUri, Is.EqualTo("https://play.google.com/store/apps/details?id=com.acme.kettle&reviewId=r-9"));
    }

    [Test]
    public async Task Original_text_is_kept_and_not_the_translation()
    {
        var mention = await MentionAsync(GooglePlaySamples.Review("r-9", "\tIt leaks", Posted, change: u => u["originalText"] = "\tTropft"));

        Assert.That(mention.Text, Is.EqualTo("Tropft"));
    }

    [Test]
    public async Task Edited_review_comes_again_under_its_id_with_a_new_version()
    {
        List(GooglePlaySamples.Review("r-9", "Leaks", Posted));
        var first = await ReadAsync(null);
        http.Forget("GET", GooglePlaySamples.Reviews);
        List(GooglePlaySamples.Review("r-9", "Leaks even more", Posted.AddMinutes(30)));

        var second = await ReadAsync(first.Next);

        Assert.That(second.Mentions.Single().Id, Is.EqualTo(first.Mentions.Single().Id));
        Assert.That(second.Mentions.Single().Version, Is.Not.EqualTo(first.Mentions.Single().Version));
    }

    [Test]
    public async Task Answered_review_brings_the_answer_as_our_own_post_and_is_left_to_a_person()
    {
        List(GooglePlaySamples.Review("r-9", "Leaks", Posted, "Sorry!"));

        var page = await ReadAsync(null);

        Assert.That(page.Mentions[0].Eligibility.Kind, Is.EqualTo(EligibilityKind.ManualOnly));
        Assert.That((page.Mentions[1].IsOwn, page.Mentions[1].Text, page.Mentions[1].Conversation.ParentId), Is.EqualTo((true, "Sorry!", "r-9")));
    }

    [Test]
    public async Task Key_is_exchanged_for_a_token_with_a_signature_that_holds()
    {
        List();

        await ReadAsync(null);

        var form = HttpUtility.ParseQueryString(http.Requests[0].Body);
        var parts = form["assertion"]!.Split('.');
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!;
        Assert.That(form["grant_type"], Is.EqualTo("urn:ietf:params:oauth:grant-type:jwt-bearer"));
        Assert.That(GooglePlaySamples.Rsa.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), Is.True);
        Assert.That(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])), Is.EqualTo("""{"alg":"RS256","typ":"JWT","kid":"key-1"}"""));
        Assert.That(claims["iss"]!.GetValue<string>(), Is.EqualTo("listener@acme.iam.gserviceaccount.com"));
        Assert.That(claims["exp"]!.GetValue<long>() - claims["iat"]!.GetValue<long>(), Is.EqualTo(3600));
        Assert.That(http.Requests[1].Headers["Authorization"], Is.EqualTo("Bearer access-1"));
    }

    [TestCase(58, 1)]
    [TestCase(60, 2)]
    public async Task Token_is_used_until_shortly_before_its_end(int minutes, int tokens)
    {
        List();
        await ReadAsync(null);
        clock.Now += TimeSpan.FromMinutes(minutes);

        await ReadAsync(null);

        Assert.That(http.Requests.Count(r => r.Address.AbsolutePath == "/token"), Is.EqualTo(tokens));
    }

    [Test]
    public async Task Refused_token_is_renewed_once()
    {
        http.On("GET", GooglePlaySamples.Reviews, 401, "{}");
        List();

        await ReadAsync(null);

        Assert.That(http.Requests.Count(r => r.Address.AbsolutePath == "/token"), Is.EqualTo(2));
    }

    [Test]
    public async Task Key_that_was_deleted_is_named()
    {
        http.On("POST", "/token", 400, """{"error":"invalid_grant","error_description":"Invalid JWT Signature."}""");

        var report = await channel.TestAsync(default);

        Assert.That(report.Ok, Is.False);
        Assert.That(report.Summary, Does.Contain("Listener:Channels:play-main:ServiceAccountKey").And.Contain("invalid_grant"));
    }

    [Test]
    public async Task Empty_answer_means_no_reviews()
    {
        GooglePlaySamples.AllowToken(http);
        http.On("GET", GooglePlaySamples.Reviews, 200, "{}");

        Assert.That((await ReadAsync(null)).Mentions, Is.Empty);
    }

    [TestCase(6, false)]
    [TestCase(8, true)]
    public async Task Pause_longer_than_the_stores_window_is_a_gap(int days, bool isGap)
    {
        List();
        var first = await ReadAsync(null);
        clock.Now += TimeSpan.FromDays(days);

        var second = await ReadAsync(first.Next);

        Assert.That(second.Gap, isGap ? Is.EqualTo(new ReadingGap(Now, Now.AddDays(1), second.Gap?.Reason!)) : Is.Null);
    }

    [TestCase(4, false)]
    [TestCase(5, true)]
    public async Task Failing_for_five_days_raises_the_alarm(int days, bool alarmed)
    {
        List();
        var first = await ReadAsync(null);
        clock.Now += TimeSpan.FromDays(days);
        http.Forget("GET", GooglePlaySamples.Reviews).On("GET", GooglePlaySamples.Reviews, 403, "{}");

        var fault = (await Assert.ThrowsAsync<ChannelException>(async () => await ReadAsync(first.Next)))!.Fault;

        Assert.That(fault.Kind, Is.EqualTo(ChannelFaultKind.Unauthorised));
        Assert.That(fault.Next.Contains("2026-11-27 12:00 UTC", StringComparison.Ordinal), Is.EqualTo(alarmed));
    }

    [TestCase(null, TargetState.Present)]
    [TestCase("Sorry, <b>we</b>  look into it", TargetState.Present, 1)] // the store folds blanks and strips marks
    [TestCase("A colleague was faster", TargetState.Locked)]
    public async Task Answer_of_somebody_else_is_never_replaced(string? answer, TargetState state, int answers = 0)
    {
        var reply = Replies.To(await MentionAsync(GooglePlaySamples.Review("r-9", "Leaks", Posted)), "Sorry, we look into it");
        http.On("GET", Review, 200, GooglePlaySamples.Review("r-9", "Leaks", Posted, answer).ToJsonString());

        var report = await channel.InspectAsync(reply, default);

        Assert.That((report.State, report.Answers.Count), Is.EqualTo((state, answers)));
    }

    [Test]
    public async Task Review_that_was_edited_or_deleted_is_noticed()
    {
        var reply = Replies.To(await MentionAsync(GooglePlaySamples.Review("r-9", "Leaks", Posted)), "Sorry");
        http.On("GET", Review, 200, GooglePlaySamples.Review("r-9", "Leaks no more", Posted.AddMinutes(1)).ToJsonString());
        http.On("GET", Review, 404, "{}");

        var edited = await channel.InspectAsync(reply, default);
        var gone = await channel.InspectAsync(reply, default);

        Assert.That((edited.State, gone.State), Is.EqualTo((TargetState.Edited, TargetState.Gone)));
    }

    [TestCase(null, typeof(LookResult.NotFound))]
    [TestCase("Sorry", typeof(LookResult.Found))]
    [TestCase("Something else", typeof(LookResult.CannotTell))]
    public async Task Look_compares_the_text_that_stands(string? answer, Type result)
    {
        var reply = Replies.To(await MentionAsync(GooglePlaySamples.Review("r-9", "Leaks", Posted)), "Sorry");
        http.On("GET", Review, 200, GooglePlaySamples.Review("r-9", "Leaks", Posted, answer).ToJsonString());

        Assert.That(await channel.FindAsync(reply, default), Is.TypeOf(result));
    }

    [TestCase(350, true)]
    [TestCase(351, false)]
    public async Task Limit_is_350_characters(int length, bool fits)
    {
        var reply = Replies.To(await MentionAsync(GooglePlaySamples.Review("r-9", "Leaks", Posted)), new string('a', length));
        http.On("POST", $"{Review}:reply", 200, """{"result":{"replyText":"a","lastEdited":{"seconds":"1"}}}""");

        var result = await channel.PostAsync(reply, default);

        Assert.That(result, fits ? Is.TypeOf<PostResult.Delivered>() : Is.TypeOf<PostResult.Refused>());
        Assert.That(http.Requests[^1].Body, fits ? Is.EqualTo($$"""{"replyText":"{{reply.Text}}"}""") : Is.Empty);
    }

    [Test]
    public async Task Post_with_a_refused_token_waits_and_asks_for_another()
    {
        var reply = Replies.To(await MentionAsync(GooglePlaySamples.Review("r-9", "Leaks", Posted)), "Sorry");
        http.On("POST", $"{Review}:reply", 401, "{}");
        http.On("POST", $"{Review}:reply", 200, """{"result":{"replyText":"Sorry"}}""");

        var first = await channel.PostAsync(reply, default);
        var second = await channel.PostAsync(reply, default);

        Assert.That(first, Is.TypeOf<PostResult.RetryLater>());
        Assert.That(second, Is.TypeOf<PostResult.Delivered>());
        Assert.That(http.Requests.Count(r => r.Address.AbsolutePath == "/token"), Is.EqualTo(2));
    }

    [TestCase(400, ChannelFaultKind.Refused, "too cold")]
    [TestCase(401, ChannelFaultKind.Unauthorised, "ServiceAccountKey")]
    [TestCase(403, ChannelFaultKind.Unauthorised, "Reply to reviews")]
    [TestCase(404, ChannelFaultKind.Refused, "Package")]
    [TestCase(503, ChannelFaultKind.Transient, "503")]
    public async Task Error_says_what_to_do(int status, ChannelFaultKind kind, string words)
    {
        GooglePlaySamples.AllowToken(http);
        http.On("GET", GooglePlaySamples.Reviews, status, """{"error":{"code":400,"message":"too cold","status":"X"}}""");

        var fault = (await Assert.ThrowsAsync<ChannelException>(async () => await ReadAsync(null)))!.Fault;

        Assert.That(fault.Kind, Is.EqualTo(kind));
        Assert.That(fault.ToString(), Does.Contain(words));
    }

    [Test]
    public async Task Used_up_quota_that_comes_as_403_is_a_pause()
    {
        GooglePlaySamples.AllowToken(http);
        http.On("GET", GooglePlaySamples.Reviews, 403, """{"error":{"code":403,"status":"RESOURCE_EXHAUSTED"}}""");

        Assert.That((await Assert.ThrowsAsync<ChannelException>(async () => await ReadAsync(null)))!.Fault.Kind, Is.EqualTo(ChannelFaultKind.RateLimited));
    }

    [Test]
    public void Good_settings_pass() => Assert.That(GooglePlaySamples.Options().Check(), Is.Empty);

    [TestCase("")]
    [TestCase("{}")]
    [TestCase("not json")]
    [TestCase("{\"client_email\":\"a@b\",\"private_key\":\"secret-part\"}")]
    public void Key_that_is_none_is_named_and_not_repeated(string key)
    {
        var options = GooglePlaySamples.Options();
        options.ServiceAccountKey = key;

        var faults = options.Check().ToList();

        Assert.That(faults.Select(f => f.Key), Is.EqualTo(new[] { "ServiceAccountKey" }));
        Assert.That(faults[0].Problem, Does.Not.Contain("secret-part"));
    }

    [Test]
    public void Key_may_lie_in_a_file()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.json");
        File.WriteAllText(path, GooglePlaySamples.Key);
        try
        {
            var good = new GooglePlayOptions { Package = "com.acme.kettle", ServiceAccountFile = path };
            var both = new GooglePlayOptions { Package = "com.acme.kettle", ServiceAccountFile = path, ServiceAccountKey = "x" };
            var missing = new GooglePlayOptions { Package = "com.acme.kettle", ServiceAccountFile = path + ".none" };

            Assert.That(good.Check(), Is.Empty);
            Assert.That(both.Check().Single().Key, Is.EqualTo("ServiceAccountFile"));
            Assert.That(missing.Check().Single().Problem, Does.Contain("cannot be read"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void All_faults_come_at_once()
    {
        var options = new GooglePlayOptions { Package = "kettle", Service = "x", TokenService = "http://example.com", TranslationLanguage = "english please", Timeout = TimeSpan.Zero, PollInterval = TimeSpan.Zero };

        Assert.That(options.Check().Select(f => f.Key), Is.EquivalentTo(new[] { "Package", "Service", "TokenService", "TranslationLanguage", "Timeout", "PollInterval", "ServiceAccountKey" }));
    }

    private void List(params JsonNode[] reviews)
    {
        GooglePlaySamples.AllowToken(http);
        http.On("GET", GooglePlaySamples.Reviews, 200, GooglePlaySamples.List(reviews));
    }

    private Task<MentionPage> ReadAsync(PollCursor? cursor) => channel.ReadAsync(channel.Watches[0], cursor, default);

    private async Task<Mention> MentionAsync(JsonNode review)
    {
        List(review);
        return (await ReadAsync(null)).Mentions.Single();
    }
}
