using Listener.Worker.Domain;
using Listener.Worker.Replies;
using Listener.Worker.Storage;
using Listener.Worker.Web.Components;
using Listener.Worker.Web.Inbox;
using Listener.Worker.Web.Pages;
using Listener.Worker.Web.Security;
using Listener.Worker.Web.Text;
using Microsoft.Extensions.Localization;

namespace Listener.Worker.Web.Endpoints;

/// <summary>Canned answers: the page that keeps them, and the list for one mention.</summary>
internal static class AnswersEndpoints
{
    public static void MapAnswers(this RouteGroupBuilder signedIn)
    {
        signedIn.MapGet("/answers", ListAsync);
        var approvers = signedIn.MapGroup("/answers").RequireAuthorization(ConsolePolicies.Approver);
        approvers.MapPost("", SaveAsync);
        approvers.MapPost("/remove", RemoveAsync);
        signedIn.MapGet("/mentions/{number:long}/answers", ForMentionAsync).RequireAuthorization(ConsolePolicies.Writer);
    }

    private static async Task<IResult> ListAsync(HttpContext http, CannedAnswers answers, IStringLocalizer<ConsoleText> text)
    {
        var all = await answers.AllAsync(http.RequestAborted);
        var said = SaidMessages.Find(http.Request.Query["said"]);
        return PageResults.Page<AnswersPage>(new { All = all, Edited = all.FirstOrDefault(a => a.Name == http.Request.Query["edit"]), Said = said is null ? null : text[said].Value });
    }

    private static async Task<IResult> SaveAsync(HttpContext http, CannedAnswers answers, ConsoleVisit visit, IOperationsStore operations, IStringLocalizer<PhraseText> named)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var language = form["language"].ToString();
        var answer = new CannedAnswer(form["name"].ToString().Trim(), ConsoleLanguages.Find(language) is null ? "en" : language, form["text"].ToString().ReplaceLineEndings("\n").Trim());
        if (await answers.SaveAsync(answer, http.RequestAborted) is { } fault)
        {
            return PageResults.Page<AnswersPage>(
                new { All = await answers.AllAsync(http.RequestAborted), Edited = answer, Fault = Words.Of(fault, named) }, StatusCodes.Status400BadRequest);
        }
        await operations.AuditAsync(new AuditEntry(visit.Now, visit.User.Name, "canned answer saved", answer.Name, null, answer.Language), http.RequestAborted);
        return PageResults.SeeOther("/answers", "Saved.");
    }

    private static async Task<IResult> RemoveAsync(HttpContext http, CannedAnswers answers, ConsoleVisit visit, IOperationsStore operations)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        await answers.RemoveAsync(form["name"].ToString(), http.RequestAborted);
        await operations.AuditAsync(new AuditEntry(visit.Now, visit.User.Name, "canned answer removed", form["name"].ToString(), null, null), http.RequestAborted);
        return PageResults.SeeOther("/answers", "Saved.");
    }

    private static async Task<IResult> ForMentionAsync(long number, HttpContext http, MentionReader reader, CannedAnswers answers, ConsoleVisit visit)
    {
        var query = InboxQuery.Read(http.Request.Query);
        if (await reader.ReadAsync(new MentionNumber(number), query, http.RequestAborted) is not { } view)
            return Results.NotFound();
        var (offered, values) = await answers.ForAsync(view.Stored, http.RequestAborted);
        var parameters = new { View = view, Answers = offered, Values = values };
        return visit.IsPartial ? PageResults.Page<AnswerChoice>(parameters) : PageResults.Page<AnswerChoicePage>(parameters);
    }
}
