using System.Net.Http.Headers;
using System.Text.Json;
using Listener.Worker.Domain;

namespace Listener.Worker.Channels.GooglePlay;

/// <summary>A page of reviews.</summary>
internal sealed record GooglePlayPage(IReadOnlyList<ReadOnlyMemory<byte>> Items, string? Next);

/// <summary>The calls on the reviews of one app.</summary>
/// <remarks>Source: developers.google.com/android-publisher/api-ref/rest/v3/reviews and /reply-to-reviews, read in November 2026.</remarks>
internal sealed class GooglePlayApi(ChannelKey channel, GooglePlayOptions options, ChannelHttp http, GooglePlayToken tokens, TimeProvider clock)
{
    /// <summary>…/rest/v3/reviews/list: newest change first, the last 7 days only.</summary>
    public async Task<GooglePlayPage> ListAsync(string? page, int count, CancellationToken token)
    {
        var translate = options.TranslationLanguage.Length > 0 ? $"&translationLanguage={options.TranslationLanguage}" : "";
        var answer = Checked(await AskAsync($"?maxResults={count}{(page is null ? "" : $"&token={Uri.EscapeDataString(page)}")}{translate}", "reviews.list", token), "reviews.list");
        var rest = WireJson.Parse(answer, GooglePlayWireJson.Default.WireReviewsRest, "reviews.list");
        return new GooglePlayPage(ItemsOf(answer, rest), rest.TokenPagination?.NextPageToken is { Length: > 0 } next ? next : null);
    }

    /// <summary>…/rest/v3/reviews/get; null if the review is gone.</summary>
    public async Task<WireReview?> GetAsync(string reviewId, CancellationToken token)
    {
        var answer = await AskAsync($"/{Uri.EscapeDataString(reviewId)}", "reviews.get", token);
        return answer.Status is 404 or 410 ? null : WireJson.Parse(Checked(answer, "reviews.get"), GooglePlayWireJson.Default.WireReview, "reviews.get");
    }

    /// <summary>…/rest/v3/reviews/reply: one answer a review; writing again replaces it.</summary>
    public async Task<PostOutcome> ReplyAsync(string accessToken, string reviewId, string text, CancellationToken token)
    {
        using var request = Request(HttpMethod.Post, $"/{Uri.EscapeDataString(reviewId)}:reply", accessToken);
        request.Content = JsonContent.Create(new WireReplyRequest(text), GooglePlayWireJson.Default.WireReplyRequest);
        return await http.PostOnceAsync(request, "reviews.reply", token);
    }

    // Google leaves an empty list out altogether; anything else without a list is no answer of this call.
    private static IReadOnlyList<ReadOnlyMemory<byte>> ItemsOf(ChannelAnswer answer, WireReviewsRest rest)
    {
        using var json = JsonDocument.Parse(JsonItems.Mend(answer.Body));
        var isEmpty = !json.RootElement.EnumerateObject().Any() || rest.TokenPagination is not null;
        return isEmpty && !json.RootElement.TryGetProperty("reviews", out _) ? [] : WireJson.Items(answer, "reviews", "reviews.list").Items;
    }

    private async Task<ChannelAnswer> AskAsync(string path, string where, CancellationToken token)
    {
        var used = await tokens.GetAsync(token);
        var answer = await http.ReadAsync(() => Request(HttpMethod.Get, path, used), where, token);
        if (answer.Status != 401)
            return answer;
        tokens.Forget(used);
        var renewed = await tokens.GetAsync(token);
        return await http.ReadAsync(() => Request(HttpMethod.Get, path, renewed), where, token);
    }

    private HttpRequestMessage Request(HttpMethod method, string path, string accessToken)
    {
        var request = new HttpRequestMessage(method, new Uri(new Uri(options.Service), $"/androidpublisher/v3/applications/{options.Package}/reviews{path}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        return request;
    }

    private ChannelAnswer Checked(ChannelAnswer answer, string where) =>
        answer.IsSuccess ? answer : throw GooglePlayFaults.Exception(answer, where, channel, clock.GetUtcNow());
}
