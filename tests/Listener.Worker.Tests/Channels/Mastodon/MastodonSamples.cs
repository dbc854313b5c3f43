using System.Globalization;
using System.Text.Json.Nodes;
using Listener.Worker.Channels.Mastodon;

namespace Listener.Worker.Tests.Channels.Mastodon;

/// <summary>Answers in the server's form, with every field its documentation calls required.</summary>
internal static class MastodonSamples
{
    public const string OwnId = "2";

    public static MastodonOptions Options() => new() { Type = "mastodon", Server = "https://social.example", AccessToken = "secret-token" };

    public static string Own(bool bot = true) => Account(OwnId, "acme", bot).ToJsonString();

    public static string Instance(int characters = 500, int perLink = 23) =>
        $$$"""{"domain":"social.example","title":"Social","version":"4.5.0","configuration":{"statuses":{"max_characters":{{{characters}}},"max_media_attachments":4,"characters_reserved_per_url":{{{perLink}}} } } }""";

    public static JsonObject Account(string id, string acct, bool bot = false) => new()
    {
        ["id"] = id,
        ["username"] = acct.Split('@')[0],
        ["acct"] = acct,
        ["display_name"] = acct == "acme" ? "Acme" : "Dana",
        ["locked"] = false,
        ["bot"] = bot,
        ["indexable"] = true,
        ["group"] = false,
        ["created_at"] = "2022-11-20T00:00:00.000Z",
        ["note"] = "",
        ["url"] = $"https://social.example/@{acct}",
        ["uri"] = $"https://social.example/users/{acct}",
        ["avatar"] = "https://social.example/a.png",
        ["avatar_static"] = "https://social.example/a.png",
        ["header"] = "https://social.example/h.png",
        ["header_static"] = "https://social.example/h.png",
        ["followers_count"] = 12,
        ["following_count"] = 3,
        ["statuses_count"] = 7,
        ["emojis"] = new JsonArray(),
        ["fields"] = new JsonArray(),
    };

    public static JsonObject Status(string id, string content, DateTimeOffset at, bool own = false, Action<JsonObject>? change = null)
    {
        var acct = own ? "acme" : "dana@kettles.example";
        var status = new JsonObject
        {
            ["id"] = id,
            ["created_at"] = Time(at),
            ["in_reply_to_id"] = null,
            ["sensitive"] = false,
            ["spoiler_text"] = "",
            ["visibility"] = "public",
            ["language"] = "en",
            ["uri"] = $"https://kettles.example/users/dana/statuses/{id}",
            ["url"] = $"https://kettles.example/@dana/{id}",
            ["replies_count"] = 0,
            ["reblogs_count"] = 0,
            ["favourites_count"] = 0,
            ["edited_at"] = null,
            ["content"] = content,
            ["reblog"] = null,
            ["account"] = Account(own ? OwnId : "9", acct),
            ["media_attachments"] = new JsonArray(),
            ["mentions"] = new JsonArray(),
            ["tags"] = new JsonArray(),
            ["emojis"] = new JsonArray(),
        };
        change?.Invoke(status);
        return status;
    }

    public static JsonObject Notification(string id, JsonObject status, DateTimeOffset at) => new()
    {
        ["id"] = id,
        ["type"] = "mention",
        ["created_at"] = Time(at),
        ["group_key"] = $"ungrouped-{id}",
        ["account"] = status["account"]!.DeepClone(),
        ["status"] = status,
    };

    public static string List(params JsonNode[] items) => new JsonArray(items).ToJsonString();

    public static string Context(JsonNode[] ancestors, JsonNode[] descendants) =>
        new JsonObject { ["ancestors"] = new JsonArray(ancestors), ["descendants"] = new JsonArray(descendants) }.ToJsonString();

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
