using System.Net.Http.Headers;
using Listener.Worker.Domain;

namespace Listener.Worker.Channels.AppStore;

/// <summary>A page of reviews with the responses that belong to them.</summary>
internal sealed record AppStorePage(IReadOnlyList<ReadOnlyMemory<byte>> Items, IReadOnlyDictionary<string, WireResponse> Responses, Uri? Next);

/// <summary>A review with the response below it; null if there is none.</summary>
internal sealed record AnsweredReview(WireReview Review, WireResponse? Response);

/// <summary>The calls on the reviews of one app.</summary>
/// <remarks>Source: developer.apple.com/documentation/appstoreconnectapi and Apple's description of the API 3.7.0.</remarks>
internal sealed class AppStoreApi(ChannelKey channel, AppStoreOptions options, ChannelHttp http, AppStoreToken tokens, TimeProvider clock)
{
    /// <summary>…/get-v1-apps-_id_-customerreviews: newest first; an edited review keeps its id and gets a new date.</summary>
    public async Task<AppStorePage> ListAsync(Uri? page, int limit, CancellationToken token)
    {
        var address = page ?? Address($"/v1/apps/{options.AppId}/customerReviews?sort=-createdDate&limit={limit}&include=response");
        var answer = Checked(await AskAsync(address, "customerReviews", token), "customerReviews");
        var items = WireJson.Items(answer, "data", "customerReviews").Items;
        var next = WireJson.TryParse(answer.Body, AppStoreJson.Default.WirePageRest)?.Links?.Next;
        return new AppStorePage(items, ResponsesOf(answer), NextOf(next));
    }

    /// <summary>…/get-v1-customerreviews-_id_ with its response; null if the review is gone.</summary>
    public async Task<AnsweredReview?> GetAsync(string reviewId, CancellationToken token)
    {
        var answer = await AskAsync(Address($"/v1/customerReviews/{Uri.EscapeDataString(reviewId)}?include=response"), "customerReviews", token);
        if (answer.Status is 404 or 410)
            return null;
        var review = WireJson.Parse(Checked(answer, "customerReviews"), AppStoreJson.Default.WireReviewAnswer, "customerReviews").Data;
        return new AnsweredReview(review, ResponsesOf(answer).Values.FirstOrDefault());
    }

    /// <summary>…/post-v1-customerreviewresponses: one response a review; writing again replaces it.</summary>
    public async Task<PostOutcome> RespondAsync(string reviewId, string text, CancellationToken token)
    {
        using var request = Request(HttpMethod.Post, Address("/v1/customerReviewResponses"));
        request.Content = JsonContent.Create(WireNewResponse.To(reviewId, text), AppStoreJson.Default.WireNewResponse);
        return await http.PostOnceAsync(request, "customerReviewResponses", token);
    }

    // "included" is left out where nothing was answered.
    private static Dictionary<string, WireResponse> ResponsesOf(ChannelAnswer answer)
    {
        try
        {
            return WireJson.Items(answer, "included", "customerReviews").Items
                .Select(i => WireJson.TryParse(i, AppStoreJson.Default.WireResponse)).OfType<WireResponse>()
                .Where(r => r.Type is null or WireResponse.TypeName).GroupBy(r => r.Id).ToDictionary(g => g.Key, g => g.First());
        }
        catch (ChannelException)
        {
            // No list is no responses; the reviews themselves were read.
            return [];
        }
    }

    // The answer may name any address; the token goes to the store's own only.
    private Uri? NextOf(string? next)
    {
        if (string.IsNullOrEmpty(next))
            return null;
        return Uri.TryCreate(next, UriKind.Absolute, out var address) && address.GetLeftPart(UriPartial.Authority) == new Uri(options.Service).GetLeftPart(UriPartial.Authority)
            ? address
            : throw new ChannelException(NetworkFaults.Unreadable("customerReviews", "the next page lies on another server"));
    }

    private Task<ChannelAnswer> AskAsync(Uri address, string where, CancellationToken token) => http.ReadAsync(() => Request(HttpMethod.Get, address), where, token);

    private Uri Address(string path) => new(new Uri(options.Service), path);

    private HttpRequestMessage Request(HttpMethod method, Uri address)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Get());
        return request;
    }

    private ChannelAnswer Checked(ChannelAnswer answer, string where) =>
        answer.IsSuccess ? answer : throw AppStoreFaults.Exception(answer, where, channel, clock.GetUtcNow());
}
