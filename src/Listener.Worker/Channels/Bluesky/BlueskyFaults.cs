using System.Text.Json;
using Listener.Worker.Domain;

namespace Listener.Worker.Channels.Bluesky;

/// <summary>What the error names of the network mean. A bad token comes as 400 here, not as 401.</summary>
internal static class BlueskyFaults
{
    /// <summary>Error name of an answer, for example <c>ExpiredToken</c>; empty if it has none.</summary>
    public static string NameOf(ChannelAnswer answer) => Read(answer)?.Error ?? "";

    /// <summary>True if the access token was refused, so that renewing the session may help.</summary>
    public static bool IsTokenRefused(ChannelAnswer answer) =>
        answer.Status is 400 or 401 && NameOf(answer) is "ExpiredToken" or "InvalidToken" or "AuthMissing" or "AuthenticationRequired";

    /// <summary>Fault of an answer that is no success.</summary>
    public static ChannelFault From(ChannelAnswer answer, string where, ChannelKey channel, DateTimeOffset now) => (answer.Status, NameOf(answer)) switch
    {
        (429, _) => NetworkFaults.RateLimited(where, answer.RetryAt(now)),
        (400 or 401, "ExpiredToken" or "InvalidToken" or "AuthMissing") => Unauthorised("the session is no longer accepted", where, channel, "AppPassword", "Listener signs in anew; if this lasts, make a new app password"),
        (401, "AuthFactorTokenRequired") => Unauthorised("the account asks for a second factor", where, channel, "AppPassword", "Use an app password instead of the account's password"),
        (401, "AuthenticationRequired") => Unauthorised("handle and app password do not fit together", where, channel, "AppPassword", $"Check it and {Key(channel, "Handle")}"),
        (_, "AccountTakedown" or "AccountDeactivated" or "AccountSuspended") => Unauthorised("the account is closed or suspended", where, channel, "Handle", "Ask the network about the account"),
        (400, "InvalidRequest" or "InvalidRecord") => new(ChannelFaultKind.Refused, $"the network refused the content{Message(answer)}", where, "Change the text and approve it again."),
        // Every refusal of this network has a name; without one the answer was cut off on its way.
        (400, "") => NetworkFaults.Unreadable(where, "the network refused the call and its reason cannot be read"),
        (>= 400 and < 500, { Length: > 0 } name) when answer.Status != 403 => new(ChannelFaultKind.Refused, $"the network refused the call ({SafeText.CleanLine(name, 60)}){Message(answer)}", where, "Check the channel's settings."),
        _ => NetworkFaults.FromStatus(answer, where, now),
    };

    /// <summary>The same as an exception.</summary>
    public static ChannelException Exception(ChannelAnswer answer, string where, ChannelKey channel, DateTimeOffset now) => new(From(answer, where, channel, now));

    /// <summary>Full key of a setting.</summary>
    public static string Key(ChannelKey channel, string setting) => $"Listener:Channels:{channel}:{setting}";

    private static ChannelFault Unauthorised(string what, string where, ChannelKey channel, string setting, string next) =>
        new(ChannelFaultKind.Unauthorised, what, $"{where}, {Key(channel, setting)}", next + ".");

    private static string Message(ChannelAnswer answer) => Read(answer)?.Message is { Length: > 0 } text ? $": {SafeText.CleanLine(text, 200)}" : "";

    private static ErrorAnswer? Read(ChannelAnswer answer)
    {
        try
        {
            return JsonSerializer.Deserialize(JsonItems.Mend(answer.Body).Span, BlueskyJson.Default.ErrorAnswer);
        }
        catch (JsonException)
        {
            // Proxies answer with HTML; the status has to do.
            return null;
        }
    }
}
