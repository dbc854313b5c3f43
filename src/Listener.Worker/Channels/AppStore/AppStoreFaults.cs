using Listener.Worker.Domain;

namespace Listener.Worker.Channels.AppStore;

/// <summary>What Apple's statuses and error codes mean.</summary>
internal static class AppStoreFaults
{
    private static readonly TimeSpan PauseInRollingHour = TimeSpan.FromMinutes(10);

    /// <summary>Fault of an answer that is no success.</summary>
    public static ChannelFault From(ChannelAnswer answer, string where, ChannelKey channel, DateTimeOffset now) => answer.Status switch
    {
        401 => Unauthorised("the key is not accepted", where, channel, nameof(AppStoreOptions.PrivateKey), $"Check it, {Key(channel, nameof(AppStoreOptions.KeyId))}, {Key(channel, nameof(AppStoreOptions.IssuerId))} and the clock of this machine"),
        403 => Unauthorised($"the key's role does not allow this{Message(answer)}", where, channel, nameof(AppStoreOptions.PrivateKey), "Use a key with the role Customer Support or Admin"),
        404 => new(ChannelFaultKind.Refused, $"there is no such app or review{Message(answer)}", where, $"Check {Key(channel, nameof(AppStoreOptions.AppId))}; a review may have been deleted."),
        400 or 422 => new(ChannelFaultKind.Refused, $"the store refused the content{Message(answer)}", where, "Change the text and approve it again."),
        409 => new(ChannelFaultKind.Refused, $"the review cannot be answered as it stands{Message(answer)}", where, "Look at the review in App Store Connect."),
        429 => NetworkFaults.RateLimited(where, answer.RetryAt(now) ?? EndOfHour(answer, now)),
        _ => NetworkFaults.FromStatus(answer, where, now),
    };

    /// <summary>The same as an exception.</summary>
    public static ChannelException Exception(ChannelAnswer answer, string where, ChannelKey channel, DateTimeOffset now) => new(From(answer, where, channel, now));

    /// <summary>Full key of a setting.</summary>
    public static string Key(ChannelKey channel, string setting) => $"Listener:Channels:{channel}:{setting}";

    // The hour rolls and Apple names no time: some calls come free within minutes.
    private static DateTimeOffset? EndOfHour(ChannelAnswer answer, DateTimeOffset now) =>
        answer.Header("X-Rate-Limit")?.Contains("user-hour-rem:0;", StringComparison.Ordinal) == true ? now + PauseInRollingHour : null;

    private static ChannelFault Unauthorised(string what, string where, ChannelKey channel, string setting, string next) =>
        new(ChannelFaultKind.Unauthorised, what, $"{where}, {Key(channel, setting)}", next + ".");

    private static string Message(ChannelAnswer answer) =>
        WireJson.TryParse(answer.Body, AppStoreJson.Default.WireErrors)?.Errors?.FirstOrDefault() is { } error && (error.Detail ?? error.Title ?? error.Code) is { Length: > 0 } text
            ? $": {SafeText.CleanLine(text, 200)}"
            : "";
}
