using System.IO.Compression;
using Listener.Worker.Schedules;
using Listener.Worker.Web.Endpoints;
using Listener.Worker.Web.Inbox;
using Listener.Worker.Web.Operations;
using Listener.Worker.Web.Pages;
using Listener.Worker.Web.Security;
using Listener.Worker.Web.Setup;
using Listener.Worker.Web.Undo;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.FileProviders;

namespace Listener.Worker.Web;

/// <summary>Registers and maps the web console.</summary>
public static class ConsoleEndpoints
{
    /// <summary>Adds what the console needs. Stores, stages, options and data protection come from the host.</summary>
    public static IServiceCollection AddConsole(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddLocalization();
        services.AddAuthentication(ConsolePolicies.Scheme).AddCookie(ConsolePolicies.Scheme, SetUpCookie);
        services.AddAuthorization(ConsolePolicies.Add);
        services.AddAntiforgery(options =>
        {
            options.HeaderName = AntiforgeryFilter.HeaderName;
            options.FormFieldName = "token-of-page";
            options.Cookie.Name = "listener-form";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.SuppressXFrameOptionsHeader = true;
        });
        services.AddResponseCompression(options => options.EnableForHttps = true);
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        // What lives for minutes and in memory only is timed by a clock that nobody can set.
        services.AddSingleton(all => new SignInThrottle(Steady(all))).AddSingleton(all => new LoginLinks(Steady(all))).AddSingleton(all => new Presence(Steady(all)));
        services.AddSingleton<SetupGate>().AddSingleton<SettingsDesk>().AddSingleton<UndoLog>().AddSingleton<ConsoleChannels>();
        services.AddScoped<SignIn>().AddScoped<ConsoleVisit>().AddScoped<UndoReader>();
        services.AddScoped<InboxReader>().AddScoped<SavedViews>().AddScoped<MentionReader>().AddScoped<ApprovalReader>();
        services.AddScoped<WorkDesk>().AddScoped<ReplyDesk>().AddScoped<LabelDesk>().AddScoped<MentionAnswers>();
        services.AddSingleton<ChannelDesk>().AddScoped<ChannelReader>().AddScoped<ReportReader>().AddScoped<DigestReader>();
        return services;
    }

    /// <summary>Maps pages, static files and their middleware.</summary>
    public static void MapConsole(this WebApplication app)
    {
        app.Use(next => context => SecurityHeaders.InvokeAsync(context, next));
        app.UseResponseCompression();
        app.UseStatusCodePages(StatusPageAsync);
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new PhysicalFileProvider(Path.Combine(AppContext.BaseDirectory, "wwwroot")),
            OnPrepareResponse = static file => file.Context.Response.Headers.CacheControl = "no-cache",
        });
        app.UseAuthentication();
        app.Use(static (context, next) =>
        {
            context.RequestServices.GetRequiredService<ConsoleVisit>().Enter(context);
            return next(context);
        });
        app.UseAuthorization();
        MapPages(app);
    }

    // One line a page; each group carries who may see it, so a page without one cannot be added by mistake.
    private static void MapPages(WebApplication app)
    {
        var anybody = app.MapGroup("").AllowAnonymous().AddEndpointFilter<RouteGroupBuilder, AntiforgeryFilter>();
        var signedIn = app.MapGroup("").RequireAuthorization(ConsolePolicies.Viewer).AddEndpointFilter<RouteGroupBuilder, AntiforgeryFilter>().AddEndpointFilter<RouteGroupBuilder, StoreFaultFilter>();
        anybody.MapSetup(signedIn);
        anybody.MapSignIn(signedIn);
        signedIn.MapInbox();
        signedIn.MapViews();
        signedIn.MapMentions();
        signedIn.MapReplies();
        signedIn.MapAnswers();
        signedIn.MapApprovals();
        signedIn.MapEvents();
        signedIn.MapPreferences();
        signedIn.MapDigests();
        signedIn.MapOperations();
    }

    private static void SetUpCookie(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "listener";
        options.Cookie.Path = "/";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.CookieManager = new PrefixedCookies();
        options.ExpireTimeSpan = TimeSpan.FromDays(14);
        options.SlidingExpiration = true;
        options.LoginPath = "/login";
        options.ReturnUrlParameter = "return";
        options.Events.OnValidatePrincipal = context => context.HttpContext.RequestServices.GetRequiredService<SignIn>().ValidateAsync(context);
        options.Events.OnRedirectToAccessDenied = static context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
        options.Events.OnRedirectToLogin = RedirectToLogin;
    }

    // A script that asks for a fragment cannot follow a redirect to a page of another shape; it is told to reload instead.
    private static Task RedirectToLogin(Microsoft.AspNetCore.Authentication.RedirectContext<CookieAuthenticationOptions> context)
    {
        if (context.Request.Headers.ContainsKey(ConsoleVisit.PartialHeader) || context.Request.Path == "/events")
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        else
            context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }

    private static async Task StatusPageAsync(StatusCodeContext context)
    {
        var http = context.HttpContext;
        if (!http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal))
            return;
        // The culture set further down the line does not reach back up to here.
        http.RequestServices.GetRequiredService<ConsoleVisit>().Enter(http);
        var status = http.Response.StatusCode;
        IResult? page = status switch
        {
            StatusCodes.Status404NotFound => PageResults.Page<NotFoundPage>(status: status),
            StatusCodes.Status403Forbidden => PageResults.Page<ForbiddenPage>(status: status),
            _ => null,
        };
        if (page is not null)
            await page.ExecuteAsync(http);
    }

    private static SteadyClock Steady(IServiceProvider services) => new(services.GetRequiredService<TimeProvider>());
}
