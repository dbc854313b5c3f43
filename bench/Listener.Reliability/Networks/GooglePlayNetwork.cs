using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Listener.Reliability.Networks;

/// <summary>Reviews of an app on Google Play: one answer a review, written again it is replaced.</summary>
public sealed class GooglePlayNetwork(DisturbancePlan plan) : FakeNetwork(plan)
{
    private static readonly Lazy<string> Key = new(MakeKey);

    /// <inheritdoc/>
    public override string Channel => "play-test";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Paths { get; } = ["/androidpublisher/", "/token"];

    /// <inheritdoc/>
    public override IEnumerable<(string Key, string Value)> Settings(Uri address) =>
    [
        ("Type", "google-play"), ("Service", address.ToString()), ("TokenService", new Uri(address, "/token").ToString()), ("Package", "com.acme.kettle"),
        ("ServiceAccountKey", Key.Value), ("PollInterval", "00:00:01"), ("Timeout", "00:00:01"),
    ];

    /// <inheritdoc/>
    public override bool IsPost(Call call) => call.Path.EndsWith(":reply", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override Answer Fault(int status, string what) => new(status, new JsonObject
    {
        ["error"] = new JsonObject { ["code"] = status, ["status"] = status == 429 ? "RESOURCE_EXHAUSTED" : "UNAVAILABLE", ["message"] = what },
    }.ToJsonString());

    /// <inheritdoc/>
    protected override bool CanEdit => true;

    /// <inheritdoc/>
    protected override bool EditMovesUp => true;

    /// <inheritdoc/>
    protected override Answer Refusal => new(400, """{"error":{"code":400,"status":"INVALID_ARGUMENT","message":"the review takes no reply"}}""");

    /// <inheritdoc/>
    protected override string IdOfAnswer(string post) => $"{post}/reply";

    /// <inheritdoc/>
    protected override string AnsweredBy(Call call) => call.Path[(call.Path.LastIndexOf('/') + 1)..^":reply".Length];

    /// <inheritdoc/>
    protected override string IdOf(long number) => $"gp-{number}";

    /// <inheritdoc/>
    protected override Answer? Handle(Call call)
    {
        if (call.Path == "/token")
            return Answer.Ok(new JsonObject { ["access_token"] = "access", ["expires_in"] = 3599, ["token_type"] = "Bearer" });
        return call.Path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
        {
            [_, _, _, _, "reviews"] => Page(call),
            [_, _, _, _, "reviews", _] when IsPost(call) => Reply(call),
            [_, _, _, _, "reviews", var id] => CustomerById(id) is { } post ? Answer.Ok(Review(post)) : Fault(404, "no such review"),
            _ => null,
        };
    }

    private Answer Page(Call call)
    {
        var before = long.TryParse(call.Arg("token"), out var token) ? token : long.MaxValue;
        var all = NewestCustomers.Where(p => p.Number < before).ToList();
        var page = all.Take(call.Number("maxResults", 10)).ToList();
        var answer = new JsonObject();
        if (page.Count > 0)
            answer["reviews"] = List(page.Select(Review));
        if (page.Count < all.Count)
            answer["tokenPagination"] = new JsonObject { ["nextPageToken"] = $"{page[^1].Number}" };
        return Answer.Ok(answer);
    }

    private Answer Reply(Call call)
    {
        var review = AnsweredBy(call);
        if (CustomerById(review) is null)
            return Fault(404, "no such review");
        var text = Text(call.Body?["replyText"]);
        Upsert(review, text);
        return Answer.Ok(new JsonObject { ["result"] = new JsonObject { ["replyText"] = text, ["lastEdited"] = Seconds(DateTimeOffset.UtcNow) } });
    }

    private JsonObject Review(CustomerPost post)
    {
        var comments = List([new JsonObject
        {
            ["userComment"] = new JsonObject { ["text"] = post.Text, ["lastModified"] = Seconds(post.EditedAt ?? post.At), ["starRating"] = 2, ["reviewerLanguage"] = "en", ["appVersionName"] = "1.2.3" },
        }]);
        if (Seen(post.Id).FirstOrDefault() is { } answer)
            comments.Add(new JsonObject { ["developerComment"] = new JsonObject { ["text"] = answer.Text, ["lastModified"] = Seconds(answer.At) } });
        return new JsonObject { ["reviewId"] = post.Id, ["authorName"] = "Dana", ["comments"] = comments };
    }

    private static JsonObject Seconds(DateTimeOffset at) => new()
    {
        ["seconds"] = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), ["nanos"] = (int)(at.ToUnixTimeMilliseconds() % 1000) * 1_000_000,
    };

    private static string MakeKey()
    {
        using var rsa = RSA.Create(2048);
        return new JsonObject
        {
            ["type"] = "service_account", ["client_email"] = "listener@acme.iam.gserviceaccount.com", ["private_key_id"] = "key-1", ["private_key"] = rsa.ExportPkcs8PrivateKeyPem(),
        }.ToJsonString();
    }
}
