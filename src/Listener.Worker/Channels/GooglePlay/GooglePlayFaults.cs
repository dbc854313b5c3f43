using Listener.Worker.Domain;

namespace Listener.Worker.Channels.GooglePlay;

/// <summary>What Google's statuses mean.</summary>
internal static class GooglePlayFaults
{
    /// <summary>Fault of an answer that is no success.</summary>
    public static ChannelFault From(ChannelAnswer answer, string where, ChannelKey channel, DateTimeOffset now) => answer.Status switch
    {
        401 => Unauthorised("the access token is not accepted", where, channel, nameof(GooglePlayOptions.ServiceAccountKey), "Listener asks for a new one; if this lasts, make a new key"),
        403 when StatusOf(answer) == "RESOURCE_EXHAUSTED" => NetworkFaults.RateLimited(where, answer.RetryAt(now)),
        403 => Unauthorised($"the service account may not do this{Message(answer)}", where, channel, nameof(GooglePlayOptions.ServiceAccountKey), "In the Play Console under Users and permissions, give it \"View app information\" and \"Reply to reviews\" for this app"),
        404 => new(ChannelFaultKind.Refused, $"there is no such app or review{Message(answer)}", where, $"Check {Key(channel, nameof(GooglePlayOptions.Package))}; a review may have been deleted."),
        400 => new(ChannelFaultKind.Refused, $"the store refused the content{Message(answer)}", where, "Change the text and approve it again."),
        _ => NetworkFaults.FromStatus(answer, where, now),
    };

    /// <summary>Fault of the token service.</summary>
    public static ChannelFault FromToken(ChannelAnswer answer, ChannelKey channel, DateTimeOffset now)
    {
        if (answer.Status is not (400 or 401))
            return From(answer, "token", channel, now);
        var error = WireJson.TryParse(answer.Body, GooglePlayWireJson.Default.WireTokenError)?.Error;
        return Unauthorised($"Google does not accept the service account's key{(error is null ? "" : $" ({SafeText.CleanLine(error, 60)})")}", "token", channel, nameof(GooglePlayOptions.ServiceAccountKey), "Check that the key was not deleted and that the clock of this machine is right");
    }

    /// <summary>The same as an exception.</summary>
    public static ChannelException Exception(ChannelAnswer answer, string where, ChannelKey channel, DateTimeOffset now) => new(From(answer, where, channel, now));

    /// <summary>Full key of a setting.</summary>
    public static string Key(ChannelKey channel, string setting) => $"Listener:Channels:{channel}:{setting}";

    private static ChannelFault Unauthorised(string what, string where, ChannelKey channel, string setting, string next) =>
        new(ChannelFaultKind.Unauthorised, what, $"{where}, {Key(channel, setting)}", next + ".");

    private static string StatusOf(ChannelAnswer answer) => Read(answer)?.Status ?? "";

    private static string Message(ChannelAnswer answer) => Read(answer)?.Message is { Length: > 0 } text ? $": {SafeText.CleanLine(text, 200)}" : "";

    private static WireErrorBody? Read(ChannelAnswer answer) => WireJson.TryParse(answer.Body, GooglePlayWireJson.Default.WireError)?.Error;
}
