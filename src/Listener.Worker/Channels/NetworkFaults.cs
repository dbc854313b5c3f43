using System.Globalization;

namespace Listener.Worker.Channels;

/// <summary>Translates what goes wrong below HTTP, and the statuses that mean the same on every network.</summary>
public static class NetworkFaults
{
    private const string CheckAddress = "Check the address in the channel's settings and the connection of this machine.";
    private const string Wait = "Listener tries again by itself.";

    /// <summary>Fault of a failed request.</summary>
    /// <param name="error">What the HTTP client threw.</param>
    /// <param name="where">Name of the call.</param>
    public static ChannelFault From(Exception error, string where) => error switch
    {
        { InnerException: ChannelException refused } => refused.Fault,
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => Passing("the host name is unknown", where, CheckAddress),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => Passing("the server could not be reached", where, CheckAddress),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            Passing("no secure connection could be made", where, "Check the server's certificate and the clock of this machine."),
        InvalidDataException => Passing("the answer could not be unpacked", where, Wait),
        _ => Passing("the connection broke before the answer was complete", where, Wait),
    };

    /// <summary>True if a request that failed so cannot have reached the network: no name, no connection, no TLS.</summary>
    /// <remarks>Pitfall: anything else, a timeout too, may have been stored.</remarks>
    public static bool IsSurelyNotSent(Exception? error) =>
        error is HttpRequestException
        {
            HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
        };

    /// <summary>No answer in time.</summary>
    public static ChannelFault Timeout(string where, TimeSpan waited) =>
        Passing(string.Create(CultureInfo.InvariantCulture, $"no answer within {waited.TotalSeconds:0} s"), where, Wait);

    /// <summary>The service was stopped while a post was under way.</summary>
    public static ChannelFault Stopped(string where) => Passing("the service was stopped before the answer came", where, "Listener looks on the network.");

    /// <summary>The body is larger than allowed.</summary>
    public static ChannelFault TooLarge(string where, int limit) => new(
        ChannelFaultKind.Refused, $"the answer is larger than {limit:N0} bytes", where, "Check that the address belongs to the network.");

    /// <summary>The answer is not what the network's documentation says.</summary>
    public static ChannelFault Unreadable(string where, string what) => new(
        ChannelFaultKind.Unknown, what, where, "Check that the address belongs to the network; if it does, report this.");

    /// <summary>Too many calls.</summary>
    public static ChannelFault RateLimited(string where, DateTimeOffset? retryAt) => new(
        ChannelFaultKind.RateLimited, "the network asks for a pause", where, "Listener waits and tries again by itself.", retryAt);

    /// <summary>Fault of a status that means the same everywhere; networks look into their own error names first.</summary>
    public static ChannelFault FromStatus(ChannelAnswer answer, string where, DateTimeOffset now) => answer.Status switch
    {
        429 => RateLimited(where, answer.RetryAt(now)),
        503 when answer.Headers.RetryAfter is not null => RateLimited(where, answer.RetryAt(now)),
        401 or 403 => new(ChannelFaultKind.Unauthorised, $"the network refuses the credentials (status {answer.Status})", where, "Renew the credentials in the channel's settings."),
        >= 500 => Passing($"the server failed (status {answer.Status})", where, Wait),
        408 => Passing("the server gave up waiting (status 408)", where, Wait),
        >= 400 => new(ChannelFaultKind.Refused, $"the network refused the call (status {answer.Status})", where, CheckAddress),
        >= 300 => new(ChannelFaultKind.Refused, $"the address points elsewhere (status {answer.Status})", where, CheckAddress),
        _ => Unreadable(where, $"the answer has status {answer.Status}"),
    };

    private static ChannelFault Passing(string what, string where, string next) => new(ChannelFaultKind.Transient, what, where, next);
}
