using Microsoft.AspNetCore.Authentication.Cookies;

namespace Listener.Worker.Web.Security;

/// <summary>
/// Puts <c>__Host-</c> before a cookie's name wherever the request came by https, so that no neighbouring host can plant it.
/// Over plain loopback http the prefix is not allowed and is left out.
/// </summary>
public sealed class PrefixedCookies : ICookieManager
{
    private readonly ChunkingCookieManager inner = new();

    /// <inheritdoc/>
    public string? GetRequestCookie(HttpContext context, string key) => inner.GetRequestCookie(context, NameFor(context, key));

    /// <inheritdoc/>
    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
        inner.AppendResponseCookie(context, NameFor(context, key), value, options);

    /// <inheritdoc/>
    public void DeleteCookie(HttpContext context, string key, CookieOptions options) =>
        inner.DeleteCookie(context, NameFor(context, key), options);

    /// <summary>The name as sent.</summary>
    public static string NameFor(HttpContext context, string key) => context.Request.IsHttps ? "__Host-" + key : key;
}
