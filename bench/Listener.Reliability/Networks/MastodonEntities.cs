using System.Text.Json.Nodes;

namespace Listener.Reliability.Networks;

/// <summary>Mastodon's entities with every field its documentation calls required.</summary>
internal static class MastodonEntities
{
    public static JsonObject Account(string id, string acct, bool bot = false) => new()
    {
        ["id"] = id,
        ["username"] = acct.Split('@')[0],
        ["acct"] = acct,
        ["display_name"] = acct == "acme" ? "Acme" : "Dana",
        ["locked"] = false,
        ["bot"] = bot,
        ["discoverable"] = true,
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
        ["last_status_at"] = "2026-11-20",
        ["emojis"] = new JsonArray(),
        ["fields"] = new JsonArray(),
    };

    public static JsonObject Source() => new()
    {
        ["note"] = "", ["fields"] = new JsonArray(), ["privacy"] = "public", ["sensitive"] = false, ["language"] = "en", ["follow_requests_count"] = 0,
        ["attribution_domains"] = new JsonArray(), ["quote_policy"] = "public",
    };

    public static JsonObject Role() => new() { ["id"] = "-99", ["name"] = "", ["color"] = "", ["permissions"] = "65536", ["highlighted"] = false };

    public static JsonObject Status(string id, string html, string at, string? answers, JsonObject account) => new()
    {
        ["id"] = id,
        ["created_at"] = at,
        ["in_reply_to_id"] = answers,
        ["in_reply_to_account_id"] = answers is null ? null : "9",
        ["sensitive"] = false,
        ["spoiler_text"] = "",
        ["visibility"] = "public",
        ["language"] = "en",
        ["uri"] = $"https://social.example/users/{account["username"]}/statuses/{id}",
        ["url"] = $"https://social.example/@{account["acct"]}/{id}",
        ["replies_count"] = 0,
        ["reblogs_count"] = 0,
        ["quotes_count"] = 0,
        ["favourites_count"] = 0,
        ["edited_at"] = null,
        ["content"] = html,
        ["reblog"] = null,
        ["account"] = account,
        ["media_attachments"] = new JsonArray(),
        ["mentions"] = new JsonArray(),
        ["tags"] = new JsonArray(),
        ["emojis"] = new JsonArray(),
        ["card"] = null,
        ["poll"] = null,
    };

    public static JsonObject Instance() => new()
    {
        ["domain"] = "social.example",
        ["title"] = "Social",
        ["version"] = "4.5.0",
        ["configuration"] = new JsonObject
        {
            ["statuses"] = new JsonObject { ["max_characters"] = 500, ["max_media_attachments"] = 4, ["characters_reserved_per_url"] = 23 },
        },
    };
}
