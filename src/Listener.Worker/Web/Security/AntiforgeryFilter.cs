using Microsoft.AspNetCore.Antiforgery;

namespace Listener.Worker.Web.Security;

/// <summary>Refuses every request that changes something and does not carry the page's token, or comes from another origin.</summary>
public sealed class AntiforgeryFilter(IAntiforgery antiforgery) : IEndpointFilter
{
    /// <summary>Header in which scripts send the token.</summary>
    public const string HeaderName = "X-Listener-Token";

    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
            return await next(context);
        if (IsForeign(http.Request) || !await IsValidAsync(http))
            return Results.Text("This page is out of date. Go back, reload it and try again.", "text/plain; charset=utf-8", statusCode: StatusCodes.Status400BadRequest);
        return await next(context);
    }

    // A form beyond the size limits or with a NUL in it cannot be read at all, so neither can its token.
    private async Task<bool> IsValidAsync(HttpContext http)
    {
        try
        {
            return await antiforgery.IsRequestValidAsync(http);
        }
        catch (Exception e) when (e is InvalidDataException or AntiforgeryValidationException)
        {
            return false;
        }
    }

    private static bool IsForeign(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site is not ("" or "same-origin" or "none"))
            return true;
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && origin != "null" && !origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}
