using System.Globalization;
using Listener.Worker.Storage;
using Listener.Worker.Web.Text;

namespace Listener.Worker.Web.Endpoints;

/// <summary>A person's own settings.</summary>
internal static class PreferencesEndpoint
{
    private static readonly CookieBuilder ThemeCookie = new()
    {
        HttpOnly = true, SameSite = SameSiteMode.Strict, SecurePolicy = CookieSecurePolicy.SameAsRequest, MaxAge = TimeSpan.FromDays(365), Path = "/",
    };

    public static void MapPreferences(this RouteGroupBuilder signedIn) => signedIn.MapPost("/preferences", SaveAsync);

    private static async Task<IResult> SaveAsync(HttpContext http, ConsoleVisit visit, IOperationsStore store)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var language = form["language"].ToString();
        var changed = visit.Preferences with
        {
            Theme = ConsoleVisit.ThemeOf(form["theme"]),
            Language = ConsoleLanguages.Find(language) is null ? null : language,
            UndoSeconds = int.TryParse(form["undo"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? Math.Clamp(seconds, 0, 60) : null,
            Shortcuts = form["shortcuts"] == "on",
        };
        await store.SaveUserAsync(visit.User with { Preferences = changed.ToJson() }, http.RequestAborted);
        http.Response.Cookies.Append(ConsoleVisit.ThemeCookie, changed.Theme, ThemeCookie.Build(http));
        return PageResults.SeeOther(form["return"], "Settings saved.");
    }
}
