using System.Security.Cryptography;
using Listener.Worker.Storage;

namespace Listener.Worker.Web.Security;

/// <summary>Makes accounts.</summary>
public static class UserAccounts
{
    /// <summary>A new account with a fresh stamp.</summary>
    /// <exception cref="ArgumentException">Name or password cannot be used; the message says what is expected.</exception>
    public static User Create(string name, string displayName, Role role, string password, DateTimeOffset now)
    {
        var trimmed = name.Trim();
        if (NameFault(trimmed) is { } nameFault)
            throw new ArgumentException(nameFault, nameof(name));
        if (PasswordHashing.Fault(password) is { } fault)
            throw new ArgumentException(fault, nameof(password));
        var shown = string.IsNullOrWhiteSpace(displayName) ? trimmed : displayName.Trim();
        return new User(trimmed, shown, role, PasswordHashing.Hash(password), NewStamp(), false, now, null, null);
    }

    /// <summary>What is wrong with a user name; null if nothing.</summary>
    public static string? NameFault(string? name) =>
        name is { Length: >= 1 and <= 64 } && !name.Any(c => char.IsControl(c) || char.IsSurrogate(c)) && name == name.Trim() && name != Domain.Draft.ProductAuthor
            ? null
            : "Choose a name of 1-64 characters, for example ana or ana@example.org.";

    /// <summary>A new security stamp; storing it ends every sign-in of the person.</summary>
    public static string NewStamp() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
