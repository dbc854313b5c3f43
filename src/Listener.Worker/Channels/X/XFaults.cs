using System.Globalization;
using Listener.Worker.Domain;

namespace Listener.Worker.Channels.X;

/// <summary>What X's problem types mean.</summary>
/// <remarks>Source: docs.x.com/x-api/fundamentals/response-codes-and-errors.</remarks>
internal static class XFaults
{
    /// <summary>Unix time at which the present window ends.</summary>
    private const string ResetHeader = "x-rate-limit-reset";

    /// <summary>Fault of an answer that is no success.</summary>
    public static ChannelFault From(ChannelAnswer answer, string where, ChannelKey channel, DateTimeOffset now)
    {
        var problem = Read(answer);
        return answer.Status switch
        {
            401 => Unauthorised("the keys are not accepted", where, channel, "Check the four keys and the clock of this machine, which is part of the signature"),
            402 => new(ChannelFaultKind.RateLimited, "the X account has no credits left", where, "Buy credits in the developer console.", now.AddHours(6)),
            403 when IsDuplicate(problem) => new(ChannelFaultKind.Unknown, "X says that this text was posted already", where, "Listener looks whether it was this reply."),
            403 => Unauthorised($"X does not permit this{Detail(problem)}", where, channel, "Check that the app has read and write permission and that the plan includes this call; a reply needs an author who mentioned or quoted us"),
            404 => new(ChannelFaultKind.Refused, "the post is deleted or hidden", where, "Look at the thread."),
            429 when problem?.Type?.EndsWith("usage-capped", StringComparison.Ordinal) == true =>
                new(ChannelFaultKind.RateLimited, "the spending limit of the X account is reached", where, "Raise it in the developer console, or wait for the next cycle.", now.AddDays(1)),
            429 => NetworkFaults.RateLimited(where, answer.RetryAt(now, ResetHeader)),
            400 or 422 => new(ChannelFaultKind.Refused, $"X refused the call{Detail(problem)}", where, "Change the text, or the search in the channel's settings."),
            _ => NetworkFaults.FromStatus(answer, where, now),
        };
    }

    /// <summary>The same as an exception.</summary>
    public static ChannelException Exception(ChannelAnswer answer, string where, ChannelKey channel, DateTimeOffset now) => new(From(answer, where, channel, now));

    /// <summary>The day's reading budget is used up.</summary>
    public static ChannelFault BudgetUsed(ChannelKey channel, decimal spent, decimal budget, DateTimeOffset now) => new(
        ChannelFaultKind.RateLimited,
        string.Create(CultureInfo.InvariantCulture, $"the day's reading budget is used up ({spent:0.000} of {budget:0.00} US dollars)"),
        Key(channel, nameof(XOptions.DailyReadBudget)),
        "Reading goes on at midnight UTC; raise the budget to read more.",
        new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddDays(1));

    /// <summary>True if X refused the call because of the name of a fields parameter.</summary>
    public static bool IsAboutFields(ChannelAnswer answer) =>
        answer.Status == 400 && answer.Body.Span.IndexOf(".fields"u8) >= 0;

    /// <summary>True if a 403 is about this one post, not about our rights.</summary>
    public static bool IsHidden(ChannelAnswer answer) => IsMissing(Read(answer)?.Type);

    /// <summary>True if a problem beside data says that the thing asked for is not there.</summary>
    public static bool IsMissing(WireProblem problem) => IsMissing(problem.Type);

    /// <summary>Full key of a setting.</summary>
    public static string Key(ChannelKey channel, string setting) => $"Listener:Channels:{channel}:{setting}";

    private static bool IsMissing(string? type) => type is not null
        && (type.EndsWith("resource-not-found", StringComparison.Ordinal) || type.EndsWith("not-authorized-for-resource", StringComparison.Ordinal));

    private static bool IsDuplicate(WireProblems? problem) =>
        (problem?.Detail ?? problem?.Errors?.FirstOrDefault()?.Message)?.Contains("duplicate", StringComparison.OrdinalIgnoreCase) == true;

    private static ChannelFault Unauthorised(string what, string where, ChannelKey channel, string next) =>
        new(ChannelFaultKind.Unauthorised, what, $"{where}, {Key(channel, nameof(XOptions.AccessToken))}", next + ".");

    private static string Detail(WireProblems? problem)
    {
        var text = problem?.Errors?.FirstOrDefault() is { } first ? first.Message ?? first.Detail : null;
        return (text ?? problem?.Detail ?? problem?.Title) is { Length: > 0 } detail ? $": {SafeText.CleanLine(detail, 200)}" : "";
    }

    private static WireProblems? Read(ChannelAnswer answer) => WireJson.TryParse(answer.Body, XJson.Default.WireProblems);
}
