using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Listener.Worker.Web.Security;

/// <summary>Links that sign one person in once. Kept in memory only; a restart voids them.</summary>
public sealed class LoginLinks(TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<string, (string User, DateTimeOffset Until)> links = new(StringComparer.Ordinal);

    /// <summary>Makes a token for <c>/login/link?token=…</c>, good once within the next hour.</summary>
    public string Create(string userName)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        links[KeyOf(token)] = (userName, time.GetUtcNow() + Life);
        return token;
    }

    /// <summary>Uses a token up.</summary>
    /// <returns>User name; null if it is unknown, used or too old.</returns>
    public string? Use(string? token)
    {
        if (token is null || !links.TryRemove(KeyOf(token), out var link))
            return null;
        return link.Until > time.GetUtcNow() ? link.User : null;
    }

    // Only a hash is kept, so a memory dump holds no usable link; looking up by hash also leaks no timing.
    private static string KeyOf(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
