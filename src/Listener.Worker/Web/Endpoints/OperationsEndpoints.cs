using System.Globalization;
using Listener.Worker.Domain;
using Listener.Worker.Web.Operations;
using Listener.Worker.Web.Pages;
using Listener.Worker.Web.Security;
using Listener.Worker.Web.Text;
using Microsoft.Extensions.Localization;

namespace Listener.Worker.Web.Endpoints;

/// <summary>Channels with their actions, the switch for all sending, and reports.</summary>
internal static class OperationsEndpoints
{
    public static void MapOperations(this RouteGroupBuilder signedIn)
    {
        signedIn.MapGet("/channels", ChannelsAsync);
        signedIn.MapGet("/channels/{key}/rejected", RejectedAsync);
        signedIn.MapGet("/reports", ReportsAsync);
        var approvers = signedIn.MapGroup("").RequireAuthorization(ConsolePolicies.Approver);
        foreach (var kind in new[] { "test", "poll", "rehearse" })
            approvers.MapPost($"/channels/{{key}}/{kind}", (HttpContext http, string key, ChannelDesk desk) => ActAsync(http, key, kind, desk));
        approvers.MapPost("/channels/{key}/pause", (HttpContext http, string key, ChannelDesk desk, ConsoleVisit visit) => PauseAsync(http, key, pause: true, desk, visit));
        approvers.MapPost("/channels/{key}/resume", (HttpContext http, string key, ChannelDesk desk, ConsoleVisit visit) => PauseAsync(http, key, pause: false, desk, visit));
        approvers.MapPost("/sending/stop", (HttpContext http, ChannelDesk desk, ConsoleVisit visit) => SwitchAsync(http, stop: true, desk, visit));
        approvers.MapPost("/sending/resume", (HttpContext http, ChannelDesk desk, ConsoleVisit visit) => SwitchAsync(http, stop: false, desk, visit));
    }

    private static async Task<IResult> ChannelsAsync(HttpContext http, ChannelReader reader, ChannelDesk desk, IStringLocalizer<PagesText> words) => PageResults.Page<ChannelsPage>(new
    {
        Cards = await reader.ReadAsync(http.RequestAborted), Stopped = await desk.StoppedAsync(http.RequestAborted), Said = PageMessages.Find(http, words),
    });

    private static async Task<IResult> RejectedAsync(HttpContext http, string key, ChannelReader reader) =>
        ChannelKey.IsValid(key) && await reader.RejectedAsync(new ChannelKey(key), http.RequestAborted) is { } rejected
            ? PageResults.Page<RejectedPage>(new { Channel = new ChannelKey(key), Rejected = rejected })
            : Results.NotFound();

    private static async Task<IResult> ReportsAsync(HttpContext http, ReportReader reader)
    {
        var days = int.TryParse(http.Request.Query["days"], NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? wanted : 28;
        return PageResults.Page<ReportsPage>(new { Report = await reader.ReadAsync(days, http.RequestAborted) });
    }

    private static async Task<IResult> ActAsync(HttpContext http, string key, string kind, ChannelDesk desk) =>
        ChannelKey.IsValid(key) && await desk.ActAsync(new ChannelKey(key), kind, http.RequestAborted)
            ? PageResults.SeeOther($"/channels#{key}")
            : PageMessages.SeeOther("/channels", "The channel is not set up.");

    private static async Task<IResult> PauseAsync(HttpContext http, string key, bool pause, ChannelDesk desk, ConsoleVisit visit)
    {
        if (!ChannelKey.IsValid(key) || !await desk.PauseAsync(new ChannelKey(key), pause, visit.User.Name, http.RequestAborted))
            return PageMessages.SeeOther("/channels", "The channel is not set up.");
        return PageMessages.SeeOther("/channels", pause ? "The channel is paused." : "The channel reads again.");
    }

    private static async Task<IResult> SwitchAsync(HttpContext http, bool stop, ChannelDesk desk, ConsoleVisit visit)
    {
        await desk.StopSendingAsync(stop, visit.User.Name, http.RequestAborted);
        return PageMessages.SeeOther("/channels", stop ? "Sending is stopped. Approved replies wait." : "Sending goes on.");
    }
}
