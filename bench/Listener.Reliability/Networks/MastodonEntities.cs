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
        ["note"] = "", ["fields"] = new JsonArray(), ["privacy"] = "public", ["sensitive"] = false, ["language"] = "en", ["follow_requests_count"] = 0, ["indexable"] = true,
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
        ["source_url"] = "https://social.example/source",
        ["description"] = "A server for tests.",
        ["api_versions"] = new JsonObject { ["mastodon"] = 7 },
        ["contact"] = new JsonObject { ["email"] = "admin@social.example", ["account"] = null },
        ["icon"] = new JsonArray(new JsonObject { ["src"] = "https://social.example/icon.png", ["size"] = "36x36" }),
        ["thumbnail"] = new JsonObject { ["url"] = "https://social.example/thumbnail.png" },
        ["languages"] = new JsonArray("en"),
        ["registrations"] = new JsonObject { ["enabled"] = false, ["approval_required"] = false },
        ["rules"] = new JsonArray(new JsonObject { ["id"] = "1", ["text"] = "Be kind.", ["hint"] = "" }),
        ["usage"] = new JsonObject { ["users"] = new JsonObject { ["active_month"] = 2 } },
        ["configuration"] = Configuration(),
    };

    private static JsonObject Configuration() => new()
    {
        ["accounts"] = new JsonObject { ["max_featured_tags"] = 10, ["max_pinned_statuses"] = 5 },
        ["statuses"] = new JsonObject { ["max_characters"] = 500, ["max_media_attachments"] = 4, ["characters_reserved_per_url"] = 23 },
        ["media_attachments"] = new JsonObject
        {
            ["supported_mime_types"] = new JsonArray("image/png"), ["image_size_limit"] = 16_777_216, ["image_matrix_limit"] = 33_177_600, ["video_size_limit"] = 103_809_024,
            ["video_frame_rate_limit"] = 120, ["video_matrix_limit"] = 8_294_400,
        },
        ["polls"] = new JsonObject { ["max_options"] = 4, ["max_characters_per_option"] = 50, ["min_expiration"] = 300, ["max_expiration"] = 2_629_746 },
        ["translation"] = new JsonObject { ["enabled"] = false },
        ["urls"] = new JsonObject { ["streaming"] = "wss://social.example" },
    };
}
