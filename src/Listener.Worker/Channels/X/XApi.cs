using System.Globalization;
using System.Text.Json;
using Listener.Worker.Domain;

namespace Listener.Worker.Channels.X;

/// <summary>Which stretch of a list to read.</summary>
/// <param name="SinceId">Newer than this post; null for none.</param>
/// <param name="StartTime">Not older than this, UTC; null for none.</param>
/// <param name="UntilId">Older than this post; null for none.</param>
internal sealed record XRange(string? SinceId, DateTimeOffset? StartTime, string? UntilId);

/// <summary>A page of posts, newest first, with what was sent along.</summary>
internal sealed record XPage(IReadOnlyList<ReadOnlyMemory<byte>> Items, WireMeta Meta, WireIncludes Includes);

/// <summary>The calls.</summary>
/// <remarks>Source: docs.x.com/x-api and X's description of the API v2.167 (August 2026), which renames fields that the pages still call by their old names.</remarks>
internal sealed class XApi(ChannelKey channel, XOptions options, ChannelHttp http, XSigner signer, TimeProvider clock)
{
    private bool useNewNames;

    /// <summary>How many posts and authors at most come with one post: the new names bring the posts referred to along.</summary>
    public int LargestExtra => useNewNames ? 3 : 1;

    /// <summary>docs.x.com/x-api/users/get-mentions: newest first, at most the 800 newest; 5-100 a page.</summary>
    public Task<XPage> MentionsAsync(XRange range, int count, string? page, CancellationToken token) =>
        ListAsync($"/2/users/{options.OwnId}/mentions", "mentions", [("max_results", Number(count)), .. Range(range), .. Optional("pagination_token", page)], token);

    /// <summary>docs.x.com/x-api/posts/search-recent-posts: the last 7 days, newest first; 10-100 a page.</summary>
    public Task<XPage> SearchAsync(string query, XRange range, int count, string? page, CancellationToken token) =>
        ListAsync("/2/tweets/search/recent", "search/recent", [("query", query), ("max_results", Number(count)), .. Range(range), .. Optional("next_token", page)], token);

    /// <summary>docs.x.com/x-api/users/get-posts: our own posts after <paramref name="sinceId"/>, newest first.</summary>
    public Task<XPage> OwnPostsAsync(string sinceId, string? page, CancellationToken token) =>
        ListAsync($"/2/users/{options.OwnId}/tweets", "users/tweets", [("max_results", "100"), ("since_id", sinceId), .. Optional("pagination_token", page)], token);

    /// <summary>docs.x.com/x-api/posts/get-post-by-id; null if the post is deleted or hidden. That comes as 404, as 403 or as an error in a 200.</summary>
    public async Task<WirePost?> PostAsync(string id, CancellationToken token)
    {
        var answer = await AskAsync($"/2/tweets/{Uri.EscapeDataString(id)}", [], "tweets", token);
        if (answer.Status is 404 or 410 || (answer.Status == 403 && XFaults.IsHidden(answer)))
            return null;
        var one = WireJson.Parse(Checked(answer, "tweets"), XJson.Default.WireOne, "tweets");
        if (one.Data is not null)
            return one.Data;
        return one.Errors?.Any(XFaults.IsMissing) == true ? null : throw new ChannelException(NetworkFaults.Unreadable("tweets", "the answer holds neither a post nor the reason why not"));
    }

    /// <summary>docs.x.com/x-api/users/get-my-user.</summary>
    public async Task<WireUser> MeAsync(CancellationToken token)
    {
        var answer = await http.ReadAsync(() => Request(HttpMethod.Get, "/2/users/me", []), "users/me", token);
        return WireJson.Parse(Checked(answer, "users/me"), XJson.Default.WireUserAnswer, "users/me").Data;
    }

    /// <summary>docs.x.com/x-api/posts/create-post. No protection against doubles.</summary>
    public async Task<PostOutcome> ReplyAsync(string text, string parent, CancellationToken token)
    {
        using var request = Request(HttpMethod.Post, "/2/tweets", []);
        request.Content = JsonContent.Create(new WireNewPost(text, new WireInReplyTo(parent)), XJson.Default.WireNewPost);
        return await http.PostOnceAsync(request, "tweets", token);
    }

    private async Task<XPage> ListAsync(string path, string where, (string, string)[] query, CancellationToken token)
    {
        var answer = Checked(await AskAsync(path, query, where, token), where);
        var rest = WireJson.Parse(answer, XJson.Default.WireListRest, where);
        if (rest.Meta is not { } meta)
            throw new ChannelException(NetworkFaults.Unreadable(where, "the answer is not the list it should be"));
        // One odd author must not cost the posts.
        var includes = WireJson.TryParse(answer.Body, XJson.Default.WireIncludesRest)?.Includes ?? new WireIncludes();
        return new XPage(HasData(answer) ? WireJson.Items(answer, "data", where).Items : [], meta, includes);
    }

    // An empty result has no data at all.
    private static bool HasData(ChannelAnswer answer)
    {
        using var json = JsonDocument.Parse(JsonItems.Mend(answer.Body), new JsonDocumentOptions { MaxDepth = 1_000 });
        return json.RootElement.TryGetProperty("data", out _);
    }

    private async Task<ChannelAnswer> AskAsync(string path, (string, string)[] query, string where, CancellationToken token)
    {
        var answer = await http.ReadAsync(() => Request(HttpMethod.Get, path, [.. query, .. Fields()]), where, token);
        if (!XFaults.IsAboutFields(answer))
            return answer;
        useNewNames = !useNewNames;
        return await http.ReadAsync(() => Request(HttpMethod.Get, path, [.. query, .. Fields()]), where, token);
    }

    // With the new names, author and posts referred to are no fields; they come with their expansions.
    private (string, string)[] Fields() => useNewNames
        ?
        [
            ("post.fields", "created_at,conversation_id,lang,edit_history_post_ids,entities"),
            ("expansions", "author_id,in_reply_to_user_id,referenced_posts.id"),
            ("user.fields", "username,name,public_metrics"),
        ]
        :
        [
            ("tweet.fields", "author_id,created_at,conversation_id,in_reply_to_user_id,referenced_tweets,lang,edit_history_tweet_ids,entities,note_tweet"),
            ("expansions", "author_id"),
            ("user.fields", "username,name,public_metrics"),
        ];

    private HttpRequestMessage Request(HttpMethod method, string path, (string Name, string Value)[] query)
    {
        var text = string.Join('&', query.Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value)}"));
        var address = new Uri(new Uri(options.Service), text.Length > 0 ? $"{path}?{text}" : path);
        var request = new HttpRequestMessage(method, address);
        request.Headers.TryAddWithoutValidation("Authorization", signer.Sign(method, address));
        return request;
    }

    private ChannelAnswer Checked(ChannelAnswer answer, string where) =>
        answer.IsSuccess ? answer : throw XFaults.Exception(answer, where, channel, clock.GetUtcNow());

    private static (string, string)[] Range(XRange range) =>
    [
        .. Optional("since_id", range.SinceId),
        .. Optional("start_time", range.StartTime?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        .. Optional("until_id", range.UntilId),
    ];

    private static (string, string)[] Optional(string name, string? value) => value is null ? [] : [(name, value)];

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);
}
