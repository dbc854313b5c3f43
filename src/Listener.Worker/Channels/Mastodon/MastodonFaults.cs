using System.Globalization;
using Listener.Worker.Domain;

namespace Listener.Worker.Channels.Mastodon;

/// <summary>What the statuses of a Mastodon server mean. Its errors have a text and no code.</summary>
internal static class MastodonFaults
{
    /// <summary>Fault of an answer that is no success.</summary>
    public static ChannelFault From(ChannelAnswer answer, string where, ChannelKey channel, DateTimeOffset now) => answer.Status switch
    {
        401 => Unauthorised("the access token is not accepted", where, channel, "Make a new access token on the server"),
        403 => Unauthorised($"the access token lacks a permission or the account is suspended{Message(answer)}", where, channel, "Give the application the scopes read and write:statuses"),
        404 or 410 => new(ChannelFaultKind.Refused, $"the post is gone or hidden, or the server does not know the call (status {answer.Status})", where, $"Look at the thread; check {Key(channel, nameof(MastodonOptions.Server))}."),
        422 => new(ChannelFaultKind.Refused, $"the server refused the content{Message(answer)}", where, "Change the text and approve it again."),
        429 => NetworkFaults.RateLimited(where, RetryAt(answer, now)),
        _ => NetworkFaults.FromStatus(answer, where, now),
    };

    /// <summary>The same as an exception.</summary>
    public static ChannelException Exception(ChannelAnswer answer, string where, ChannelKey channel, DateTimeOffset now) => new(From(answer, where, channel, now));

    /// <summary>Full key of a setting.</summary>
    public static string Key(ChannelKey channel, string setting) => $"Listener:Channels:{channel}:{setting}";

    /// <summary>End of the pause: <c>Retry-After</c>, else <c>X-RateLimit-Reset</c>, which is an ISO time on Mastodon and seconds on others.</summary>
    /// <remarks>Source: docs.joinmastodon.org/api/rate-limits says only "timestamp".</remarks>
    public static DateTimeOffset? RetryAt(ChannelAnswer answer, DateTimeOffset now)
    {
        if (answer.Headers.RetryAfter is not null || answer.Header("X-RateLimit-Reset") is not { } reset)
            return answer.RetryAt(now);
        if (long.TryParse(reset, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return Within(seconds < 1_000_000_000 ? now.AddSeconds(seconds) : DateTimeOffset.FromUnixTimeSeconds(Math.Min(seconds, 253_402_300_799)), now);
        return DateTimeOffset.TryParse(reset, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? Within(at, now) : null;
    }

    private static DateTimeOffset Within(DateTimeOffset at, DateTimeOffset now)
    {
        var utc = at.ToUniversalTime();
        return utc < now ? now : utc > now.AddDays(1) ? now.AddDays(1) : utc;
    }

    private static ChannelFault Unauthorised(string what, string where, ChannelKey channel, string next) =>
        new(ChannelFaultKind.Unauthorised, what, $"{where}, {Key(channel, nameof(MastodonOptions.AccessToken))}", next + ".");

    private static string Message(ChannelAnswer answer) =>
        WireJson.TryParse(answer.Body, MastodonJson.Default.WireError)?.Error is { Length: > 0 } text ? $": {SafeText.CleanLine(text, 200)}" : "";
}
