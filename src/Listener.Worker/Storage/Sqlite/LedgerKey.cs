using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>The secret behind row hashes, chains and tombstones.</summary>
internal sealed class LedgerKey(byte[] key)
{
    /// <summary>Length of the key file in bytes.</summary>
    public const int Length = 32;

    /// <summary>Reads the key file, or creates it where <paramref name="mayCreate"/>.</summary>
    /// <exception cref="StoreException">The file is missing though it is needed, or has another length.</exception>
    public static LedgerKey Load(string file, bool mayCreate)
    {
        if (!File.Exists(file) && !mayCreate)
            throw new StoreException($"{file} is missing. The ledger cannot be checked or continued without it: copy it back from where you keep it.");
        // Without a database nothing depends on a key yet. One that was cut by a power cut at the very first start is made anew.
        if (mayCreate && !IsWhole(file))
            Create(file);
        var key = File.ReadAllBytes(file);
        return key.Length == Length
            ? new LedgerKey(key)
            : throw new StoreException($"{file} has {key.Length} bytes instead of {Length}. Copy the right file back from where you keep it.");
    }

    /// <summary>Starts a keyed hash (HMAC-SHA-256).</summary>
    public Mac Begin() => new(IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key));

    /// <summary>Keyed hash that stands for an erased author.</summary>
    public byte[] Tombstone(string channel, string authorNativeId) => Begin().Add("tombstone").Add(channel).Add(authorNativeId).End();

    /// <summary>Keyed hash of a text.</summary>
    public byte[] Text(string text) => Begin().Add("text").Add(text).End();

    private static bool IsWhole(string file) => File.Exists(file) && File.ReadAllBytes(file) is { Length: Length } key && key.AsSpan().ContainsAnyExcept((byte)0);

    private static void Create(string file)
    {
        File.Delete(file);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(file, options);
        stream.Write(RandomNumberGenerator.GetBytes(Length));
        stream.Flush(flushToDisk: true);
    }
}

/// <summary>A keyed hash under way. Every field goes in with its length, so no two rows read the same.</summary>
internal sealed class Mac(IncrementalHash hash)
{
    public Mac Add(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        hash.AppendData(bytes);
        return this;
    }

    public Mac Add(long? value) => value is { } number ? Add(1L).Add(number) : Add(0L);

    public Mac Add(DateTimeOffset value) => Add(value.ToUnixTimeMilliseconds());

    public Mac Add(DateTimeOffset? value) => Add(value?.ToUnixTimeMilliseconds());

    public Mac Add(string? value) => value is null ? Add(-1L) : Add(Encoding.UTF8.GetBytes(value));

    public Mac Add(byte[] value)
    {
        Add((long)value.Length);
        hash.AppendData(value);
        return this;
    }

    /// <summary>The 32 bytes.</summary>
    public byte[] End()
    {
        using (hash)
            return hash.GetHashAndReset();
    }
}
