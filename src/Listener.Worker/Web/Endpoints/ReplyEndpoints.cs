using System.Globalization;
using Listener.Worker.Domain;
using Listener.Worker.Web.Components;
using Listener.Worker.Web.Inbox;
using Listener.Worker.Web.Security;

namespace Listener.Worker.Web.Endpoints;

/// <summary>Drafts, approval, undo and doubtful deliveries.</summary>
internal static class ReplyEndpoints
{
    private const int MaxDetail = 300;
    private const string NoAddress = "This is no web address, so nothing was settled. Expected for example https://example.com/post/1, or nothing.";

    public static void MapReplies(this RouteGroupBuilder signedIn)
    {
        var mention = signedIn.MapGroup("/mentions/{number:long}").RequireAuthorization(ConsolePolicies.Writer);
        mention.MapPost("/approve", ApproveAsync);
        mention.MapPost("/draft", SaveAsync);
        mention.MapPost("/reject", RejectAsync);
        mention.MapPost("/preview", PreviewAsync);
        var reply = signedIn.MapGroup("/replies/{id}").RequireAuthorization(ConsolePolicies.Writer);
        reply.MapPost("/undo", UndoAsync);
        reply.MapPost("/reuse", ReuseAsync);
        reply.MapPost("/there", (string id, HttpContext http, ReplyDesk desk, MentionAnswers answers) => DecideAsync(id, http, desk, answers, Doubt.There));
        reply.MapPost("/not-there", (string id, HttpContext http, ReplyDesk desk, MentionAnswers answers) => DecideAsync(id, http, desk, answers, Doubt.NotThere));
        reply.MapPost("/hold", (string id, HttpContext http, ReplyDesk desk, MentionAnswers answers) => DecideAsync(id, http, desk, answers, Doubt.Hold));
        reply.MapPost("/give-up", (string id, HttpContext http, ReplyDesk desk, MentionAnswers answers) => DecideAsync(id, http, desk, answers, Doubt.GiveUp));
    }

    private static async Task<IResult> ApproveAsync(long number, HttpContext http, ReplyDesk desk, MentionAnswers answers)
    {
        var fields = await http.Request.ReadFormAsync(http.RequestAborted);
        var form = Read(fields);
        var answer = await desk.ApproveAsync(new MentionNumber(number), form, http.RequestAborted);
        if (!answer.IsDone)
            return await answers.RefusedAsync(new MentionNumber(number), fields["return"], form.Text, answer, http.RequestAborted);
        if (form.Later is not null && answer.Reply?.State == ReplyState.Approved)
            return await answers.AfterAsync(new MentionNumber(number), fields["return"], "Scheduled.", http.RequestAborted);
        var byHand = answer.Reply?.State == ReplyState.ManualHandOff;
        return await answers.AfterAsync(new MentionNumber(number), fields["return"], byHand ? "Approved. Post it by hand." : "Approved.", http.RequestAborted, quiet: !byHand);
    }

    private static async Task<IResult> SaveAsync(long number, HttpContext http, ReplyDesk desk, MentionAnswers answers, ConsoleVisit visit)
    {
        var fields = await http.Request.ReadFormAsync(http.RequestAborted);
        var form = Read(fields);
        var answer = await desk.SaveAsync(new MentionNumber(number), form, http.RequestAborted);
        if (http.Request.Headers.Accept.ToString().StartsWith("application/json", StringComparison.Ordinal))
        {
            // Saved while typing: only numbers go back, the page keeps what is typed.
            return answer.IsDone
                ? Results.Json(new SavedDraft(answer.Draft?.Id.Value ?? 0, answer.Draft?.Version ?? 0, visit.Clock.Time(visit.Now), null))
                : Results.Json(new SavedDraft(0, 0, null, answer.Fault), statusCode: StatusCodes.Status409Conflict);
        }
        return answer.IsDone
            ? await answers.AfterAsync(new MentionNumber(number), fields["return"], "Draft saved.", http.RequestAborted)
            : await answers.RefusedAsync(new MentionNumber(number), fields["return"], form.Text, answer, http.RequestAborted);
    }

    private static async Task<IResult> RejectAsync(long number, HttpContext http, ReplyDesk desk, MentionAnswers answers)
    {
        var fields = await http.Request.ReadFormAsync(http.RequestAborted);
        var reason = fields["reason"].ToString();
        if (!RejectReasons.All.Contains(reason))
            return Results.BadRequest();
        var detail = fields["detail"].ToString().Trim();
        var note = detail.Length == 0 ? reason : $"{reason}: {(detail.Length > MaxDetail ? detail[..MaxDetail] : detail)}";
        var answer = await desk.RejectAsync(new MentionNumber(number), Read(fields), note, http.RequestAborted);
        return answer.IsDone
            ? await answers.AfterAsync(new MentionNumber(number), fields["return"], "Draft rejected.", http.RequestAborted)
            : await answers.RefusedAsync(new MentionNumber(number), fields["return"], "", answer, http.RequestAborted);
    }

    private static async Task<IResult> PreviewAsync(long number, HttpContext http, MentionReader reader)
    {
        var fields = await http.Request.ReadFormAsync(http.RequestAborted);
        return await reader.ReadAsync(new MentionNumber(number), new InboxQuery(), http.RequestAborted) is { } view
            ? PageResults.Page<PreviewFragments>(new { View = view, Read(fields).Text })
            : Results.NotFound();
    }

    private static async Task<IResult> UndoAsync(string id, HttpContext http, ReplyDesk desk, MentionAnswers answers)
    {
        var fields = await http.Request.ReadFormAsync(http.RequestAborted);
        if (!ReplyId.TryParse(id, out var reply) || await desk.FindAsync(reply, http.RequestAborted) is not { } record)
            return Results.NotFound();
        var said = await desk.UndoAsync(record, http.RequestAborted);
        return await answers.AfterAsync(record.Reply.Mention, WayBack(fields["return"], record), said, http.RequestAborted);
    }

    private static async Task<IResult> ReuseAsync(string id, HttpContext http, ReplyDesk desk, MentionAnswers answers)
    {
        var fields = await http.Request.ReadFormAsync(http.RequestAborted);
        if (!ReplyId.TryParse(id, out var reply) || await desk.FindAsync(reply, http.RequestAborted) is not { } record)
            return Results.NotFound();
        var answer = await desk.ReuseAsync(record, http.RequestAborted);
        return answer.IsDone
            ? await answers.AfterAsync(record.Reply.Mention, fields["return"], "Draft saved.", http.RequestAborted)
            : await answers.RefusedAsync(record.Reply.Mention, fields["return"], null, answer, http.RequestAborted);
    }

    private static async Task<IResult> DecideAsync(string id, HttpContext http, ReplyDesk desk, MentionAnswers answers, Doubt doubt)
    {
        var fields = await http.Request.ReadFormAsync(http.RequestAborted);
        if (!ReplyId.TryParse(id, out var reply) || await desk.FindAsync(reply, http.RequestAborted) is not { } record)
            return Results.NotFound();
        if (fields["permalink"].ToString().Trim() is { Length: > 0 } typed && !(Uri.TryCreate(typed, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
            return await answers.AfterAsync(record.Reply.Mention, fields["return"], NoAddress, http.RequestAborted);
        var link = Uri.TryCreate(fields["permalink"], UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : null;
        var settled = await desk.DecideAsync(reply, doubt, link, http.RequestAborted);
        var said = doubt switch
        {
            _ when !settled => "This was settled meanwhile.",
            Doubt.NotThere => "It is sent once more.",
            Doubt.Hold => "It is not sent again. Look at the thread and decide.",
            _ => "Thank you. The reply is settled.",
        };
        return await answers.AfterAsync(record.Reply.Mention, fields["return"], said, http.RequestAborted);
    }

    // Undone from another page: the way back stays there, but fragments show the mention that was stopped.
    private static string WayBack(string? back, ReplyRecord record) => PageResults.LocalOr(back, $"/mentions/{record.Reply.Mention}");

    private static ReplyForm Read(IFormCollection fields)
    {
        var text = fields["text"].ToString().ReplaceLineEndings("\n").Trim();
        var draft = long.TryParse(fields["draft"], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;
        var version = int.TryParse(fields["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : 0;
        return new ReplyForm(
            draft > 0 ? new DraftId(draft) : null, version, text, SeenMark.Parse(fields["seen"]), fields["anyway"] == "1",
            fields["later"] == "1" ? fields["at"].ToString() : null);
    }
}

/// <summary>Answer to a draft saved while typing.</summary>
public sealed record SavedDraft(long Draft, int Version, string? At, string? Fault);
