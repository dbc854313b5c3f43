using System.Globalization;
using Listener.Worker.Hosting;
using Listener.Worker.Storage;
using Listener.Worker.Web.Endpoints;
using Listener.Worker.Web.Text;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace Listener.Worker.Web;

/// <summary>Who looks at a page, in which language, zone and theme. One a request; components inject it.</summary>
public sealed class ConsoleVisit(IOptions<ListenerOptions> options, TimeProvider time, IStringLocalizer<ConsoleText> text)
{
    /// <summary>Cookie that keeps the theme before anybody is signed in.</summary>
    public const string ThemeCookie = "listener-theme";

    /// <summary>Header by which partial.js asks for fragments.</summary>
    public const string PartialHeader = "X-Partial";

    /// <summary>Header in which partial.js tells the address of the page that asks.</summary>
    public const string PageHeader = "X-Page";

    private User? user;

    /// <summary>The signed-in person.</summary>
    /// <exception cref="InvalidOperationException">Nobody is signed in; the page should have asked for it.</exception>
    public User User => user ?? throw new InvalidOperationException("This page needs a signed-in person.");

    /// <summary>True if somebody is signed in.</summary>
    public bool IsSignedIn => user is not null;

    /// <summary>The person's settings.</summary>
    public Preferences Preferences { get; private set; } = new();

    /// <summary><c>auto</c>, <c>light</c> or <c>dark</c>.</summary>
    public string Theme { get; private set; } = "auto";

    /// <summary>True if a script asked for fragments, false for a whole page.</summary>
    public bool IsPartial { get; private set; }

    /// <summary>Path and query of the page the person looks at.</summary>
    public string Address { get; private set; } = "/";

    /// <summary>Times in the person's zone; the same "now" for the whole page.</summary>
    public ConsoleClock Clock { get; private set; } = new(time.GetUtcNow(), ZoneOf(options.Value.Brand.TimeZone), text);

    /// <summary>Now, UTC.</summary>
    public DateTimeOffset Now => Clock.Now;

    /// <summary>Length of the undo window for this person.</summary>
    public TimeSpan UndoWindow => Preferences.UndoSeconds is { } seconds
        ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 60))
        : options.Value.Delivery.UndoWindow;

    /// <summary>True if the person's role is at least this one.</summary>
    public bool May(Role role) => user is not null && user.Role >= role;

    /// <summary>Fills the visit from the request and sets the culture of what follows.</summary>
    public void Enter(HttpContext context)
    {
        user = context.Items[typeof(User)] as User;
        Preferences = Preferences.Of(user);
        Theme = user is null ? ThemeOf(context.Request.Cookies[ThemeCookie]) : ThemeOf(Preferences.Theme);
        IsPartial = context.Request.Headers.ContainsKey(PartialHeader);
        Address = AddressOf(context.Request);
        var culture = ConsoleLanguages.Find(Preferences.Language) ?? ConsoleLanguages.Choose(context.Request.Headers.AcceptLanguage);
        CultureInfo.CurrentCulture = culture;
        CultureInfo.CurrentUICulture = culture;
        Clock = new ConsoleClock(time.GetUtcNow(), Clock.Zone, text);
    }

    /// <summary>The theme if it is one, else <c>auto</c>.</summary>
    public static string ThemeOf(string? theme) => theme is "light" or "dark" ? theme : "auto";

    // The answer to a form is shown on the page the form stands on, not at the address it was sent to.
    private string AddressOf(HttpRequest request)
    {
        if (IsPartial)
            return PageResults.LocalOr(request.Headers[PageHeader], "/");
        return HttpMethods.IsGet(request.Method) ? PageResults.LocalOr(request.Path + request.QueryString, "/") : "/";
    }

    private static TimeZoneInfo ZoneOf(string id) => TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : TimeZoneInfo.Utc;
}
