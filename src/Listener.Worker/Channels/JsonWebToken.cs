using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Listener.Worker.Channels;

/// <summary>Makes signed tokens (RFC 7519) with the framework's own cryptography.</summary>
public static class JsonWebToken
{
    /// <summary>Token signed with RSA and SHA-256.</summary>
    /// <param name="key">Private key, 2,048 bits or more.</param>
    /// <param name="keyId">Id of the key; null to leave it out.</param>
    /// <param name="claims">What the token says.</param>
    public static string Rs256(RSA key, string? keyId, JsonObject claims) =>
        Join("RS256", keyId, claims, signed => Sign(key, signed));

    /// <summary>Token signed with ECDSA on P-256 and SHA-256; the signature is r and s side by side, as RFC 7518 asks.</summary>
    /// <param name="key">Private key on P-256.</param>
    /// <param name="keyId">Id of the key; null to leave it out.</param>
    /// <param name="claims">What the token says.</param>
    public static string Es256(ECDsa key, string? keyId, JsonObject claims) =>
        Join("ES256", keyId, claims, signed => key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));

    // RS256 is defined with this padding (RFC 7518, section 3.3); the weakness the rule means concerns encryption.
#pragma warning disable S5542
    private static byte[] Sign(RSA key, byte[] signed) => key.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
#pragma warning restore S5542

    private static string Join(string algorithm, string? keyId, JsonObject claims, Func<byte[], byte[]> sign)
    {
        var header = new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT" };
        if (keyId is not null)
            header["kid"] = keyId;
        var signed = $"{Encode(header)}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
