using System.Globalization;
using Listener.Worker.Domain;
using Listener.Worker.Web.Components;
using Listener.Worker.Web.Inbox;
using Listener.Worker.Web.Pages;
using Listener.Worker.Web.Security;
using Listener.Worker.Web.Text;
using Listener.Worker.Web.Undo;
using Microsoft.Extensions.Localization;

namespace Listener.Worker.Web.Endpoints;

/// <summary>The list, bulk actions and undo.</summary>
internal static class InboxEndpoints
{
    private const int MaxBulk = 500;

    public static void MapInbox(this RouteGroupBuilder signedIn)
    {
        signedIn.MapGet("/", ListAsync);
        signedIn.MapPost("/bulk", BulkAsync).RequireAuthorization(ConsolePolicies.Writer);
        signedIn.MapPost("/undo/{id}", UndoAsync).RequireAuthorization(ConsolePolicies.Writer);
    }

    private static async Task<IResult> ListAsync(HttpContext http, InboxReader reader, ConsoleVisit visit, Presence presence, IStringLocalizer<ConsoleText> text)
    {
        // The list is asked for anew once a minute beside an open mention: its reader is still there.
        if (MentionIn(visit.Address) is { } shown)
            presence.Look(visit.User.Name, shown);
        else
            presence.Leave(visit.User.Name);
        var query = InboxQuery.Read(http.Request.Query);
        InboxModel model;
        try
        {
            model = await reader.ReadAsync(query, http.RequestAborted);
        }
        catch (ArgumentException)
        {
            // A cursor from another order or a hand-made address: the first page is the honest answer.
            return PageResults.SeeOther((query with { After = null, FromEnd = false }).ListAddress);
        }
        if (visit.IsPartial)
            return PageResults.Page<Fragments>(new { Model = model, model.Query, model.Counts });
        var said = SaidMessages.Find(http.Request.Query["said"]);
        return PageResults.Page<InboxPage>(new { Model = model, Said = said is null ? null : text[said].Value });
    }

    private static async Task<IResult> BulkAsync(HttpContext http, WorkDesk desk, UndoLog log, ConsoleVisit visit, InboxReader reader, IStringLocalizer<ConsoleText> text)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var numbers = form["mention"].OfType<string>().Take(MaxBulk).Select(NumberOf).OfType<MentionNumber>().Distinct().ToList();
        var back = PageResults.LocalOr(form["return"], "/");
        if (numbers.Count == 0)
            return PageResults.SeeOther(back, "Nothing was selected.");
        var action = form["do"].ToString();
        var before = action switch
        {
            "assign" => await desk.AssignAsync(numbers, form["assignee"], http.RequestAborted),
            "snooze" => await desk.SnoozeAsync(numbers, "tomorrow", http.RequestAborted),
            "resolve" => await desk.ResolveAsync(numbers, http.RequestAborted),
            _ => null,
        };
        if (before is null)
            return Results.BadRequest();
        var words = Summary(action, before.Count, numbers.Count - before.Count, text);
        log.Remember(visit.User.Name, words, desk.BackTo(before));
        if (!visit.IsPartial)
            return PageResults.SeeOther(back);
        var query = InboxQuery.Read(QueryOf(back));
        var model = await reader.ReadAsync(query with { After = null }, http.RequestAborted);
        return PageResults.Page<Fragments>(new { Model = model, model.Query, model.Counts, ShowUndo = true });
    }

    private static async Task<IResult> UndoAsync(string id, HttpContext http, UndoLog log, ConsoleVisit visit, InboxReader reader, MentionReader mentions, IStringLocalizer<ConsoleText> text)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var back = PageResults.LocalOr(form["return"], "/");
        var entry = log.Take(visit.User.Name, id);
        var done = entry is not null && await entry.Back(http.RequestServices, http.RequestAborted);
        var said = done ? "Undone." : "It changed meanwhile and was not undone.";
        if (!visit.IsPartial)
            return PageResults.SeeOther(back, said);
        var query = InboxQuery.Read(QueryOf(back));
        var model = await reader.ReadAsync(query with { After = null }, http.RequestAborted);
        var shown = MentionIn(back) is { } number ? await mentions.ReadAsync(number, query, http.RequestAborted) : null;
        return PageResults.Page<Fragments>(new { Model = model, model.Query, model.Counts, View = shown, ShowUndo = true, Said = text[said].Value, IsFault = !done });
    }

    /// <summary>The query of a local address.</summary>
    internal static IQueryCollection QueryOf(string address)
    {
        var at = address.IndexOf('?', StringComparison.Ordinal);
        return new QueryCollection(Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(at < 0 ? "" : address[at..]));
    }

    /// <summary>The mention that a local address shows; null if it shows none.</summary>
    internal static MentionNumber? MentionIn(string address)
    {
        const string prefix = "/mentions/";
        return address.StartsWith(prefix, StringComparison.Ordinal) ? NumberOf(address[prefix.Length..].Split(['?', '#'], 2)[0]) : null;
    }

    private static MentionNumber? NumberOf(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? new MentionNumber(value) : null;

    private static string Summary(string action, int done, int left, IStringLocalizer text)
    {
        var words = action switch
        {
            "assign" => text["{0} assigned", done],
            "snooze" => text["{0} snoozed until tomorrow", done],
            _ => text["{0} resolved", done],
        };
        return left == 0 ? words : words + ", " + text["{0} no longer there", left];
    }
}
