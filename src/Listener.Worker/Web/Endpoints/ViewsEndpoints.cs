using Listener.Worker.Web.Inbox;

namespace Listener.Worker.Web.Endpoints;

/// <summary>Saved views of the Inbox.</summary>
internal static class ViewsEndpoints
{
    public static void MapViews(this RouteGroupBuilder signedIn)
    {
        signedIn.MapPost("/views", SaveAsync);
        signedIn.MapPost("/views/remove", RemoveAsync);
    }

    private static async Task<IResult> SaveAsync(HttpContext http, SavedViews views)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var back = PageResults.LocalOr(form["return"], "/");
        var kept = await views.SaveAsync(form["name"].ToString().Trim(), InboxQuery.Read(InboxEndpoints.QueryOf(back)), form["shared"] == "1", http.RequestAborted);
        return PageResults.SeeOther(back, kept ? "View saved." : "The view needs a name of at most 40 characters; a person can keep 30 views.");
    }

    private static async Task<IResult> RemoveAsync(HttpContext http, SavedViews views)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var gone = await views.RemoveAsync(form["owner"].ToString(), form["name"].ToString(), http.RequestAborted);
        return PageResults.SeeOther(form["return"], gone ? "View removed." : "This view is somebody else's, or it is gone already.");
    }
}
