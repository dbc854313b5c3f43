using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Listener.Worker.Channels.AppStore;

namespace Listener.Worker.Tests.Channels.AppStore;

/// <summary>Answers in the store's form, and a key made for the tests.</summary>
internal static class AppStoreSamples
{
    public const string Reviews = "/v1/apps/1234567890/customerReviews";
    public const string Responses = "/v1/customerReviewResponses";

    /// <summary>The key.</summary>
    public static ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static AppStoreOptions Options() => new()
    {
        Type = "app-store",
        AppId = "1234567890",
        IssuerId = "57246542-96fe-1a63-e053-0824d011072a",
        KeyId = "2X9R4HXF34",
        PrivateKey = Key.ExportPkcs8PrivateKeyPem(),
    };

    /// <summary>A review; <paramref name="response"/> links a response.</summary>
    public static JsonObject Review(string id, string body, DateTimeOffset at, string? response = null, Action<JsonObject>? change = null)
    {
        var attributes = new JsonObject { ["rating"] = 1, ["title"] = "Leaks", ["body"] = body, ["reviewerNickname"] = "dana", ["createdDate"] = Time(at), ["territory"] = "USA" };
        change?.Invoke(attributes);
        var review = new JsonObject { ["type"] = "customerReviews", ["id"] = id, ["attributes"] = attributes };
        if (response is not null)
            review["relationships"] = new JsonObject { ["response"] = new JsonObject { ["data"] = new JsonObject { ["type"] = "customerReviewResponses", ["id"] = response } } };
        return review;
    }

    public static JsonObject Response(string id, string body, DateTimeOffset at, string state = "PUBLISHED") => new()
    {
        ["type"] = "customerReviewResponses",
        ["id"] = id,
        ["attributes"] = new JsonObject { ["responseBody"] = body, ["lastModifiedDate"] = Time(at), ["state"] = state },
    };

    public static string List(IEnumerable<JsonNode> reviews, IEnumerable<JsonNode>? included = null, string? next = null)
    {
        var list = new JsonObject { ["data"] = new JsonArray([.. reviews]), ["links"] = new JsonObject { ["self"] = "https://api.appstoreconnect.apple.com/self" } };
        if (included is not null)
            list["included"] = new JsonArray([.. included]);
        if (next is not null)
            list["links"]!["next"] = next;
        return list.ToJsonString();
    }

    public static string One(JsonNode data, params JsonNode[] included)
    {
        var one = new JsonObject { ["data"] = data, ["links"] = new JsonObject() };
        if (included.Length > 0)
            one["included"] = new JsonArray(included);
        return one.ToJsonString();
    }

    // Apple writes local time of California.
    private static string Time(DateTimeOffset at) => at.ToOffset(TimeSpan.FromHours(-7)).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
}
