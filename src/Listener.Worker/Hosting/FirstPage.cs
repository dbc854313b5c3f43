using System.Net;
using Listener.Worker.Storage;

namespace Listener.Worker.Hosting;

/// <summary>
/// Asks for the console's first page once, for nobody, while the web server is still being started on the other core: what a page needs is loaded and
/// compiled when the first person comes.
/// </summary>
internal static partial class FirstPage
{
    private const int MostRedirects = 4;

    /// <summary>Asks for <c>/</c> and follows its redirects. Never throws: this is a head start, nothing depends on it.</summary>
    /// <param name="app">The mapped service; its store must be open.</param>
    public static async Task PrepareAsync(WebApplication app)
    {
        try
        {
            var line = ((IApplicationBuilder)app).Build();
            string? path = "/";
            for (var i = 0; i < MostRedirects && path is not null; i++)
                path = await AskAsync(app.Services, line, path);
        }
        catch (Exception e) when (e is ObjectDisposedException or StoreException)
        {
            // The service could not be started and says why.
        }
        catch (Exception e)
        {
            LogProblem(app.Logger, e);
        }
    }

    private static async Task<string?> AskAsync(IServiceProvider services, RequestDelegate line, string path)
    {
        await using var scope = services.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.Connection.RemoteIpAddress = IPAddress.Loopback;
        (context.Request.Method, context.Request.Scheme, context.Request.Host) = (HttpMethods.Get, Uri.UriSchemeHttp, new HostString("localhost"));
        context.Request.Path = path;
        context.Response.Body = Stream.Null;
        await line(context);
        return context.Response.Headers.Location is [{ Length: > 0 } next] && Uri.TryCreate(new Uri("http://localhost"), next, out var address) ? address.AbsolutePath : null;
    }

    [LoggerMessage(4104, LogLevel.Warning, "The first page could not be prepared; it is made when somebody asks for it")]
    private static partial void LogProblem(ILogger logger, Exception problem);
}
