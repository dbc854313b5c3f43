using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Listener.Worker.Channels.GooglePlay;

namespace Listener.Worker.Tests.Channels.GooglePlay;

/// <summary>Answers in the store's form, and a key made for the tests.</summary>
internal static class GooglePlaySamples
{
    public const string Reviews = "/androidpublisher/v3/applications/com.acme.kettle/reviews";

    /// <summary>Key pair of the service account.</summary>
    public static RSA Rsa { get; } = RSA.Create(2048);

    public static string Key { get; } = new JsonObject
    {
        ["type"] = "service_account",
        ["client_email"] = "listener@acme.iam.gserviceaccount.com",
        ["private_key_id"] = "key-1",
        ["private_key"] = Rsa.ExportPkcs8PrivateKeyPem(),
    }.ToJsonString();

    public static GooglePlayOptions Options() => new() { Type = "google-play", Package = "com.acme.kettle", ServiceAccountKey = Key };

    public static void AllowToken(RecordedHttp http) => http.On("POST", "/token", 200, """{"access_token":"access-1","expires_in":3599,"token_type":"Bearer"}""");

    public static JsonObject Review(string id, string text, DateTimeOffset at, string? answer = null, Action<JsonObject>? change = null)
    {
        var user = new JsonObject { ["text"] = text, ["lastModified"] = Time(at), ["starRating"] = 2, ["reviewerLanguage"] = "en_US", ["appVersionName"] = "1.2.3" };
        change?.Invoke(user);
        var comments = new JsonArray(new JsonObject { ["userComment"] = user });
        if (answer is not null)
            comments.Add(new JsonObject { ["developerComment"] = new JsonObject { ["text"] = answer, ["lastModified"] = Time(at.AddMinutes(5)) } });
        return new JsonObject { ["reviewId"] = id, ["authorName"] = "Dana", ["comments"] = comments };
    }

    public static string List(IEnumerable<JsonNode> reviews, string? next = null)
    {
        var list = new JsonObject { ["reviews"] = new JsonArray([.. reviews]) };
        if (next is not null)
            list["tokenPagination"] = new JsonObject { ["nextPageToken"] = next };
        return list.ToJsonString();
    }

    private static JsonObject Time(DateTimeOffset at) => new()
    {
        ["seconds"] = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        ["nanos"] = (int)(at.ToUnixTimeMilliseconds() % 1000) * 1_000_000,
    };
}
