using Listener.Worker.Storage;
using Listener.Worker.Web.Pages;
using Listener.Worker.Web.Security;
using Listener.Worker.Web.Setup;
using Listener.Worker.Web.Text;
using Microsoft.Extensions.Localization;

namespace Listener.Worker.Web.Endpoints;

/// <summary>First run: the first account, then what to do next.</summary>
internal static class SetupEndpoints
{
    public static void MapSetup(this RouteGroupBuilder anybody, RouteGroupBuilder signedIn)
    {
        anybody.MapGet("/setup", SetupPageAsync);
        anybody.MapPost("/setup", CreateAsync);
        signedIn.MapGet("/setup/done", () => PageResults.Page<SetupDonePage>()).RequireAuthorization(ConsolePolicies.Admin);
    }

    private static async Task<IResult> SetupPageAsync(HttpContext http, SetupGate gate)
    {
        if (!await gate.IsOpenAsync(http.RequestAborted))
            return PageResults.SeeOther("/login");
        return Form(gate, http, new SetupForm("", "", http.Request.Query["token"].ToString()), null, 200);
    }

    private static async Task<IResult> CreateAsync(
        HttpContext http, SetupGate gate, SignIn signIn, IOperationsStore store, TimeProvider time, IStringLocalizer<ConsoleText> text)
    {
        if (!await gate.IsOpenAsync(http.RequestAborted))
            return PageResults.SeeOther("/login");
        var fields = await http.Request.ReadFormAsync(http.RequestAborted);
        var form = new SetupForm(fields["name"].ToString().Trim(), fields["display"].ToString().Trim(), fields["token"].ToString());
        if (!await gate.AdmitsAsync(http, form.Token))
            return Form(gate, http, form, text["The set-up token is wrong or too old. Restart Listener for a new one."], 403);
        var password = fields["password"].ToString();
        var fault = UserAccounts.NameFault(form.Name) ?? PasswordHashing.Fault(password)
            ?? (password == fields["again"].ToString() ? null : "The two passwords differ.");
        if (fault is not null)
            return Form(gate, http, form, text[fault], 400);
        var now = time.GetUtcNow();
        var admin = UserAccounts.Create(form.Name, form.Display, Role.Admin, password, now);
        if (!await gate.CloseAsync(admin, http.RequestAborted))
            return PageResults.SeeOther("/login");
        await store.AuditAsync(new AuditEntry(now, admin.Name, "set up", admin.Name, null, nameof(Role.Admin)), http.RequestAborted);
        await signIn.EnterAsync(http, admin);
        return PageResults.SeeOther("/setup/done");
    }

    private static IResult Form(SetupGate gate, HttpContext http, SetupForm form, string? fault, int status) =>
        PageResults.Page<SetupPage>(new { Form = form, Fault = fault, NeedsToken = !SetupGate.IsLocal(http), gate.TokenFile }, status);
}

/// <summary>What was typed into the set-up form; passwords are never sent back.</summary>
public sealed record SetupForm(string Name, string Display, string Token);
