using System.Net.Http.Headers;

namespace Listener.Worker.Channels.Rss;

/// <summary>Answer to the request for a feed, after redirects.</summary>
/// <param name="Answer">Answer.</param>
/// <param name="Address">Address that answered.</param>
/// <param name="MovedTo">New address if every redirect on the way was permanent; else null.</param>
internal sealed record Fetched(ChannelAnswer Answer, Uri Address, Uri? MovedTo);

/// <summary>Fetches a feed if it changed. Each redirect is checked like the first address.</summary>
internal static class FeedFetch
{
    private const int MaxRedirects = 5;

    /// <summary>Fetches.</summary>
    /// <exception cref="ChannelException">No answer, or redirects without end or to somewhere that is no web address.</exception>
    public static async Task<Fetched> GetAsync(ChannelHttp http, Uri address, FeedCursor cursor, string where, CancellationToken token)
    {
        var permanent = true;
        var at = address;
        for (var hop = 0; hop <= MaxRedirects; hop++)
        {
            var target = at;
            var answer = await http.ReadAsync(() => Request(target, cursor), where, token);
            if (answer.Status is not (301 or 302 or 303 or 307 or 308))
                return new Fetched(answer, at, hop > 0 && permanent ? at : null);
            permanent &= answer.Status is 301 or 308;
            at = FeedAddress.Resolve(at, answer.Headers.Location?.OriginalString) ?? throw Lost(where, "the feed points to something that is no web address");
        }
        throw Lost(where, $"the feed was redirected more than {MaxRedirects} times");
    }

    private static HttpRequestMessage Request(Uri address, FeedCursor cursor)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.ParseAdd("application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5");
        if (cursor.ETag is not null && EntityTagHeaderValue.TryParse(cursor.ETag, out var tag))
            request.Headers.IfNoneMatch.Add(tag);
        if (cursor.Modified is not null)
            request.Headers.TryAddWithoutValidation("If-Modified-Since", cursor.Modified);
        return request;
    }

    private static ChannelException Lost(string where, string what) => new(new ChannelFault(ChannelFaultKind.Refused, what, where, "Check the feed's address in the settings."));
}
