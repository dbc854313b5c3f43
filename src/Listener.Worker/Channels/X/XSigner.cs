using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Listener.Worker.Channels.X;

/// <summary>Credentials of one account in one app.</summary>
internal sealed record XCredentials(string ConsumerKey, string ConsumerSecret, string Token, string TokenSecret);

/// <summary>Signs requests with OAuth 1.0a. A JSON body is not part of the signature; address and query are.</summary>
/// <remarks>Source: RFC 5849; docs.x.com "Creating a signature".</remarks>
internal sealed class XSigner(XCredentials credentials, TimeProvider clock)
{
    /// <summary>Value of the Authorization header for one request; never the same twice.</summary>
    public string Sign(HttpMethod method, Uri address) =>
        Sign(method, address, RandomNumberGenerator.GetHexString(32, lowercase: true), clock.GetUtcNow().ToUnixTimeSeconds());

    /// <summary>As above, with a given nonce and time in Unix seconds.</summary>
    internal string Sign(HttpMethod method, Uri address, string nonce, long time)
    {
        List<(string Name, string Value)> own =
        [
            ("oauth_consumer_key", credentials.ConsumerKey),
            ("oauth_nonce", nonce),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", time.ToString(CultureInfo.InvariantCulture)),
            ("oauth_token", credentials.Token),
            ("oauth_version", "1.0"),
        ];
        own.Add(("oauth_signature", Signature(BaseString(method, address, own))));
        return "OAuth " + string.Join(", ", own.Select(p => $"{Encode(p.Name)}=\"{Encode(p.Value)}\""));
    }

    private static string BaseString(HttpMethod method, Uri address, IEnumerable<(string Name, string Value)> own)
    {
        var parameters = own.Concat(QueryOf(address))
            .Select(p => (Name: Encode(p.Name), Value: Encode(p.Value)))
            .OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Value, StringComparer.Ordinal)
            .Select(p => $"{p.Name}={p.Value}");
        return $"{method.Method}&{Encode(address.GetLeftPart(UriPartial.Path))}&{Encode(string.Join('&', parameters))}";
    }

    // The protocol asks for SHA-1; as a keyed hash it is not broken, and X accepts nothing else here.
#pragma warning disable S4790, CA5350
    private string Signature(string text) => Convert.ToBase64String(HMACSHA1.HashData(
        Encoding.ASCII.GetBytes($"{Encode(credentials.ConsumerSecret)}&{Encode(credentials.TokenSecret)}"), Encoding.ASCII.GetBytes(text)));
#pragma warning restore S4790, CA5350

    private static IEnumerable<(string Name, string Value)> QueryOf(Uri address) =>
        address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2))
            .Select(p => (Uri.UnescapeDataString(p[0]), p.Length > 1 ? Uri.UnescapeDataString(p[1]) : ""));

    // Encodes all but letters, digits and - . _ ~, as RFC 3986 and so OAuth ask.
    private static string Encode(string text) => Uri.EscapeDataString(text);
}
