using Listener.Worker.Web.Inbox;
using Listener.Worker.Web.Pages;
using Listener.Worker.Web.Text;
using Microsoft.Extensions.Localization;

namespace Listener.Worker.Web.Endpoints;

/// <summary>The queue of drafts.</summary>
internal static class ApprovalsEndpoints
{
    public static void MapApprovals(this RouteGroupBuilder signedIn) => signedIn.MapGet("/approvals", ShowAsync);

    private static async Task<IResult> ShowAsync(HttpContext http, ApprovalReader reader, IStringLocalizer<ConsoleText> text)
    {
        ApprovalModel model;
        try
        {
            model = await reader.ReadAsync(http.Request.Query["after"], http.RequestAborted);
        }
        catch (ArgumentException)
        {
            return PageResults.SeeOther("/approvals");
        }
        var said = SaidMessages.Find(http.Request.Query["said"]);
        return PageResults.Page<ApprovalsPage>(new { model.Groups, model.Total, model.Next, Said = said is null ? null : text[said].Value });
    }
}
