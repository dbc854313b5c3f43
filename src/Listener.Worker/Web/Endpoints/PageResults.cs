using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Listener.Worker.Web.Endpoints;

/// <summary>Answers of the console: whole pages, fragments, and the way back after a form.</summary>
public static class PageResults
{
    /// <summary>A page or fragment from a component.</summary>
    public static RazorComponentResult Page<T>(object? parameters = null, int status = StatusCodes.Status200OK) where T : IComponent =>
        new(typeof(T), parameters ?? new { }) { StatusCode = status, PreventStreamingRendering = true };

    /// <summary>303 to a local address, with a message the next page shows.</summary>
    /// <param name="address">Path and query; another host is refused and gives the Inbox.</param>
    /// <param name="said">One of the English keys in <see cref="SaidMessages"/>; null for none.</param>
    public static IResult SeeOther(string? address, string? said = null)
    {
        var local = LocalOr(address, "/");
        if (said is not null)
            local += (local.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "said=" + SaidMessages.KeyOf(said);
        return new SeeOtherResult(local);
    }

    /// <summary>The address if it is a path on this site, else <paramref name="fallback"/>; any earlier message is taken out.</summary>
    public static string LocalOr(string? address, string fallback)
    {
        if (address is null || address.Length is 0 or > 2000 || address[0] != '/' || address.Contains('\\', StringComparison.Ordinal)
            || address.StartsWith("//", StringComparison.Ordinal) || address.Any(char.IsControl))
            return fallback;
        var parts = address.Split('?', 2);
        if (parts.Length == 1)
            return address;
        var kept = parts[1].Split('&').Where(p => p.Length > 0 && !p.StartsWith("said=", StringComparison.Ordinal)).ToArray();
        return kept.Length == 0 ? parts[0] : parts[0] + "?" + string.Join('&', kept);
    }

    private sealed class SeeOtherResult(string address) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = address;
            return Task.CompletedTask;
        }
    }
}

/// <summary>Messages that may follow a redirect. The address holds a key, never words, so nobody can put words into a page.</summary>
public static class SaidMessages
{
    private static readonly string[] All =
    [
        "Saved.", "Approved.", "Draft saved.", "Draft rejected.", "Note saved.", "Assigned.", "Snoozed.", "Resolved.", "Opened again.",
        "Undone.", "Too late to undo. It was sent.", "It changed meanwhile and was not undone.", "Correction kept.", "Thank you. The reply is settled.",
        "This was settled meanwhile.", "It is sent once more.", "It is not sent again. Look at the thread and decide.", "Nothing was selected.", "You have the claim.", "Signed out.", "Settings saved.",
        "Approved. Post it by hand.", "Reply stopped. Nothing was sent.", "The draft changed meanwhile. Look at it again.", "Scheduled.",
        "View saved.", "The view needs a name of at most 40 characters; a person can keep 30 views.", "View removed.", "This view is somebody else's, or it is gone already.",
        "Not stopped: only who approved a reply and approvers may stop it.", "Nothing to undo: the network refused the reply.",
        "Too late to undo: the reply waits for a person. Look at it and decide.", "It was stopped already. Nothing was sent.", "Given up. It is not sent again.",
        "Nothing to undo: the reply waits to be posted by hand.", "Too late to undo: sending was tried already and is tried again.",
        "Too late to undo: it is being sent, and nobody knows yet whether it arrived.",
        "This is no web address, so nothing was settled. Expected for example https://example.com/post/1, or nothing.",
    ];

    /// <summary>Key of a message in an address.</summary>
    public static string KeyOf(string said) => Array.IndexOf(All, said) is >= 0 and var index
        ? index.ToString(System.Globalization.CultureInfo.InvariantCulture)
        : throw new ArgumentException($"'{said}' is not a known message.", nameof(said));

    /// <summary>Message of a key; null if unknown.</summary>
    public static string? Find(string? key) =>
        int.TryParse(key, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var index) && index < All.Length ? All[index] : null;
}
