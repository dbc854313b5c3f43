using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Listener.Worker.Domain;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>Short index keys and the searched text of a mention.</summary>
internal static class MentionKeys
{
    /// <summary>Key of an author or a thread on a channel: 8 bytes of a SHA-256. Rows found by it are compared by their text as well.</summary>
    public static long Of(ChannelKey channel, string nativeId)
    {
        var text = $"{channel.Value}|{nativeId}";
        Span<byte> bytes = text.Length <= 250 ? stackalloc byte[text.Length * 3] : new byte[text.Length * 3];
        var length = Encoding.UTF8.GetBytes(text, bytes);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(bytes[..length], hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }

    /// <summary>What full-text search sees of a mention. Deleting from the index needs exactly this text again.</summary>
    public static string Searched(string? title, string text, string authorName, string authorDisplay) =>
        Fold(authorDisplay == authorName ? $"{title} {text} {authorName}" : $"{title} {text} {authorName} {authorDisplay}");

    /// <summary>Makes the Turkish dotless ı and dotted İ found by i; the tokenizer removes all other marks.</summary>
    public static string Fold(string text) =>
        text.AsSpan().IndexOfAny('ı', 'İ') < 0 ? text : text.Replace('ı', 'i').Replace('İ', 'i');
}
