using System.Security.Claims;
using Listener.Worker.Storage;
using Microsoft.AspNetCore.Authorization;

namespace Listener.Worker.Web.Security;

/// <summary>Names of the policies, one a role; each role may do all that the ones before may.</summary>
public static class ConsolePolicies
{
    public const string Viewer = "viewer";
    public const string Writer = "writer";
    public const string Approver = "approver";
    public const string Admin = "admin";

    /// <summary>Name of the cookie scheme.</summary>
    public const string Scheme = "listener-console";

    /// <summary>Claim that holds the security stamp.</summary>
    public const string StampClaim = "stamp";

    /// <summary>Adds the four policies; each is asked by role, not by name.</summary>
    public static void Add(AuthorizationOptions options)
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            options.AddPolicy(NameOf(role), policy => policy
                .AddAuthenticationSchemes(Scheme)
                .RequireAuthenticatedUser()
                .RequireAssertion(context => RoleOf(context.User) >= role));
        }
    }

    /// <summary>Policy of a role.</summary>
    public static string NameOf(Role role) => role switch
    {
        Role.Admin => Admin,
        Role.Approver => Approver,
        Role.Writer => Writer,
        _ => Viewer,
    };

    /// <summary>Role of a signed-in person; null if not signed in.</summary>
    public static Role? RoleOf(ClaimsPrincipal principal) =>
        Enum.TryParse<Role>(principal.FindFirstValue(ClaimTypes.Role), out var role) ? role : null;

    /// <summary>The claims of a person.</summary>
    public static ClaimsPrincipal PrincipalOf(User user) => new(new ClaimsIdentity(
    [
        new Claim(ClaimTypes.Name, user.Name),
        new Claim(ClaimTypes.Role, user.Role.ToString()),
        new Claim(StampClaim, user.SecurityStamp),
    ],
    Scheme));
}
