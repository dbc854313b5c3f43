using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Listener.Reliability.Networks;

/// <summary>Reviews of an app on the App Store: one response a review, written again it is replaced.</summary>
public sealed class AppStoreNetwork(DisturbancePlan plan) : FakeNetwork(plan)
{
    private static readonly Lazy<string> Key = new(MakeKey);

    /// <inheritdoc/>
    public override string Channel => "appstore-test";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Paths { get; } = ["/v1/"];

    /// <inheritdoc/>
    public override IEnumerable<(string Key, string Value)> Settings(Uri address) =>
    [
        ("Type", "app-store"), ("Service", address.ToString()), ("AppId", "1234567890"), ("IssuerId", "57246542-96fe-1a63-e053-0824d011072a"), ("KeyId", "2X9R4HXF34"),
        ("PrivateKey", Key.Value), ("PollInterval", "00:00:01"), ("Timeout", "00:00:01"),
    ];

    /// <inheritdoc/>
    public override bool IsPost(Call call) => call is { Method: "POST", Path: "/v1/customerReviewResponses" };

    /// <inheritdoc/>
    public override Answer Fault(int status, string what) => new(status, new JsonObject
    {
        ["errors"] = List([new JsonObject { ["status"] = $"{status}", ["code"] = status == 429 ? "RATE_LIMIT_EXCEEDED" : "UNEXPECTED_ERROR", ["title"] = what, ["detail"] = what }]),
    }.ToJsonString());

    /// <inheritdoc/>
    protected override bool CanEdit => true;

    /// <inheritdoc/>
    protected override bool EditMovesUp => true;

    /// <inheritdoc/>
    protected override Answer Refusal => Fault(422, "the review takes no response");

    /// <inheritdoc/>
    protected override string IdOfAnswer(string post) => $"response-{post}";

    /// <inheritdoc/>
    protected override string AnsweredBy(Call call) => Text(call.Body?["data"]?["relationships"]?["review"]?["data"]?["id"]);

    /// <inheritdoc/>
    protected override string IdOf(long number) => $"as-{number}";

    /// <inheritdoc/>
    protected override Answer? Handle(Call call) => call.Path.Split('/', StringSplitOptions.RemoveEmptyEntries)[1..] switch
    {
        ["apps", _, "customerReviews"] => Page(call),
        ["customerReviews", var id] => One(id),
        ["customerReviewResponses"] when IsPost(call) => Respond(call),
        _ => null,
    };

    private Answer Page(Call call)
    {
        var before = long.TryParse(call.Arg("cursor"), out var cursor) ? cursor : long.MaxValue;
        var all = NewestCustomers.Where(p => p.Number < before).ToList();
        var page = all.Take(call.Number("limit", 20)).Select(p => (Post: p, Response: Seen(p.Id).FirstOrDefault())).ToList();
        var links = new JsonObject { ["self"] = "https://api.appstoreconnect.apple.com/self" };
        if (page.Count < all.Count)
            links["next"] = $"http://{call.Headers.Host}{call.Path}?limit={page.Count}&include=response&cursor={page[^1].Post.Number}";
        var answer = new JsonObject { ["data"] = List(page.Select(p => Review(p.Post, p.Response))), ["links"] = links };
        if (page.Any(p => p.Response is not null))
            answer["included"] = List(page.Where(p => p.Response is not null).Select(p => Response(p.Response!)));
        return Answer.Ok(answer);
    }

    private Answer One(string id)
    {
        if (CustomerById(id) is not { } post)
            return Fault(404, "there is no such review");
        var response = Seen(id).FirstOrDefault();
        var answer = new JsonObject { ["data"] = Review(post, response), ["links"] = new JsonObject { ["self"] = "https://api.appstoreconnect.apple.com/self" } };
        if (response is not null)
            answer["included"] = List([Response(response)]);
        return Answer.Ok(answer);
    }

    private Answer Respond(Call call)
    {
        var review = AnsweredBy(call);
        var text = Text(call.Body?["data"]?["attributes"]?["responseBody"]);
        if (CustomerById(review) is null)
            return Fault(404, "there is no such review");
        var post = Upsert(review, text);
        return new Answer(201, new JsonObject { ["data"] = Response(post), ["links"] = new JsonObject { ["self"] = "https://api.appstoreconnect.apple.com/self" } }.ToJsonString());
    }

    private static JsonObject Review(CustomerPost post, OwnPost? response)
    {
        var review = new JsonObject
        {
            ["type"] = "customerReviews",
            ["id"] = post.Id,
            ["attributes"] = new JsonObject
            {
                ["rating"] = 1, ["title"] = "Kettle", ["body"] = post.Text, ["reviewerNickname"] = "dana", ["createdDate"] = Time(post.EditedAt ?? post.At), ["territory"] = "USA",
            },
        };
        if (response is not null)
            review["relationships"] = new JsonObject { ["response"] = new JsonObject { ["data"] = new JsonObject { ["type"] = "customerReviewResponses", ["id"] = response.Id } } };
        return review;
    }

    private static JsonObject Response(OwnPost post) => new()
    {
        ["type"] = "customerReviewResponses", ["id"] = post.Id,
        ["attributes"] = new JsonObject { ["responseBody"] = post.Text, ["lastModifiedDate"] = Time(post.At), ["state"] = "PUBLISHED" },
    };

    private static string MakeKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }
}
