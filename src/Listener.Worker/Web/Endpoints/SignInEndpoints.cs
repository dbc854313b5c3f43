using Listener.Worker.Storage;
using Listener.Worker.Web.Pages;
using Listener.Worker.Web.Security;
using Listener.Worker.Web.Setup;
using Listener.Worker.Web.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Localization;

namespace Listener.Worker.Web.Endpoints;

/// <summary>Sign-in, sign-out and one-time links.</summary>
internal static class SignInEndpoints
{
    private const int MaxField = 1024;

    public static void MapSignIn(this RouteGroupBuilder anybody, RouteGroupBuilder signedIn)
    {
        anybody.MapGet("/login", LoginPageAsync);
        anybody.MapPost("/login", LoginAsync);
        anybody.MapGet("/login/link", (string? token) => PageResults.Page<LoginLinkPage>(new { Token = token ?? "" }));
        anybody.MapPost("/login/link", FollowLinkAsync);
        signedIn.MapPost("/logout", LogoutAsync);
    }

    private static async Task<IResult> LoginPageAsync(HttpContext http, SetupGate gate, ConsoleVisit visit)
    {
        if (await gate.IsOpenAsync(http.RequestAborted))
            return PageResults.SeeOther("/setup");
        return visit.IsSignedIn ? PageResults.SeeOther(http.Request.Query["return"]) : Form(http.Request.Query["return"], null, "", 200);
    }

    private static async Task<IResult> LoginAsync(HttpContext http, SignIn signIn, IStringLocalizer<ConsoleText> text, ConsoleVisit visit)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var (name, password) = (form["name"].ToString().Trim(), form["password"].ToString());
        if (name.Length == 0 || password.Length == 0 || name.Length > MaxField || password.Length > MaxField)
            return Form(form["return"], text["Name and password are both needed."], name, 400);
        var result = await signIn.TryAsync(name, password, http.Connection.RemoteIpAddress, http.RequestAborted);
        if (result.Wait > TimeSpan.Zero)
            return Form(form["return"], text["Too many tries. Wait {0}, then try again.", visit.Clock.Length(result.Wait)], name, 429);
        if (result.User is null)
            return Form(form["return"], text["Name or password is wrong."], name, 401);
        await signIn.EnterAsync(http, result.User);
        return PageResults.SeeOther(form["return"]);
    }

    private static async Task<IResult> FollowLinkAsync(HttpContext http, LoginLinks links, SignIn signIn, IOperationsStore store, IStringLocalizer<ConsoleText> text)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var name = links.Use(form["token"]);
        var user = name is null ? null : await store.FindUserAsync(name, http.RequestAborted);
        if (user is null || user.Disabled)
            return Form(null, text["This link was used or is too old. Sign in with your password."], "", 401);
        await signIn.EnterAsync(http, user);
        return PageResults.SeeOther("/");
    }

    private static async Task<IResult> LogoutAsync(HttpContext http, ConsoleVisit visit, IOperationsStore store)
    {
        await store.AuditAsync(new AuditEntry(visit.Now, visit.User.Name, "signed out", visit.User.Name, null, null), http.RequestAborted);
        await http.SignOutAsync(ConsolePolicies.Scheme);
        return PageResults.SeeOther("/login", "Signed out.");
    }

    private static IResult Form(string? back, string? fault, string name, int status) =>
        PageResults.Page<LoginPage>(new { Return = PageResults.LocalOr(back, "/"), Fault = fault, Name = name.Length > 64 ? "" : name }, status);
}
