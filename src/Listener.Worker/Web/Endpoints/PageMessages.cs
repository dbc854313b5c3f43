using System.Globalization;
using Listener.Worker.Web.Text;
using Microsoft.Extensions.Localization;

namespace Listener.Worker.Web.Endpoints;

/// <summary>Messages of these pages that may follow a redirect. The address holds a key, never words.</summary>
internal static class PageMessages
{
    private static readonly string[] All =
    [
        "The digest is built and kept.", "The digest was mailed.", "Some mails could not be sent. See below.", "Mail is not set up.",
        "The channel is paused.", "The channel reads again.", "Sending is stopped. Approved replies wait.", "Sending goes on.", "The channel is not set up.",
    ];

    /// <summary>303 to a path of these pages with a message.</summary>
    public static IResult SeeOther(string path, string said) =>
        PageResults.SeeOther($"{path}?told={Array.IndexOf(All, said).ToString(CultureInfo.InvariantCulture)}");

    /// <summary>The message of a request in the reader's language; null for none.</summary>
    public static string? Find(HttpContext http, IStringLocalizer<PagesText> text) =>
        int.TryParse(http.Request.Query["told"], NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < All.Length ? text[All[index]].Value : null;
}
