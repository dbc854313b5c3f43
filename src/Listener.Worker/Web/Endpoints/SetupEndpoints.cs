using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Storage;
using Listener.Worker.Web.Pages;
using Listener.Worker.Web.Security;
using Listener.Worker.Web.Setup;
using Listener.Worker.Web.Text;
using Microsoft.Extensions.Localization;

namespace Listener.Worker.Web.Endpoints;

/// <summary>First run: the first account, the team, the first channel; the last three are open to administrators for good.</summary>
internal static class SetupEndpoints
{
    public static void MapSetup(this RouteGroupBuilder anybody, RouteGroupBuilder signedIn)
    {
        anybody.MapGet("/setup", SetupPageAsync);
        anybody.MapPost("/setup", CreateAsync);
        var admins = signedIn.MapGroup("/setup").RequireAuthorization(ConsolePolicies.Admin);
        admins.MapGet("/team", () => PageResults.Page<SetupTeamPage>());
        admins.MapPost("/team", SaveTeamAsync);
        admins.MapGet("/channel", ShowChannel);
        admins.MapPost("/channel", SaveChannelAsync);
        admins.MapPost("/channel/remove", RemoveChannelAsync);
        admins.MapGet("/done", () => PageResults.Page<SetupDonePage>());
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
        return PageResults.SeeOther("/setup/team");
    }

    private static async Task<IResult> SaveTeamAsync(HttpContext http, SettingsDesk desk, ConsoleVisit visit, IStringLocalizer<ConsoleText> text)
    {
        var fields = await http.Request.ReadFormAsync(http.RequestAborted);
        // A field that is ruled elsewhere is switched off in the form and not sent at all.
        var form = new TeamForm(Sent(fields, "zone"), Sent(fields, "language"), Sent(fields, "begins"));
        return await desk.SaveTeamAsync(form, visit.User.Name, http.RequestAborted) is { } fault
            ? PageResults.Page<SetupTeamPage>(new { Typed = form, Fault = text[fault].Value }, StatusCodes.Status400BadRequest)
            : PageResults.SeeOther("/setup/channel");
    }

    private static string? Sent(IFormCollection fields, string name) => fields.TryGetValue(name, out var value) ? value.ToString() : null;

    // A kind for a new channel, or the name of a stored one to change.
    private static IResult ShowChannel(string? type, string? edit, SettingsDesk desk, IStringLocalizer<ConsoleText> text)
    {
        if (string.IsNullOrEmpty(edit))
            return PageResults.Page<SetupChannelPage>(new { Type = ChannelCatalog.Find(type ?? "") });
        return desk.FormOf(edit) is { } form
            ? PageResults.Page<SetupChannelPage>(new { form.Type, Typed = form })
            : PageResults.Page<SetupChannelPage>(new { Report = text[SettingsDesk.NotOurs].Value }, StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> SaveChannelAsync(HttpContext http, SettingsDesk desk, ConsoleVisit visit, IStringLocalizer<ConsoleText> text)
    {
        var fields = await http.Request.ReadFormAsync(http.RequestAborted);
        if (ChannelForm.Read(fields) is not { } form)
            return Results.BadRequest();
        if (fields["edit"].ToString() is { Length: > 0 } known)
        {
            if (desk.FormOf(known) is not { } stored || stored.Type != form.Type)
                return PageResults.Page<SetupChannelPage>(new { Report = text[SettingsDesk.NotOurs].Value }, StatusCodes.Status404NotFound);
            form = form with { Key = known, Stored = stored.Stored };
        }
        else if (!ChannelKey.IsValid(form.Key))
            return Refused(form, text["This is no short name. Use 1-63 small letters, digits and hyphens."]);
        else if (desk.IsTaken(form.Key))
            return Refused(form, text["There is a channel of this name already. Choose another name."]);
        return await CheckAndSaveAsync(http, form, fields["do"] != "save", desk, visit, text);
    }

    private static async Task<IResult> CheckAndSaveAsync(
        HttpContext http, ChannelForm form, bool test, SettingsDesk desk, ConsoleVisit visit, IStringLocalizer<ConsoleText> text)
    {
        var (options, faults) = form.Check();
        if (faults.Count > 0)
            return Refused(form, string.Join(" ", faults));
        if (test)
        {
            var report = await form.Type.Create(http.RequestServices, new ChannelKey(form.Key), options).TestAsync(http.RequestAborted);
            if (!report.Ok)
                return Refused(form, $"{report.Summary} {text["Nothing was saved."].Value}", canSaveAnyway: true);
        }
        return await desk.SaveChannelAsync(form, visit.User.Name, http.RequestAborted) is { } fault ? Refused(form, text[fault]) : PageResults.SeeOther("/setup/done");
    }

    private static async Task<IResult> RemoveChannelAsync(HttpContext http, SettingsDesk desk, ConsoleVisit visit, IStringLocalizer<ConsoleText> text)
    {
        var fields = await http.Request.ReadFormAsync(http.RequestAborted);
        return await desk.RemoveChannelAsync(fields["key"].ToString(), visit.User.Name, http.RequestAborted) is { } fault
            ? PageResults.Page<SetupChannelPage>(
                new { Report = text[fault].Value }, fault == SettingsDesk.NotOurs ? StatusCodes.Status404NotFound : StatusCodes.Status400BadRequest)
            : PageResults.SeeOther("/setup/channel");
    }

    private static IResult Refused(ChannelForm form, string report, bool canSaveAnyway = false) => PageResults.Page<SetupChannelPage>(
        new { form.Type, Typed = form, Report = report, Ok = false, CanSaveAnyway = canSaveAnyway }, StatusCodes.Status400BadRequest);

    private static IResult Form(SetupGate gate, HttpContext http, SetupForm form, string? fault, int status) =>
        PageResults.Page<SetupPage>(new { Form = form, Fault = fault, NeedsToken = !SetupGate.IsLocal(http), gate.TokenFile }, status);
}

/// <summary>What was typed into the set-up form; passwords are never sent back.</summary>
public sealed record SetupForm(string Name, string Display, string Token);
