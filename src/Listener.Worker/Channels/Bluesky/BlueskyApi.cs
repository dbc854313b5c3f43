using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Listener.Worker.Domain;

namespace Listener.Worker.Channels.Bluesky;

/// <summary>The calls. Each is <c>/xrpc/{name}</c> on the account's own server, which passes <c>app.bsky.*</c> on to the AppView.</summary>
/// <remarks>Source: docs.bsky.app and the lexicons it is made from, tried against the network's own software (November 2026).</remarks>
internal sealed class BlueskyApi(ChannelKey channel, BlueskyOptions options, ChannelHttp http, BlueskySession session, TimeProvider clock)
{
    /// <summary>Most posts or accounts the network names in one call.</summary>
    public const int BatchSize = 25;

    /// <summary>docs.bsky.app/docs/api/app-bsky-notification-list-notifications: newest first, <c>cursor</c> goes back in time.</summary>
    public Task<JsonItems> ListNotificationsAsync(string? cursor, int limit, CancellationToken token) => ListAsync(
        "app.bsky.notification.listNotifications", "notifications",
        [("limit", $"{limit}"), ("reasons", "mention"), ("reasons", "reply"), ("reasons", "quote"), .. Optional("cursor", cursor)], token);

    /// <summary>docs.bsky.app/docs/api/app-bsky-feed-search-posts: newest first, <c>since</c> inclusive.</summary>
    public Task<JsonItems> SearchPostsAsync(string query, DateTimeOffset since, string? cursor, CancellationToken token) => ListAsync(
        "app.bsky.feed.searchPosts", "posts",
        [("q", query), ("sort", "latest"), ("limit", "100"), ("since", $"{since.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}"), .. Optional("cursor", cursor)], token);

    /// <summary>docs.bsky.app/docs/api/app-bsky-feed-get-posts: deleted posts are left out without a word.</summary>
    public Task<JsonItems> GetPostsAsync(IEnumerable<string> uris, CancellationToken token) =>
        ListAsync("app.bsky.feed.getPosts", "posts", [.. uris.Select(u => ("uris", u))], token);

    /// <summary>docs.bsky.app/docs/api/app-bsky-actor-get-profiles.</summary>
    public Task<JsonItems> GetProfilesAsync(IEnumerable<string> dids, CancellationToken token) =>
        ListAsync("app.bsky.actor.getProfiles", "profiles", [.. dids.Select(d => ("actors", d))], token);

    /// <summary>docs.bsky.app/docs/api/app-bsky-feed-get-post-thread, direct replies only; null if the post is gone or hidden.</summary>
    public async Task<ThreadNode?> GetThreadAsync(string uri, CancellationToken token)
    {
        var answer = await AskAsync("app.bsky.feed.getPostThread", [("uri", uri), ("depth", "1"), ("parentHeight", "0")], token);
        if (answer.Status == 400 && BlueskyFaults.NameOf(answer) == "NotFound")
            return null;
        return Parse(Checked(answer, "getPostThread"), BlueskyJson.Default.ThreadAnswer, "getPostThread").Thread;
    }

    /// <summary>docs.bsky.app/docs/api/com-atproto-repo-get-record on our own server; null if there is no such record.</summary>
    public async Task<StoredRecord?> GetOwnRecordAsync(string did, string key, CancellationToken token)
    {
        var answer = await AskAsync("com.atproto.repo.getRecord", [("repo", did), ("collection", BlueskyIds.PostCollection), ("rkey", key)], token);
        if (answer.Status == 400 && BlueskyFaults.NameOf(answer) == "RecordNotFound")
            return null;
        return Parse(Checked(answer, "getRecord"), BlueskyJson.Default.StoredRecord, "getRecord");
    }

    /// <summary>
    /// docs.bsky.app/docs/api/com-atproto-repo-put-record: the same record under the same key is stored once, however often it
    /// is sent. <c>createRecord</c> answers 500 for a used key and is therefore not used.
    /// </summary>
    public async Task<PostOutcome> PutPostAsync(StoredSession session, string key, PostRecord record, CancellationToken token)
    {
        using var request = Request(HttpMethod.Post, "com.atproto.repo.putRecord", [], session.AccessJwt);
        request.Content = JsonContent.Create(new PutRequest(session.Did, BlueskyIds.PostCollection, key, true, record), BlueskyJson.Default.PutRequest);
        return await http.PostOnceAsync(request, "putRecord", token);
    }

    private async Task<JsonItems> ListAsync(string call, string list, (string, string)[] query, CancellationToken token)
    {
        var where = call[(call.LastIndexOf('.') + 1)..];
        var answer = Checked(await AskAsync(call, query, token), where);
        try
        {
            return JsonItems.Read(answer.Body, list);
        }
        catch (JsonException e)
        {
            throw new ChannelException(NetworkFaults.Unreadable(where, "the answer is not the list it should be"), e);
        }
    }

    private async Task<ChannelAnswer> AskAsync(string call, (string, string)[] query, CancellationToken token)
    {
        var where = call[(call.LastIndexOf('.') + 1)..];
        var used = await session.GetAsync(token);
        var answer = await http.ReadAsync(() => Request(HttpMethod.Get, call, query, used.AccessJwt), where, token);
        if (!BlueskyFaults.IsTokenRefused(answer))
            return answer;
        var renewed = await session.RenewAsync(used, token);
        return await http.ReadAsync(() => Request(HttpMethod.Get, call, query, renewed.AccessJwt), where, token);
    }

    private HttpRequestMessage Request(HttpMethod method, string call, (string Name, string Value)[] query, string accessToken)
    {
        var text = string.Join('&', query.Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value)}"));
        var request = new HttpRequestMessage(method, new Uri(new Uri(options.Service), $"/xrpc/{call}{(text.Length > 0 ? "?" + text : "")}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        if (options.AppView.Length > 0 && call.StartsWith("app.bsky.", StringComparison.Ordinal))
            request.Headers.Add("atproto-proxy", options.AppView);
        return request;
    }

    private ChannelAnswer Checked(ChannelAnswer answer, string where) =>
        answer.IsSuccess ? answer : throw BlueskyFaults.Exception(answer, where, channel, clock.GetUtcNow());

    private static T Parse<T>(ChannelAnswer answer, JsonTypeInfo<T> type, string where)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(JsonItems.Mend(answer.Body).Span, type) ?? throw new JsonException("The answer is null.");
        }
        catch (JsonException e)
        {
            throw new ChannelException(NetworkFaults.Unreadable(where, "the answer cannot be read"), e);
        }
    }

    private static (string, string)[] Optional(string name, string? value) => value is null ? [] : [(name, value)];
}
