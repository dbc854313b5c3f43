using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Listener.Worker.Web.Security;

/// <summary>Hashes and checks passwords: PBKDF2-SHA512, 16 bytes of salt, self-describing text.</summary>
public static class PasswordHashing
{
    /// <summary>Rounds of a new hash.</summary>
    public const int Rounds = 210_000;

    /// <summary>Shortest password accepted, in characters.</summary>
    public const int MinLength = 12;

    /// <summary>Longest password accepted, in characters; keeps one guess from costing more than another.</summary>
    public const int MaxLength = 256;

    private const string Scheme = "pbkdf2-sha512";
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    // Checked for names nobody has, so that an unknown name takes as long as a wrong password.
    private static readonly Lazy<string> Decoy = new(() => Hash("a password nobody has"));

    /// <summary>Hashes a password, for example <c>pbkdf2-sha512$210000$salt$hash</c>, both parts in base 64.</summary>
    public static string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var hash = Derive(password, salt, Rounds);
        return string.Create(CultureInfo.InvariantCulture, $"{Scheme}${Rounds}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");
    }

    /// <summary>True if <paramref name="password"/> made <paramref name="stored"/>. A null hash takes as long and is false.</summary>
    public static bool Verify(string password, string? stored)
    {
        var parts = (stored ?? Decoy.Value).Split('$');
        if (parts.Length != 4 || parts[0] != Scheme || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var rounds))
            return false;
        var expected = Convert.FromBase64String(parts[3]);
        var actual = Derive(password, Convert.FromBase64String(parts[2]), rounds);
        return CryptographicOperations.FixedTimeEquals(expected, actual) && stored is not null;
    }

    /// <summary>What is wrong with a new password; null if nothing.</summary>
    public static string? Fault(string? password) => password switch
    {
        null or { Length: < MinLength } => "Choose a password of at least 12 characters.",
        { Length: > MaxLength } => "Choose a password of at most 256 characters.",
        _ when password.Distinct().Count() < 5 => "Choose a password with at least 5 different characters.",
        _ => null,
    };

    private static byte[] Derive(string password, byte[] salt, int rounds)
    {
        var cut = password.Length > MaxLength ? password[..MaxLength] : password;
        var bytes = Encoding.UTF8.GetBytes(cut.IsNormalized(NormalizationForm.FormC) ? cut : cut.Normalize(NormalizationForm.FormC));
        return Rfc2898DeriveBytes.Pbkdf2(bytes, salt, rounds, HashAlgorithmName.SHA512, HashBytes);
    }
}
