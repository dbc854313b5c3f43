using System.Text;
using Listener.Worker.Digests;
using Listener.Worker.Storage;
using Listener.Worker.Web.Pages;
using Listener.Worker.Web.Security;
using Listener.Worker.Web.Text;
using Microsoft.Extensions.Localization;

namespace Listener.Worker.Web.Endpoints;

/// <summary>Weekly digests: list, one week, its files, and mailing.</summary>
internal static class DigestEndpoints
{
    private static readonly string[] Formats = ["html", "md", "json", "eml"];

    public static void MapDigests(this RouteGroupBuilder signedIn)
    {
        signedIn.MapGet("/digests", ListAsync);
        signedIn.MapGet("/digests/{week}", ShowAsync);
        foreach (var format in Formats)
            signedIn.MapGet($"/digests/{{week}}/{format}", (HttpContext http, string week, DigestService digests, DigestRules rules, MailRules mail, ConsoleVisit visit) =>
                FileAsync(http, week, format, digests, rules, mail, visit));
        signedIn.MapPost("/digests/{week}/keep", KeepAsync).RequireAuthorization(ConsolePolicies.Approver);
        signedIn.MapPost("/digests/{week}/send", SendAsync).RequireAuthorization(ConsolePolicies.Approver);
    }

    private static async Task<IResult> ListAsync(HttpContext http, DigestReader reader, IStringLocalizer<PagesText> text) =>
        PageResults.Page<DigestListPage>(new { Rows = await reader.ListAsync(http.RequestAborted), Said = PageMessages.Find(http, text) });

    private static async Task<IResult> ShowAsync(HttpContext http, string week, DigestService digests, DigestRules rules, ConsoleVisit visit, IStringLocalizer<PagesText> text)
    {
        if (!DigestWeek.TryParse(week, out var wanted) || !digests.HasBegun(wanted))
            return Results.NotFound();
        var digest = await digests.ShowAsync(wanted, http.RequestAborted);
        var hasNext = digests.HasBegun(wanted.Plus(1));
        return PageResults.Page<DigestWeekPage>(new { Digest = digest, Week = wanted, Words = WordsOf(http, rules, visit), HasNext = hasNext, Said = PageMessages.Find(http, text) });
    }

    private static async Task<IResult> FileAsync(
        HttpContext http, string week, string format, DigestService digests, DigestRules rules, MailRules mail, ConsoleVisit visit)
    {
        if (!DigestWeek.TryParse(week, out var wanted) || !digests.HasBegun(wanted))
            return Results.NotFound();
        var digest = await digests.ShowAsync(wanted, http.RequestAborted);
        var words = WordsOf(http, rules, visit);
        var (type, content) = format switch
        {
            "html" => ("text/html", HtmlDigest.Write(digest, words)),
            "md" => ("text/markdown", MarkdownDigest.Write(digest, words)),
            "json" => ("application/json", DigestJson.Write(digest)),
            _ => ("message/rfc822", MailOf(digest, words, rules, mail)),
        };
        // Always a download: the file has its own style, which the console's content policy would not draw.
        return Results.File(Encoding.UTF8.GetBytes(content), type, $"digest-{wanted.Key}{(format == "json" ? "" : "." + words.Language)}.{format}");
    }

    private static async Task<IResult> KeepAsync(HttpContext http, string week, DigestService digests)
    {
        if (!DigestWeek.TryParse(week, out var wanted) || !digests.HasBegun(wanted))
            return Results.NotFound();
        await digests.GetAsync(wanted, http.RequestAborted);
        return PageMessages.SeeOther("/digests", "The digest is built and kept.");
    }

    private static async Task<IResult> SendAsync(
        HttpContext http, string week, DigestService digests, DigestMailer mailer, ConsoleVisit visit, IOperationsStore operations)
    {
        if (!DigestWeek.TryParse(week, out var wanted) || !digests.HasBegun(wanted.Plus(1)))
            return Results.NotFound();
        if (!mailer.IsSetUp)
            return PageMessages.SeeOther("/digests", "Mail is not set up.");
        await operations.AuditAsync(new AuditEntry(visit.Now, visit.User.Name, "digest mailed", wanted.Key, null, null), http.RequestAborted);
        var states = await mailer.SendAsync(wanted, force: true, http.RequestAborted);
        return PageMessages.SeeOther("/digests", states.All(s => s.SentAt is not null) ? "The digest was mailed." : "Some mails could not be sent. See below.");
    }

    private static string MailOf(Digest digest, DigestWords words, DigestRules rules, MailRules mail)
    {
        var from = mail.From.Length > 0 ? mail.From : "listener@localhost";
        return DigestMail.Write(digest, words, from, rules.Recipients.Count > 0 ? rules.Recipients[0] : from).Content;
    }

    // Language of the address, else the reader's own.
    private static DigestWords WordsOf(HttpContext http, DigestRules rules, ConsoleVisit visit)
    {
        var wanted = http.Request.Query["lang"].ToString();
        return DigestWords.In(DigestWords.Languages.Contains(wanted) ? wanted : visit.Preferences.Language ?? rules.Language);
    }
}
