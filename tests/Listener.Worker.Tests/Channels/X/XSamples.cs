using System.Globalization;
using System.Text.Json.Nodes;
using Listener.Worker.Channels.X;

namespace Listener.Worker.Tests.Channels.X;

/// <summary>Answers in X's form.</summary>
internal static class XSamples
{
    public const string OwnId = "42";
    public const string Mentions = "/2/users/42/mentions";
    public const string Search = "/2/tweets/search/recent";
    public const string OwnPosts = "/2/users/42/tweets";

    public static XOptions Options()
    {
        var options = new XOptions
        {
            Type = "x", Handle = "acme", ConsumerKey = "consumer", ConsumerSecret = "consumer-secret", AccessToken = "42-token", AccessTokenSecret = "token-secret",
        };
        options.Searches.Add(new Worker.Channels.WatchOptions { Name = "words", Query = "acme kettle" });
        return options;
    }

    public static JsonObject Post(string id, string text, DateTimeOffset at, string author = "77", string? parent = null, Action<JsonObject>? change = null)
    {
        var post = new JsonObject
        {
            ["id"] = id,
            ["text"] = text,
            ["author_id"] = author,
            ["created_at"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["conversation_id"] = parent ?? id,
            ["lang"] = "en",
            ["edit_history_tweet_ids"] = new JsonArray(id),
        };
        if (parent is not null)
            post["referenced_tweets"] = new JsonArray(new JsonObject { ["type"] = "replied_to", ["id"] = parent });
        change?.Invoke(post);
        return post;
    }

    public static string List(IEnumerable<JsonNode> posts, string? next = null, JsonObject? includes = null)
    {
        var items = new JsonArray([.. posts]);
        if (items.Count == 0)
            return """{"meta":{"result_count":0}}""";
        var meta = new JsonObject { ["newest_id"] = items[0]!["id"]!.DeepClone(), ["oldest_id"] = items[^1]!["id"]!.DeepClone(), ["result_count"] = items.Count };
        if (next is not null)
            meta["next_token"] = next;
        return new JsonObject { ["data"] = items, ["includes"] = includes ?? Users(), ["meta"] = meta }.ToJsonString();
    }

    public static JsonObject Users() => new()
    {
        ["users"] = new JsonArray(
            new JsonObject { ["id"] = "77", ["username"] = "dana_example", ["name"] = "Dana", ["public_metrics"] = new JsonObject { ["followers_count"] = 12 } },
            new JsonObject { ["id"] = OwnId, ["username"] = "acme", ["name"] = "Acme" }),
    };
}
