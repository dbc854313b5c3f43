using System.Net;
using System.Security.Claims;
using Listener.Worker.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Listener.Worker.Web.Security;

/// <summary>Result of a try to sign in.</summary>
/// <param name="User">The person; null if refused.</param>
/// <param name="Wait">How long further tries wait; zero if the password was checked.</param>
public sealed record SignInResult(User? User, TimeSpan Wait);

/// <summary>Signs people in and keeps checking that they still may.</summary>
public sealed class SignIn(IOperationsStore store, SignInThrottle throttle, TimeProvider time)
{
    // A password check costs about a tenth of a second of one core; more than two at once would starve the polls.
    private static readonly SemaphoreSlim Checks = new(2);

    private static readonly TimeSpan SeenInterval = TimeSpan.FromMinutes(5);

    /// <summary>Checks name and password. Unknown names, wrong passwords and disabled people get the same answer in the same time.</summary>
    public async Task<SignInResult> TryAsync(string name, string password, IPAddress? address, CancellationToken token)
    {
        var wait = throttle.WaitFor(name, address);
        if (wait > TimeSpan.Zero)
            return new SignInResult(null, wait);
        var user = await FindAsync(name, token);
        if (!await CheckAsync(password, user?.PasswordHash, token) || user is null || user.Disabled)
        {
            throttle.Failed(name, address);
            await store.AuditAsync(new AuditEntry(time.GetUtcNow(), "-", "sign-in refused", address?.ToString() ?? "-", null, null), token);
            return new SignInResult(null, TimeSpan.Zero);
        }
        throttle.Succeeded(name);
        return new SignInResult(user, TimeSpan.Zero);
    }

    /// <summary>Hands out a new cookie.</summary>
    public async Task EnterAsync(HttpContext context, User user)
    {
        var now = time.GetUtcNow();
        await store.SaveUserAsync(user with { LastSeenAt = now }, context.RequestAborted);
        await store.AuditAsync(new AuditEntry(now, user.Name, "signed in", user.Name, null, null), context.RequestAborted);
        await context.SignInAsync(ConsolePolicies.Scheme, ConsolePolicies.PrincipalOf(user), new AuthenticationProperties { IsPersistent = true });
    }

    /// <summary>Called for each request with a cookie: ends it when the stamp changed, renews it when the role did.</summary>
    public async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var name = context.Principal?.FindFirstValue(ClaimTypes.Name);
        var user = name is null ? null : await store.FindUserAsync(name, context.HttpContext.RequestAborted);
        if (user is null || user.Disabled || context.Principal!.FindFirstValue(ConsolePolicies.StampClaim) != user.SecurityStamp)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(ConsolePolicies.Scheme);
            return;
        }
        if (ConsolePolicies.RoleOf(context.Principal!) != user.Role)
        {
            context.ReplacePrincipal(ConsolePolicies.PrincipalOf(user));
            context.ShouldRenew = true;
        }
        context.HttpContext.Items[typeof(User)] = await SeenAsync(user, context.HttpContext.RequestAborted);
    }

    private async Task<User> SeenAsync(User user, CancellationToken token)
    {
        var now = time.GetUtcNow();
        if (user.LastSeenAt is { } seen && now - seen < SeenInterval)
            return user;
        var changed = user with { LastSeenAt = now };
        await store.SaveUserAsync(changed, token);
        return changed;
    }

    private async Task<User?> FindAsync(string name, CancellationToken token) =>
        name.Length is > 0 and <= 64 ? await store.FindUserAsync(name.Trim(), token) : null;

    private static async Task<bool> CheckAsync(string password, string? hash, CancellationToken token)
    {
        await Checks.WaitAsync(token);
        try
        {
            return await Task.Run(() => PasswordHashing.Verify(password, hash), token);
        }
        finally
        {
            Checks.Release();
        }
    }
}
