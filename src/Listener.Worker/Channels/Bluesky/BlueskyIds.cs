using System.Buffers.Binary;
using System.Security.Cryptography;
using Listener.Worker.Domain;

namespace Listener.Worker.Channels.Bluesky;

/// <summary>Record keys and addresses.</summary>
internal static class BlueskyIds
{
    public const string PostCollection = "app.bsky.feed.post";
    private const string Alphabet = "234567abcdefghijklmnopqrstuvwxyz";
    private const int KeyLength = 13;

    /// <summary>
    /// Record key of a reply: a valid TID (13 characters) that depends on nothing but the reply. The time part holds the
    /// second of approval, the rest 30 bits of the id's hash, so all tries of one reply meet in one record.
    /// </summary>
    /// <remarks>Source: atproto.com/specs/tid. Other forms are not shown by the app.</remarks>
    public static string RecordKey(Reply reply)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(reply.Id.Value.ToByteArray(), hash);
        var spread = BinaryPrimitives.ReadUInt64LittleEndian(hash);
        var microseconds = ((ulong)reply.ApprovedAt.ToUnixTimeSeconds() * 1_000_000) + (spread % 1_000_000);
        var clock = BinaryPrimitives.ReadUInt16LittleEndian(hash[8..]) & 0x3FFUL;
        return Encode((microseconds << 10) | clock);
    }

    /// <summary>Address of a post of ours.</summary>
    public static string PostUri(string did, string key) => $"at://{did}/{PostCollection}/{key}";

    /// <summary>Account part of a record address; null if it is none.</summary>
    public static string? DidOf(string uri) => Parts(uri)?[0];

    /// <summary>Web address of a post; null if <paramref name="uri"/> is no post's address. The DID outlives changes of the handle.</summary>
    public static Uri? Permalink(string uri) =>
        Parts(uri) is [var did, PostCollection, var key] ? new Uri($"https://bsky.app/profile/{did}/post/{Uri.EscapeDataString(key)}") : null;

    private static string[]? Parts(string uri) =>
        uri.StartsWith("at://did:", StringComparison.Ordinal) && uri["at://".Length..].Split('/') is { Length: 3 } parts ? parts : null;

    private static string Encode(ulong value) => string.Create(KeyLength, value, static (span, v) =>
    {
        for (var i = span.Length - 1; i >= 0; i--, v >>= 5)
            span[i] = Alphabet[(int)(v & 31)];
    });
}
