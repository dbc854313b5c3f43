using Listener.Worker.Domain;
using Listener.Worker.Replies;
using Listener.Worker.Web.Components;
using Listener.Worker.Web.Inbox;
using Listener.Worker.Web.Pages;
using Listener.Worker.Web.Text;
using Microsoft.Extensions.Localization;

namespace Listener.Worker.Web.Endpoints;

/// <summary>Draws a mention as a page or as fragments, whichever was asked for.</summary>
public sealed class MentionAnswers(MentionReader reader, InboxReader inbox, CannedAnswers canned, Presence presence, ConsoleVisit visit, IStringLocalizer<ConsoleText> text)
{
    /// <summary>The mention beside its list.</summary>
    /// <param name="number">Mention.</param>
    /// <param name="query">List it stands in.</param>
    /// <param name="said">One of <see cref="SaidMessages"/>; null for none.</param>
    /// <param name="token">Stops the reading.</param>
    /// <param name="answer">Name of a canned answer to put into the reply; null for none.</param>
    public async Task<IResult> ShowAsync(MentionNumber number, InboxQuery query, string? said, CancellationToken token, string? answer = null)
    {
        if (await reader.ReadAsync(number, query, token) is not { } view)
            return NotFound();
        presence.Look(visit.User.Name, number);
        if (!string.IsNullOrEmpty(answer))
        {
            var (offered, values) = await canned.ForAsync(view.Stored, token);
            view = view with { Typed = offered.FirstOrDefault(a => a.Name == answer) is { } chosen ? Placeholders.Fill(chosen.Text, values) : null };
        }
        if (visit.IsPartial)
            return PageResults.Page<Fragments>(new { View = view, Query = query });
        return PageResults.Page<InboxPage>(new { Model = await inbox.ReadAsync(query, token), View = view, Said = said is null ? null : text[said].Value });
    }

    /// <summary>After a form that was carried out: fragments, or 303 back.</summary>
    /// <param name="number">Mention.</param>
    /// <param name="back">Address the form came from.</param>
    /// <param name="said">One of <see cref="SaidMessages"/>.</param>
    /// <param name="token">Stops the reading.</param>
    /// <param name="quiet">True leaves the message out where the undo bar says it.</param>
    public async Task<IResult> AfterAsync(MentionNumber number, string? back, string said, CancellationToken token, bool quiet = false)
    {
        var address = PageResults.LocalOr(back, $"/mentions/{number}");
        if (!visit.IsPartial)
            return PageResults.SeeOther(address, said);
        var query = InboxQuery.Read(InboxEndpoints.QueryOf(address));
        if (await reader.ReadAsync(number, query, token) is not { } view)
            return NotFound();
        var counts = await inbox.CountsAsync(query, token);
        return PageResults.Page<Fragments>(new { View = view, view.Row, Query = query, Counts = counts, ShowUndo = true, Said = quiet ? null : text[said].Value });
    }

    /// <summary>After a form that was refused: the same mention with the reason and the typed text.</summary>
    public async Task<IResult> RefusedAsync(MentionNumber number, string? back, string? typed, DeskAnswer answer, CancellationToken token)
    {
        var query = InboxQuery.Read(InboxEndpoints.QueryOf(PageResults.LocalOr(back, "/")));
        if (await reader.ReadAsync(number, query, token) is not { } view)
            return NotFound();
        view = view with { Fault = answer.Fault, Stale = answer.Stale, Typed = typed };
        if (visit.IsPartial)
            return PageResults.Page<Fragments>(new { View = view, view.Row, Query = query, ShowUndo = true }, StatusCodes.Status409Conflict);
        return PageResults.Page<InboxPage>(new { Model = await inbox.ReadAsync(query, token), View = view }, StatusCodes.Status409Conflict);
    }

    private static IResult NotFound() => PageResults.Page<NotFoundPage>(status: StatusCodes.Status404NotFound);
}
