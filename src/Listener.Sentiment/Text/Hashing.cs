using System.Runtime.CompilerServices;

namespace Listener.Sentiment.Text;

/// <summary>The one hash of tokens and n-grams; part of the model format, so it never changes within a format version.</summary>
internal static class Hashing
{
    public const uint Seed = 0x811C9DC5;
    private const uint Prime = 0x9E3779B1;

    /// <summary>Adds one UTF-16 unit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Add(uint hash, char c) => (hash ^ c) * Prime;

    /// <summary>Spreads the bits; zero is reserved for "empty slot" and never returned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Finish(uint hash)
    {
        hash ^= hash >> 15;
        hash *= 0x85EBCA6B;
        hash ^= hash >> 13;
        return hash | (hash == 0 ? 1u : 0u);
    }

    /// <summary>Hash of a token's text.</summary>
    public static uint Of(ReadOnlySpan<char> text)
    {
        uint hash = Seed;
        foreach (char c in text)
            hash = Add(hash, c);
        return Finish(hash);
    }

    /// <summary>Combines a salt or a previous token's hash with the next one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Join(uint left, uint right) => Finish((((left << 7) | (left >> 25)) * Prime) ^ right);
}
