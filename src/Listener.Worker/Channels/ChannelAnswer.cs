using System.Globalization;
using System.Net.Http.Headers;

namespace Listener.Worker.Channels;

/// <summary>Answer of a network with its whole body, read within the size limit.</summary>
/// <param name="Status">HTTP status, 100-599.</param>
/// <param name="Headers">Headers of the answer.</param>
/// <param name="ContentHeaders">Headers of the body.</param>
/// <param name="Body">Body after decompression; cut at the limit if <paramref name="Cut"/>.</param>
/// <param name="Cut">True if the body was longer than the limit; only set where the caller allowed it.</param>
public sealed record ChannelAnswer(int Status, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders, ReadOnlyMemory<byte> Body, bool Cut = false)
{
    /// <summary>True for 200-299.</summary>
    public bool IsSuccess => Status is >= 200 and <= 299;

    /// <summary>First value of a header; null if absent.</summary>
    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    /// <summary>
    /// Earliest next try as the network states it, UTC: <c>Retry-After</c> in seconds or as a date, else the named reset
    /// header in Unix seconds; null if it states none. Never in the past and never more than a day ahead.
    /// </summary>
    public DateTimeOffset? RetryAt(DateTimeOffset now, string resetHeader = "RateLimit-Reset")
    {
        var stated = Headers.RetryAfter is { } after ? after.Date ?? now + after.Delta : ResetTime(resetHeader);
        if (stated is not { } at)
            return null;
        var utc = at.ToUniversalTime();
        return utc < now ? now : utc > now.AddDays(1) ? now.AddDays(1) : utc;
    }

    private DateTimeOffset? ResetTime(string header) =>
        long.TryParse(Header(header), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 253_402_300_800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
