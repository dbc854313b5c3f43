using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Listener.Worker.Domain;

namespace Listener.Worker.Channels.Mastodon;

/// <summary>A page of a list, newest first.</summary>
/// <param name="Items">JSON of each item.</param>
/// <param name="Older">Id to go back from with <c>max_id</c>; null at the end, or if the server sends no Link header.</param>
/// <param name="Newer">Id to go forward from with <c>min_id</c>; null if the server sends no Link header.</param>
/// <param name="HasLinks">True if the server sent a Link header.</param>
internal sealed record MastodonPage(IReadOnlyList<ReadOnlyMemory<byte>> Items, string? Older, string? Newer, bool HasLinks);

/// <summary>The calls.</summary>
/// <remarks>Source: docs.joinmastodon.org/methods, text of July 2026.</remarks>
internal sealed partial class MastodonApi(ChannelKey channel, MastodonOptions options, ChannelHttp http, TimeProvider clock)
{
    /// <summary>docs.joinmastodon.org/methods/notifications/#get: newest first; <c>min_id</c> walks forward. Those the account's policy filters are asked for too (4.3 and later).</summary>
    public Task<MastodonPage> MentionsAsync(string? minId, string? maxId, int limit, CancellationToken token) =>
        PageAsync("/api/v1/notifications", "notifications", [("types[]", "mention"), ("include_filtered", "true"), ("limit", $"{limit}"), .. Range(minId, maxId)], token);

    /// <summary>docs.joinmastodon.org/methods/timelines/#tag: posts this server has seen.</summary>
    public Task<MastodonPage> HashtagAsync(string tag, string? minId, string? maxId, CancellationToken token) =>
        PageAsync($"/api/v1/timelines/tag/{Uri.EscapeDataString(tag)}", "timelines/tag", [("limit", "40"), .. Range(minId, maxId)], token);

    /// <summary>docs.joinmastodon.org/methods/accounts/#statuses, from <paramref name="minId"/> forward.</summary>
    public Task<MastodonPage> StatusesOfAsync(string account, string minId, CancellationToken token) =>
        PageAsync($"/api/v1/accounts/{Uri.EscapeDataString(account)}/statuses", "accounts/statuses", [("limit", "40"), ("exclude_reblogs", "true"), ("min_id", minId)], token);

    /// <summary>docs.joinmastodon.org/methods/accounts/#verify_credentials.</summary>
    public async Task<WireAccount> OwnAccountAsync(CancellationToken token) =>
        WireJson.Parse(Checked(await GetAsync("/api/v1/accounts/verify_credentials", [], "verify_credentials", token), "verify_credentials"), MastodonJson.Default.WireAccount, "verify_credentials");

    /// <summary>docs.joinmastodon.org/methods/instance/#v2.</summary>
    public async Task<WireInstance> InstanceAsync(CancellationToken token) =>
        WireJson.Parse(Checked(await GetAsync("/api/v2/instance", [], "instance", token), "instance"), MastodonJson.Default.WireInstance, "instance");

    /// <summary>docs.joinmastodon.org/methods/statuses/#get; null if it is gone or hidden from us.</summary>
    public async Task<WireStatus?> StatusAsync(string id, CancellationToken token)
    {
        var answer = await GetAsync($"/api/v1/statuses/{Uri.EscapeDataString(id)}", [], "statuses", token);
        return answer.Status is 404 or 410 ? null : WireJson.Parse(Checked(answer, "statuses"), MastodonJson.Default.WireStatus, "statuses");
    }

    /// <summary>docs.joinmastodon.org/methods/statuses/#context; null if the post is gone.</summary>
    public async Task<WireContext?> ContextAsync(string id, CancellationToken token)
    {
        var answer = await GetAsync($"/api/v1/statuses/{Uri.EscapeDataString(id)}/context", [], "statuses/context", token);
        return answer.Status is 404 or 410 ? null : WireJson.Parse(Checked(answer, "statuses/context"), MastodonJson.Default.WireContext, "statuses/context");
    }

    /// <summary>docs.joinmastodon.org/methods/statuses/#source; null if the server does not know the call (before 3.5).</summary>
    public async Task<WireSource?> SourceAsync(string id, CancellationToken token)
    {
        var answer = await GetAsync($"/api/v1/statuses/{Uri.EscapeDataString(id)}/source", [], "statuses/source", token);
        return answer.Status is 404 or 410 ? null : WireJson.Parse(Checked(answer, "statuses/source"), MastodonJson.Default.WireSource, "statuses/source");
    }

    /// <summary>docs.joinmastodon.org/methods/statuses/#create: the same key within an hour returns the first post again.</summary>
    public async Task<PostOutcome> PostAsync(WireNewStatus status, string idempotencyKey, CancellationToken token)
    {
        using var request = Request(HttpMethod.Post, "/api/v1/statuses", []);
        request.Headers.Add("Idempotency-Key", idempotencyKey);
        request.Content = JsonContent.Create(status, MastodonJson.Default.WireNewStatus);
        return await http.PostOnceAsync(request, "statuses", token);
    }

    private async Task<MastodonPage> PageAsync(string path, string where, (string, string)[] query, CancellationToken token)
    {
        var answer = Checked(await GetAsync(path, query, where, token), where);
        var links = answer.Headers.TryGetValues("Link", out var values) ? string.Join(", ", values) : null;
        return new MastodonPage(WireJson.RootItems(answer, where), Linked(links, "next", "max_id"), Linked(links, "prev", "min_id"), links is not null);
    }

    private Task<ChannelAnswer> GetAsync(string path, (string, string)[] query, string where, CancellationToken token) =>
        http.ReadAsync(() => Request(HttpMethod.Get, path, query), where, token);

    private HttpRequestMessage Request(HttpMethod method, string path, (string Name, string Value)[] query)
    {
        var text = string.Join('&', query.Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value)}"));
        var request = new HttpRequestMessage(method, new Uri(new Uri(options.Server), text.Length > 0 ? $"{path}?{text}" : path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.AccessToken);
        return request;
    }

    private ChannelAnswer Checked(ChannelAnswer answer, string where) =>
        answer.IsSuccess ? answer : throw MastodonFaults.Exception(answer, where, channel, clock.GetUtcNow());

    /// <summary>The id in a link of the header; only the id is used, never the address, which could lead elsewhere.</summary>
    internal static string? Linked(string? links, string relation, string parameter)
    {
        foreach (Match link in Links().Matches(links ?? ""))
        {
            if (link.Groups["rel"].Value == relation && Uri.TryCreate(link.Groups["address"].Value, UriKind.Absolute, out var address))
                return System.Web.HttpUtility.ParseQueryString(address.Query)[parameter];
        }
        return null;
    }

    private static (string, string)[] Range(string? minId, string? maxId) =>
        minId is not null ? [("min_id", minId)] : maxId is not null ? [("max_id", maxId)] : [];

    [GeneratedRegex("<(?<address>[^<>]+)>[^<>,]*rel=\"?(?<rel>[a-z]+)\"?", RegexOptions.NonBacktracking)]
    private static partial Regex Links();
}
