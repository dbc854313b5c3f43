using Listener.Worker.Storage;
using Listener.Worker.Web.Pages;

namespace Listener.Worker.Web.Endpoints;

/// <summary>A form that the store could not take, because the disk is full for example: it says so and what was typed is not lost.</summary>
internal sealed class StoreFaultFilter(ConsoleVisit visit) : IEndpointFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (StoreException fault) when (HttpMethods.IsPost(context.HttpContext.Request.Method))
        {
            return await AnswerAsync(context.HttpContext, fault.Message);
        }
    }

    // A script leaves the page as it is and says the words; without one, the text comes back to be copied.
    private async Task<IResult> AnswerAsync(HttpContext http, string fault)
    {
        const int status = StatusCodes.Status503ServiceUnavailable;
        if (http.Request.Headers.Accept.ToString().StartsWith("application/json", StringComparison.Ordinal))
            return Results.Json(new SavedDraft(0, 0, null, fault), statusCode: status);
        if (visit.IsPartial)
            return Results.Text(fault, "text/plain; charset=utf-8", statusCode: status);
        var fields = await http.Request.ReadFormAsync(http.RequestAborted);
        return PageResults.Page<NotStoredPage>(new { Fault = fault, Typed = fields["text"].ToString(), Back = PageResults.LocalOr(fields["return"], "/") }, status);
    }
}
