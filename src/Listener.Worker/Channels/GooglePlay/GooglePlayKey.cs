using System.Security.Cryptography;

namespace Listener.Worker.Channels.GooglePlay;

/// <summary>Key of a service account, as the JSON file that Google hands out.</summary>
internal sealed record GooglePlayKey(string ClientEmail, string PrivateKey, string? PrivateKeyId = null)
{
    /// <summary>Reads a key; null if it is none.</summary>
    public static GooglePlayKey? Read(string? text) => Fault(text) is null ? WireJson.TryParse(text, GooglePlayJson.Default.GooglePlayKey) : null;

    /// <summary>What is wrong with a key, without repeating any of it; null if it is good.</summary>
    public static string? Fault(string? text)
    {
        if (text is null)
            return "names a file that cannot be read; check the path and its permissions";
        if (string.IsNullOrWhiteSpace(text))
            return "is empty; make a key for a service account in the Google Cloud console and allow it to reply to reviews in the Play Console";
        if (WireJson.TryParse(text, GooglePlayJson.Default.GooglePlayKey) is not { ClientEmail.Length: > 0 } key)
            return "is no service account's key; expected the JSON text with client_email and private_key";
        return OpensWithRsa(key) ? null : "holds no RSA private key of 2,048 bits or more; download the key again";
    }

    /// <summary>The private key, to be disposed of.</summary>
    public RSA Open()
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(PrivateKey);
        return rsa;
    }

    private static bool OpensWithRsa(GooglePlayKey key)
    {
        try
        {
            using var rsa = key.Open();
            return rsa.KeySize >= 2048 && rsa.ExportParameters(true).D is not null;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            // Named as a wrong setting by the caller.
            return false;
        }
    }
}
