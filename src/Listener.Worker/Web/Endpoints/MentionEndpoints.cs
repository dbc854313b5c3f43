using Listener.Worker.Domain;
using Listener.Worker.Storage;
using Listener.Worker.Web.Components;
using Listener.Worker.Web.Inbox;
using Listener.Worker.Web.Security;
using Listener.Worker.Web.Text;
using Listener.Worker.Web.Undo;
using Microsoft.Extensions.Localization;

namespace Listener.Worker.Web.Endpoints;

/// <summary>The page of one mention and work on it that is not a reply.</summary>
internal static class MentionEndpoints
{
    private const int MaxNote = 5000;

    public static void MapMentions(this RouteGroupBuilder signedIn)
    {
        signedIn.MapGet("/mentions/{number:long}", ShowAsync);
        signedIn.MapGet("/mentions/{number:long}/row", RowAsync);
        signedIn.MapGet("/mentions/{number:long}/who", WhoAsync);
        var write = signedIn.MapGroup("/mentions/{number:long}").RequireAuthorization(ConsolePolicies.Writer);
        write.MapPost("/assign", AssignAsync);
        write.MapPost("/snooze", SnoozeAsync);
        write.MapPost("/resolve", ResolveAsync);
        write.MapPost("/reopen", ReopenAsync);
        write.MapPost("/notes", NoteAsync);
        write.MapPost("/labels", CorrectAsync);
        write.MapPost("/claim", ClaimAsync);
        write.MapPost("/release", ReleaseAsync);
    }

    private static async Task<IResult> ShowAsync(long number, MentionAnswers answers, HttpContext http) =>
        await answers.ShowAsync(new MentionNumber(number), InboxQuery.Read(http.Request.Query), SaidMessages.Find(http.Request.Query["said"]), http.RequestAborted, http.Request.Query["answer"]);

    // A row of the list alone, asked for when a colleague changed it or came to it; beside it who is there, if the page shows it.
    private static async Task<IResult> RowAsync(long number, MentionReader reader, InboxReader inbox, ConsoleVisit visit, HttpContext http)
    {
        var query = InboxQuery.Read(http.Request.Query);
        if (await reader.ReadAsync(new MentionNumber(number), query, http.RequestAborted) is not { } view)
            return Results.NotFound();
        var status = InboxEndpoints.MentionIn(visit.Address) == view.Stored.Number ? view : null;
        return PageResults.Page<Fragments>(new { view.Row, Status = status, Query = query, Counts = await inbox.CountsAsync(query, http.RequestAborted) });
    }

    // Said in the corner, where a screen reader hears it.
    private static async Task<IResult> WhoAsync(long number, MentionReader reader, Presence presence, ConsoleVisit visit, IStringLocalizer<ConsoleText> text, HttpContext http)
    {
        if (await reader.ReadAsync(new MentionNumber(number), new InboxQuery(), http.RequestAborted) is not { } view)
            return Results.NotFound();
        var said = WhoIsHere.Of(view, presence, visit.User.Name, text);
        return visit.IsPartial ? PageResults.Page<Fragments>(new { Said = said }) : PageResults.SeeOther($"/mentions/{number}");
    }

    private static Task<IResult> AssignAsync(long number, HttpContext http, WorkDesk desk, MentionAnswers answers, IStringLocalizer<ConsoleText> text) =>
        WorkAsync(number, http, answers, desk, "Assigned.", text["Assigned"], async (numbers, form) => await desk.AssignAsync(numbers, form["assignee"], http.RequestAborted));

    private static Task<IResult> SnoozeAsync(long number, HttpContext http, WorkDesk desk, MentionAnswers answers, IStringLocalizer<ConsoleText> text) =>
        WorkAsync(number, http, answers, desk, "Snoozed.", text["Snoozed"], async (numbers, form) => await desk.SnoozeAsync(numbers, form["for"], http.RequestAborted));

    private static Task<IResult> ResolveAsync(long number, HttpContext http, WorkDesk desk, MentionAnswers answers, IStringLocalizer<ConsoleText> text) =>
        WorkAsync(number, http, answers, desk, "Resolved.", text["Resolved"], async (numbers, _) => await desk.ResolveAsync(numbers, http.RequestAborted));

    private static Task<IResult> ReopenAsync(long number, HttpContext http, WorkDesk desk, MentionAnswers answers, IStringLocalizer<ConsoleText> text) =>
        WorkAsync(number, http, answers, desk, "Opened again.", text["Opened again"], async (numbers, _) => await desk.ReopenAsync(numbers, http.RequestAborted));

    private static async Task<IResult> WorkAsync(
        long number, HttpContext http, MentionAnswers answers, WorkDesk desk, string said, string words,
        Func<IReadOnlyList<MentionNumber>, IFormCollection, Task<IReadOnlyList<StoredMention>?>> act)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var before = await act([new MentionNumber(number)], form);
        if (before is null)
            return Results.BadRequest();
        if (before.Count == 0)
            return Results.NotFound();
        var visit = http.RequestServices.GetRequiredService<ConsoleVisit>();
        http.RequestServices.GetRequiredService<UndoLog>().Remember(visit.User.Name, $"{words}: {UndoName.Of(before[0])}", desk.BackTo(before));
        return await answers.AfterAsync(new MentionNumber(number), form["return"], said, http.RequestAborted, quiet: true);
    }

    private static async Task<IResult> NoteAsync(long number, HttpContext http, IMentionStore mentions, ConsoleVisit visit, MentionAnswers answers)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var words = form["text"].ToString().ReplaceLineEndings("\n").Trim();
        if (words.Length is 0 or > MaxNote)
            return Results.BadRequest();
        if (await mentions.FindAsync(new MentionNumber(number), http.RequestAborted) is null)
            return Results.NotFound();
        await mentions.AddNoteAsync(new Note(0, new MentionNumber(number), visit.User.Name, visit.Now, words), http.RequestAborted);
        return await answers.AfterAsync(new MentionNumber(number), form["return"], "Note saved.", http.RequestAborted);
    }

    private static async Task<IResult> CorrectAsync(long number, HttpContext http, LabelDesk desk, MentionAnswers answers)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        return await desk.CorrectAsync(new MentionNumber(number), form["field"].ToString(), form["value"].ToString(), http.RequestAborted)
            ? await answers.AfterAsync(new MentionNumber(number), form["return"], "Correction kept.", http.RequestAborted)
            : Results.BadRequest();
    }

    private static async Task<IResult> ReleaseAsync(long number, HttpContext http, ReplyDesk desk)
    {
        await desk.ReleaseAsync(new MentionNumber(number), http.RequestAborted);
        return Results.NoContent();
    }

    private static async Task<IResult> ClaimAsync(long number, HttpContext http, ReplyDesk desk, MentionAnswers answers, MentionReader reader, ConsoleVisit visit)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var mention = new MentionNumber(number);
        var takesOver = form["takeover"] == "1";
        if (await reader.ReadAsync(mention, new InboxQuery(), http.RequestAborted) is null)
            return Results.NotFound();
        var claim = await desk.ClaimAsync(mention, takesOver, http.RequestAborted);
        if (takesOver || !visit.IsPartial)
            return await answers.AfterAsync(mention, form["return"], "You have the claim.", http.RequestAborted);
        // Renewed while typing: the pane must not be replaced under the writer's hands.
        return PageResults.Page<ClaimBanner>(new { View = (await reader.ReadAsync(mention, new InboxQuery(), http.RequestAborted))! with { Claim = claim } });
    }
}
